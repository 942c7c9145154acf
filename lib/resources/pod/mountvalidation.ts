import { type FieldPath, forbidden, invalid, notFound, notSupported, required } from '../../meta/field';
import type { Errors } from '../metadata';
import { validateDescendingPath } from './paths';
import type { Container, Volume, VolumeMount } from './types';

/** `ValidateVolumeMounts`; `volumes` are those without errors. */
export function* validateMounts(
  container: Container,
  volumes: ReadonlyMap<string, Volume>,
  path: FieldPath,
): Errors {
  const devices = container.volumeDevices ?? [];
  const taken = new Set<string>();
  for (const [at, mount] of (container.volumeMounts ?? []).entries()) {
    const { name = '', mountPath = '' } = mount;
    const own = path.index(at);
    if (!name) yield required(own.child('name'));
    if (!volumes.has(name)) yield notFound(own.child('name'), name);
    if (!mountPath) yield required(own.child('mountPath'));
    if (taken.has(mountPath)) yield invalid(own.child('mountPath'), mountPath, 'must be unique');
    taken.add(mountPath);
    if (devices.some((device) => device.name === name)) {
      yield invalid(own.child('name'), name, 'must not already exist in volumeDevices');
    }
    if (devices.some((device) => device.devicePath === mountPath)) {
      const detail = 'must not already exist as a path in volumeDevices';
      yield invalid(own.child('mountPath'), mountPath, detail);
    }
    yield* validateMount(mount, container, path, own);
  }
}

/** Kubernetes gives some of these errors the path of the list, not of the mount. */
function* validateMount(mount: VolumeMount, container: Container, path: FieldPath, own: FieldPath): Errors {
  const { subPath, subPathExpr, mountPropagation, recursiveReadOnly } = mount;
  if (subPath) yield* validateDescendingPath(subPath, path.child('subPath'));
  if (subPathExpr) {
    if (subPath) {
      const detail = 'subPathExpr and subPath are mutually exclusive';
      yield invalid(own.child('subPathExpr'), subPathExpr, detail);
    }
    yield* validateDescendingPath(subPathExpr, path.child('subPathExpr'));
  }
  if (mountPropagation !== undefined) {
    const propagationPath = path.child('mountPropagation');
    const modes = ['Bidirectional', 'HostToContainer', 'None'];
    if (!modes.includes(mountPropagation)) yield notSupported(propagationPath, mountPropagation, modes);
    if (mountPropagation === 'Bidirectional' && !container.securityContext?.privileged) {
      const detail = 'Bidirectional mount propagation is available only to privileged containers';
      yield forbidden(propagationPath, detail);
    }
  }
  if (recursiveReadOnly !== undefined) yield* validateRecursion(mount, path.child('recursiveReadOnly'));
}

function* validateRecursion(mount: VolumeMount, path: FieldPath): Errors {
  const mode = mount.recursiveReadOnly;
  if (mode === 'Disabled') return;
  if (mode !== 'Enabled' && mode !== 'IfPossible') {
    yield notSupported(path, mode, ['Disabled', 'Enabled', 'IfPossible']);
    return;
  }
  if (!mount.readOnly) yield forbidden(path, 'may only be specified when readOnly is true');
  if (mount.mountPropagation !== undefined && mount.mountPropagation !== 'None') {
    yield forbidden(path, 'may only be specified when mountPropagation is None or not specified');
  }
}

/** `ValidateVolumeDevices`. */
export function* validateDevices(
  container: Container,
  volumes: ReadonlyMap<string, Volume>,
  path: FieldPath,
): Errors {
  const mounts = container.volumeMounts ?? [];
  const [names, paths] = [new Set<string>(), new Set<string>()];
  for (const [at, { name = '', devicePath = '' }] of (container.volumeDevices ?? []).entries()) {
    const [namePath, own] = [path.index(at).child('name'), path.index(at).child('devicePath')];
    const volume = volumes.get(name);
    if (!name) yield required(namePath);
    if (names.has(name)) yield invalid(namePath, name, 'must be unique');
    if (volume && !volume.persistentVolumeClaim && !volume.ephemeral) {
      const kinds = 'volume source type of PersistentVolumeClaim or Ephemeral';
      yield invalid(namePath, name, `can only use ${kinds} for block mode`);
    }
    if (!volume) yield notFound(namePath, name);
    if (!devicePath) yield required(own);
    if (paths.has(devicePath)) yield invalid(own, devicePath, 'must be unique');
    if (devicePath.split('/').includes('..')) {
      yield invalid(own, devicePath, "can not contain backsteps ('..')");
    } else paths.add(devicePath);
    if (mounts.some((mount) => mount.name === name)) {
      yield invalid(namePath, name, 'must not already exist in volumeMounts');
    }
    if (mounts.some((mount) => mount.mountPath === devicePath)) {
      yield invalid(own, devicePath, 'must not already exist as a path in volumeMounts');
    }
    if (name) names.add(name);
  }
}
