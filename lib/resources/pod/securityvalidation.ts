import { duplicate, type FieldPath, invalid, notSupported, required, tooLong } from '../../meta/field';
import { byteLength, rangeErrors } from '../../meta/names';
import { type Errors, invalidEach } from '../metadata';
import { quoteInternal } from '../schema/quote';
import { validateDescendingPath } from './paths';
import type { PodSecurityContext, PodSpec, Profile, SecurityContext } from './types';
import { validateWindowsOptions } from './windowsvalidation';

const maxId = 2147483647;
const sysctlSegment = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const sysctlName = `^(${sysctlSegment}[\\./])*${sysctlSegment}$`;
const hostIpcSysctls = new Set(
  ['sem', 'shmall', 'shmmax', 'shmmni', 'shm_rmid_forced', 'shm', 'msgmax', 'msgmnb', 'msgmni', 'msg'].map(
    (name) => `kernel.${name}`,
  ),
);
const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'];

/** `ValidateSecurityContext`: a container's. */
export function* validateContainerSecurity(
  context: SecurityContext | undefined,
  path: FieldPath,
  hostUsers: boolean,
): Errors {
  if (!context) return;
  for (const field of ['runAsUser', 'runAsGroup'] as const) {
    yield* validateId(context[field], path.child(field));
  }
  if (context.procMount !== undefined) {
    const own = path.child('procMount');
    if (context.procMount !== 'Default' && context.procMount !== 'Unmasked') {
      yield notSupported(own, context.procMount, ['Default', 'Unmasked']);
    }
    if (hostUsers && context.procMount === 'Unmasked') {
      yield invalid(own, context.procMount, '`hostUsers` must be false to use `Unmasked`');
    }
  }
  yield* validateSeccomp(context.seccompProfile, path.child('seccompProfile'));
  if (context.allowPrivilegeEscalation === false) {
    const set = 'cannot set `allowPrivilegeEscalation` to false and';
    if (context.privileged)
      yield invalid(path, quoteInternal('SecurityContext', context), `${set} \`privileged\` to true`);
    for (const capability of context.capabilities?.add ?? []) {
      if (capability === 'CAP_SYS_ADMIN')
        yield invalid(
          path,
          quoteInternal('SecurityContext', context),
          `${set} \`capabilities.Add\` CAP_SYS_ADMIN`,
        );
    }
  }
  yield* validateWindowsOptions(context.windowsOptions, path.child('windowsOptions'));
  yield* validateAppArmor(context.appArmorProfile, path.child('appArmorProfile'));
}

/** `validatePodSpecSecurityContext`. */
export function* validatePodSecurity(spec: PodSpec, path: FieldPath): Errors {
  const context = spec.securityContext;
  if (context) {
    for (const field of ['fsGroup', 'runAsUser', 'runAsGroup'] as const) {
      yield* validateId(context[field], path.child(field));
    }
    for (const [at, group] of (context.supplementalGroups ?? []).entries()) {
      yield* validateId(group, path.child('supplementalGroups').index(at));
    }
  }
  if (spec.shareProcessNamespace && spec.hostPID) {
    const detail = 'ShareProcessNamespace and HostPID cannot both be enabled';
    yield invalid(path.child('shareProcessNamespace'), true, detail);
  }
  if (!context) return;
  yield* validateSysctls(context, spec, path.child('sysctls'));
  yield* validateChoice(
    context.fsGroupChangePolicy,
    ['Always', 'OnRootMismatch'],
    path.child('fsGroupChangePolicy'),
  );
  yield* validateSeccomp(context.seccompProfile, path.child('seccompProfile'));
  yield* validateWindowsOptions(context.windowsOptions, path.child('windowsOptions'));
  yield* validateAppArmor(context.appArmorProfile, path.child('appArmorProfile'));
  yield* validateChoice(
    context.supplementalGroupsPolicy,
    ['Merge', 'Strict'],
    path.child('supplementalGroupsPolicy'),
  );
  yield* validateChoice(
    context.seLinuxChangePolicy,
    ['MountOption', 'Recursive'],
    path.child('seLinuxChangePolicy'),
  );
}

function* validateId(id: number | undefined, path: FieldPath): Errors {
  if (id !== undefined) yield* invalidEach(path, id, rangeErrors(id, 0, maxId));
}

function* validateChoice(value: string | undefined, choices: readonly string[], path: FieldPath): Errors {
  if (value !== undefined && !choices.includes(value)) yield notSupported(path, value, choices);
}

function* validateSysctls({ sysctls = [] }: PodSecurityContext, spec: PodSpec, path: FieldPath): Errors {
  const seen = new Set<string>();
  for (const [at, { name = '' }] of sysctls.entries()) {
    const own = path.index(at).child('name');
    if (!name) yield required(own);
    else if (byteLength(name) > 253 || !new RegExp(sysctlName).test(name)) {
      yield invalid(own, name, `must have at most 253 characters and match regex ${sysctlName}`);
    } else if (seen.has(name)) yield duplicate(own, name);
    seen.add(name);
    const dotted = name.replaceAll('/', '.').replace(/\*.*/s, '');
    if (spec.hostNetwork && dotted.startsWith('net.')) {
      yield invalid(own, name, "may not be specified when 'hostNetwork' is true");
    } else if (spec.hostIPC && (hostIpcSysctls.has(dotted) || dotted.startsWith('fs.mqueue.'))) {
      yield invalid(own, name, "may not be specified when 'hostIPC' is true");
    }
  }
}

function* validateSeccomp(profile: Profile | undefined, path: FieldPath): Errors {
  if (!profile) return;
  const { type, localhostProfile } = profile;
  const own = path.child('localhostProfile');
  if (!type) yield required(path.child('type'), 'type is required when seccompProfile is set');
  else if (!profileTypes.includes(type)) yield notSupported(path.child('type'), type, profileTypes);
  if (type === 'Localhost') {
    if (localhostProfile === undefined) yield required(own, 'must be set when seccomp type is Localhost');
    else yield* validateDescendingPath(localhostProfile, own);
  } else if (localhostProfile !== undefined) {
    yield invalid(
      own,
      quoteInternal('SeccompProfile', profile),
      'can only be set when seccomp type is Localhost',
    );
  }
}

function* validateAppArmor(profile: Profile | undefined, path: FieldPath): Errors {
  if (!profile) return;
  const { type, localhostProfile } = profile;
  const own = path.child('localhostProfile');
  const missing = 'must be set when AppArmor type is Localhost';
  if (!type) yield required(path.child('type'), 'type is required when appArmorProfile is set');
  else if (!profileTypes.includes(type)) yield notSupported(path.child('type'), type, profileTypes);
  else if (type !== 'Localhost') {
    if (localhostProfile === undefined) return;
    yield invalid(own, localhostProfile, 'can only be set when AppArmor type is Localhost');
  } else if (localhostProfile === undefined) yield required(own, missing);
  else {
    const trimmed = localhostProfile.trim();
    if (trimmed !== localhostProfile) {
      yield invalid(own, localhostProfile, 'must not be padded with whitespace');
    } else if (trimmed === '') yield required(own, missing);
    if (byteLength(localhostProfile) > 4095) yield tooLong(own, 4095);
  }
}
