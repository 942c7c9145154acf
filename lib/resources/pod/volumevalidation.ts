import {
  duplicate,
  type FieldError,
  type FieldPath,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../meta/field';
import { byteLength, dnsLabelErrors, dnsSubdomainErrors } from '../../meta/names';
import { compareQuantities } from '../../meta/quantity';
import { quoteText } from '../../meta/quote';
import { type Errors, invalidEach } from '../metadata';
import { validateClaimTemplate } from './claimvalidation';
import { validateFieldRef, validateResourceFieldRef, volumeFieldPaths } from './fieldrefs';
import { validateLocalPath, validateNoBacksteps } from './paths';
import { validateAnySource } from './pluginvalidation';
import type { DownwardAPIFile, KeyToPath, PodSpec, Volume, VolumeProjection } from './types';

/** What of the pod the volumes' rules depend on. */
export interface VolumeContext {
  /** Of a pod itself; a template has none. */
  podName?: string;
  isPod: boolean;
}

type Source<K extends keyof Volume> = NonNullable<Volume[K]>;
type Check = (source: never, path: FieldPath, context: VolumeContext) => Errors;

const hostPathTypes = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File'];
const modeDetail = 'must be a number between 0 and 0777 (octal), both inclusive';

/** Sources in the order in which Kubernetes looks at them; the second of two is refused. */
const checks: readonly [string, Check | undefined][] = [
  ['emptyDir', checkEmptyDir as Check],
  ['hostPath', checkHostPath as Check],
  ['gitRepo', undefined],
  ['gcePersistentDisk', undefined],
  ['awsElasticBlockStore', undefined],
  ['secret', checkSecret as Check],
  ['nfs', undefined],
  ['iscsi', undefined],
  ['glusterfs', undefined],
  ['flocker', undefined],
  ['persistentVolumeClaim', checkClaim as Check],
  ['rbd', undefined],
  ['cinder', undefined],
  ['cephfs', undefined],
  ['quobyte', undefined],
  ['downwardAPI', checkDownward as Check],
  ['fc', undefined],
  ['flexVolume', undefined],
  ['configMap', checkConfigMap as Check],
  ['azureFile', undefined],
  ['vsphereVolume', undefined],
  ['photonPersistentDisk', undefined],
  ['portworxVolume', undefined],
  ['azureDisk', undefined],
  ['storageos', undefined],
  ['projected', checkProjected as Check],
  ['scaleIO', undefined],
  ['csi', undefined],
  ['ephemeral', validateClaimTemplate as Check],
  ['image', checkImage as Check],
];

/** Paths that Kubernetes spells otherwise than the field when there are two sources. */
const forbiddenSpelling: Readonly<Record<string, string>> = { cephfs: 'cephFS', downwardAPI: 'downwarAPI' };

/** `ValidateVolumes`: names and sources. Answers the errors; `sound` are the volumes that mounts may name. */
export function validateVolumes(
  spec: PodSpec,
  path: FieldPath,
  context: VolumeContext,
): { errors: FieldError[]; sound: Map<string, Volume> } {
  const sound = new Map<string, Volume>();
  const errors = (spec.volumes ?? []).flatMap((volume, at) => {
    const found = [...volumeErrors(volume, path.index(at), sound, context)];
    if (found.length === 0) sound.set(volume.name, volume);
    return [...found, ...claimConflicts(volume, spec, path.index(at), context)];
  });
  return { errors, sound };
}

function* volumeErrors(
  volume: Volume,
  path: FieldPath,
  sound: ReadonlyMap<string, Volume>,
  context: VolumeContext,
): Errors {
  const { name = '' } = volume;
  yield* validateSource(volume, path, context);
  if (!name) yield required(path.child('name'));
  else yield* invalidEach(path.child('name'), name, dnsLabelErrors(name));
  if (sound.has(name)) yield duplicate(path.child('name'), name);
}

function* claimConflicts(volume: Volume, spec: PodSpec, path: FieldPath, { podName }: VolumeContext): Errors {
  const claim = volume.persistentVolumeClaim?.claimName;
  if (!podName || claim === undefined) return;
  const created = (spec.volumes ?? []).some(
    (other) => sourceOf(other, 'ephemeral') && `${podName}-${other.name}` === claim,
  );
  if (created) {
    const detail = 'must not reference a PVC that gets created for an ephemeral volume';
    yield invalid(path.child('persistentVolumeClaim', 'claimName'), claim, detail);
  }
}

/** One source of a volume, whatever it is. */
export function sourceOf(volume: Volume, field: string): Record<string, unknown> | undefined {
  return (volume as unknown as Record<string, Record<string, unknown> | undefined>)[field];
}

function* validateSource(volume: Volume, path: FieldPath, context: VolumeContext): Errors {
  let sources = 0;
  for (const [field, check] of checks) {
    const source = sourceOf(volume, field);
    if (!source) continue;
    if (sources > 0 && field !== 'emptyDir') {
      yield forbidden(
        path.child(forbiddenSpelling[field] ?? field),
        'may not specify more than 1 volume type',
      );
      if (field === 'iscsi') yield* checkInitiator(volume, path);
      continue;
    }
    sources++;
    if (check) yield* check(source as never, path.child(field), context);
    else yield* validateAnySource(field, source, path);
    if (field === 'iscsi') yield* checkInitiator(volume, path);
    if (field === 'ephemeral') yield* checkClaimName(volume, path, context);
  }
  if (sources === 0) yield required(path, 'must specify a volume type');
}

/** Kubernetes looks at this of an iSCSI volume even where another source was there before. */
function* checkInitiator(volume: Volume, path: FieldPath): Errors {
  const { initiatorName, targetPortal = '' } = sourceOf(volume, 'iscsi') ?? {};
  if (initiatorName === undefined || byteLength(`${volume.name}:${targetPortal}`) <= 64) return;
  const detail =
    'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters ' +
    'if iscsi.initiatorName is specified.';
  yield invalid(path.child('name'), volume.name, detail);
}

function* checkClaimName({ name }: Volume, path: FieldPath, { podName }: VolumeContext): Errors {
  if (!podName || !name) return;
  const claim = `${podName}-${name}`;
  for (const detail of dnsSubdomainErrors(claim)) {
    yield invalid(path.child('name'), name, `PVC name ${quoteText(claim)}: ${detail}`);
  }
}

function* checkEmptyDir({ sizeLimit }: Source<'emptyDir'>, path: FieldPath): Errors {
  if (sizeLimit !== undefined && compareQuantities(sizeLimit, '0') < 0) {
    yield forbidden(path.child('sizeLimit'), 'SizeLimit field must be a valid resource quantity');
  }
}

function* checkHostPath({ path: hostPath, type }: Source<'hostPath'>, path: FieldPath): Errors {
  if (!hostPath) {
    yield required(path.child('path'));
    return;
  }
  yield* validateNoBacksteps(hostPath, path.child('path'));
  const types = [...hostPathTypes, 'FileOrCreate', 'Socket'];
  if (type !== undefined && !types.includes(type)) yield notSupported(path.child('type'), type, types);
}

function* checkSecret({ secretName, defaultMode, items }: Source<'secret'>, path: FieldPath): Errors {
  if (!secretName) yield required(path.child('secretName'));
  yield* validateMode(defaultMode, path.child('defaultMode'));
  yield* validateItems(items, path.child('items'));
}

function* checkConfigMap({ name, defaultMode, items }: Source<'configMap'>, path: FieldPath): Errors {
  if (!name) yield required(path.child('name'));
  yield* validateMode(defaultMode, path.child('defaultMode'));
  yield* validateItems(items, path.child('items'));
}

function* checkClaim({ claimName }: Source<'persistentVolumeClaim'>, path: FieldPath): Errors {
  if (!claimName) yield required(path.child('claimName'));
}

function* checkDownward({ defaultMode, items = [] }: Source<'downwardAPI'>, path: FieldPath): Errors {
  yield* validateMode(defaultMode, path.child('defaultMode'));
  for (const item of items) yield* validateDownwardFile(item, path);
}

function* checkImage(
  source: { reference?: string; pullPolicy?: string },
  path: FieldPath,
  { isPod }: VolumeContext,
): Errors {
  if (isPod && !source.reference) yield required(path.child('reference'));
  yield* validatePullPolicy(source.pullPolicy, path.child('pullPolicy'));
}

/** `validatePullPolicy`. */
export function* validatePullPolicy(policy: string | undefined, path: FieldPath): Errors {
  const policies = ['Always', 'IfNotPresent', 'Never'];
  if (!policy) yield required(path);
  else if (!policies.includes(policy)) yield notSupported(path, policy, policies);
}

function* checkProjected({ defaultMode, sources }: Source<'projected'>, path: FieldPath): Errors {
  yield* validateMode(defaultMode, path.child('defaultMode'));
  const taken = new Set<string>();
  for (const [at, projection] of (sources ?? []).entries()) {
    yield* checkProjection(projection, path, path.child('sources').index(at), taken);
  }
}

function* checkProjection(
  projection: VolumeProjection,
  path: FieldPath,
  own: FieldPath,
  taken: Set<string>,
): Errors {
  const { secret, configMap, downwardAPI, serviceAccountToken: token } = projection;
  for (const [field, source] of Object.entries({ secret, configMap })) {
    if (!source) continue;
    if (!source.name) yield required(own.child(field, 'name'));
    for (const [at, item] of (source.items ?? []).entries()) {
      yield* validateItem(item, own.child(field, 'items').index(at));
      yield* takePath(item.path, source.name ?? '', path, taken);
    }
  }
  for (const item of downwardAPI?.items ?? []) {
    yield* validateDownwardFile(item, own.child('downwardAPI'));
    yield* takePath(item.path, item.path, path, taken);
  }
  if (token) {
    const expirationPath = own.child('serviceAccountToken', 'expirationSeconds');
    const { expirationSeconds = 3600 } = token;
    if (expirationSeconds < 600) {
      yield invalid(expirationPath, expirationSeconds, 'may not specify a duration less than 10 minutes');
    }
    if (expirationSeconds > 2 ** 32) {
      yield invalid(expirationPath, expirationSeconds, 'may not specify a duration larger than 2^32 seconds');
    }
    if (!token.path) yield required(path.child('path'));
    else yield* validateLocalPath(token.path, path.child('path'));
  }
  if (Object.values(projection).filter(Boolean).length > 1) {
    yield forbidden(own, 'may not specify more than 1 volume type per source');
  }
}

function* takePath(taking: string, value: string, path: FieldPath, taken: Set<string>): Errors {
  if (!taking) return;
  if (taken.has(taking)) yield invalid(path, value, 'conflicting duplicate paths');
  taken.add(taking);
}

function* validateDownwardFile(file: DownwardAPIFile, path: FieldPath): Errors {
  const { path: filePath = '', fieldRef, resourceFieldRef, mode } = file;
  if (!filePath) yield required(path.child('path'));
  yield* validateLocalPath(filePath, path.child('path'));
  if (fieldRef) {
    yield* validateFieldRef(fieldRef, volumeFieldPaths, path.child('fieldRef'));
    if (resourceFieldRef) {
      yield invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously');
    }
  } else if (resourceFieldRef) {
    yield* validateResourceFieldRef(resourceFieldRef, path.child('resourceFieldRef'), true);
  } else yield required(path, 'one of fieldRef and resourceFieldRef is required');
  yield* validateMode(mode, path.child('mode'));
}

function* validateItems(items: readonly KeyToPath[] | undefined, path: FieldPath): Errors {
  for (const [at, item] of (items ?? []).entries()) yield* validateItem(item, path.index(at));
}

function* validateItem({ key, path: itemPath = '', mode }: KeyToPath, path: FieldPath): Errors {
  if (!key) yield required(path.child('key'));
  if (!itemPath) yield required(path.child('path'));
  yield* validateLocalPath(itemPath, path.child('path'));
  yield* validateMode(mode, path.child('mode'));
}

function* validateMode(mode: number | undefined, path: FieldPath): Errors {
  if (mode !== undefined && (mode > 0o777 || mode < 0)) yield invalid(path, mode, modeDetail);
}
