import { type FieldPath, forbidden, notSupported, required } from '../../meta/field';
import type { Errors } from '../metadata';
import { containersOf } from './containers';
import type { PodSpec } from './types';

const noWindows = 'cannot be set for a windows pod';
const noLinux = 'windows options cannot be set for a linux pod';

/** What of a pod's security context, and beside it, Windows does not know, in the order in which Kubernetes looks. */
const linuxPodFields = [
  ...['securityContext.appArmorProfile', 'securityContext.seLinuxOptions', 'hostUsers', 'hostPID', 'hostIPC'],
  ...['securityContext.seccompProfile', 'securityContext.fsGroup', 'securityContext.fsGroupChangePolicy'],
  ...['securityContext.sysctls', 'shareProcessNamespace', 'securityContext.runAsUser'],
  ...['securityContext.runAsGroup', 'securityContext.supplementalGroups'],
  ...['securityContext.supplementalGroupsPolicy', 'securityContext.seLinuxChangePolicy'],
];
const linuxContainerFields = [
  ...['appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'capabilities', 'readOnlyRootFilesystem'],
  ...['privileged', 'allowPrivilegeEscalation', 'procMount', 'runAsUser', 'runAsGroup'],
] as const;

/** `validateOS` and what the named system does not know (`validateLinux`, `validateWindows`). */
export function* validateSystem(spec: PodSpec, path: FieldPath): Errors {
  if (!spec.os) return;
  const { name } = spec.os;
  if (!name) yield required(path.child('os', 'name'));
  else if (name === 'linux') yield* validateLinux(spec, path);
  else if (name === 'windows') yield* validateWindows(spec, path);
  else yield notSupported(path.child('os'), name, ['linux', 'windows']);
}

function* validateLinux(spec: PodSpec, path: FieldPath): Errors {
  const field = 'securityContext.windowsOptions';
  if (spec.securityContext?.windowsOptions) yield forbidden(path.child(field), noLinux);
  for (const [{ securityContext }, own] of containersOf(spec, path)) {
    if (securityContext?.windowsOptions) yield forbidden(own.child(field), noLinux);
  }
}

function* validateWindows(spec: PodSpec, path: FieldPath): Errors {
  for (const field of linuxPodFields) {
    const [, ofContext] = field.split('.');
    const holder: object = ofContext ? (spec.securityContext ?? {}) : spec;
    const value = (holder as Record<string, unknown>)[ofContext ?? field];
    if (value !== undefined) yield forbidden(path.child(field), noWindows);
  }
  for (const [{ securityContext = {} }, own] of containersOf(spec, path)) {
    for (const field of linuxContainerFields) {
      if (securityContext[field] !== undefined) {
        yield forbidden(own.child('securityContext', field), noWindows);
      }
    }
  }
}
