import { type FieldPath, forbidden, invalid } from '../../meta/field';
import { quoteText } from '../../meta/quote';
import { type Errors, entryOf, sortedEntries } from '../metadata';
import { containersOf } from './containers';
import { validateDescendingPath } from './paths';
import type { PodSpec, Profile } from './types';

type Annotations = Record<string, string> | undefined;

/** Annotations that were there before the fields of the same meaning. */
export const seccompPodKey = 'seccomp.security.alpha.kubernetes.io/pod';
export const seccompPrefix = 'container.seccomp.security.alpha.kubernetes.io/';
export const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/';

export const mirrorKey = 'kubernetes.io/config.mirror';
const deletionCostKey = 'controller.kubernetes.io/pod-deletion-cost';
const localhost = 'localhost/';

/** `ValidatePodSpecificAnnotations`, but for tolerations as an annotation, which nothing reads any more. */
export function* validatePodAnnotations(annotations: Annotations, spec: PodSpec, path: FieldPath): Errors {
  const mirror = entryOf(annotations, mirrorKey);
  if (mirror !== undefined && !spec.nodeName) {
    const detail = 'must set spec.nodeName if mirror pod annotation is set';
    yield invalid(path.key(mirrorKey), mirror, detail);
  }
  const cost = entryOf(annotations, deletionCostKey);
  if (cost !== undefined && !isInt32(cost)) {
    yield invalid(path.key(deletionCostKey), cost, 'must be a 32bit integer');
  }
  const pod = entryOf(annotations, seccompPodKey);
  if (pod !== undefined) yield* validateSeccompText(pod, path.child(seccompPodKey));
  for (const [key, text] of sortedEntries(annotations)) {
    if (key.startsWith(seccompPrefix)) yield* validateSeccompText(text, path.child(key));
  }
  for (const [key, text] of sortedEntries(annotations)) {
    if (key.startsWith(appArmorPrefix)) yield* validateAppArmorText(key, text, spec, path.key(key));
  }
}

/** What parses as an integer, without a plus sign and, as Kubernetes looks at the first digit only, without leading 0. */
function isInt32(text: string): boolean {
  return /^(0|-\d+|[1-9]\d*)$/.test(text) && Number(text) >= -2147483648 && Number(text) <= 2147483647;
}

function* validateSeccompText(text: string, path: FieldPath): Errors {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(text)) return;
  if (text.startsWith(localhost)) yield* validateDescendingPath(text.slice(localhost.length), path);
  else yield invalid(path, text, 'must be a valid seccomp profile');
}

function* validateAppArmorText(key: string, text: string, spec: PodSpec, path: FieldPath): Errors {
  const name = key.slice(appArmorPrefix.length);
  const found = [...containersOf(spec, path)].some(([container]) => container.name === name);
  if (!found) yield invalid(path, name, 'container not found');
  if (text === '' || text === 'runtime/default' || text === 'unconfined' || text.startsWith(localhost))
    return;
  yield invalid(path, text, `invalid AppArmor profile name: ${quoteText(text)}`);
}

/**
 * `validateSeccompAnnotationsAndFields` and `validateAppArmorAnnotationsAndFieldsMatchOnCreate`: where both are given,
 * they say the same. `path` is that of the spec.
 */
export function* validateProfilesAgree(annotations: Annotations, spec: PodSpec, path: FieldPath): Errors {
  if (!annotations) return;
  const { seccompProfile, appArmorProfile } = spec.securityContext ?? {};
  const own = path.child('securityContext', 'seccompProfile');
  yield* validateAgrees('seccomp', entryOf(annotations, seccompPodKey), seccompProfile, own);
  for (const [{ name, securityContext }, containerPath] of containersOf(spec, path)) {
    const text = entryOf(annotations, seccompPrefix + name);
    const profilePath = containerPath.child('securityContext', 'seccompProfile');
    yield* validateAgrees('seccomp', text, securityContext?.seccompProfile, profilePath);
  }
  if (spec.os?.name === 'windows') return;
  for (const [{ name, securityContext }, containerPath] of containersOf(spec, path)) {
    const profile = securityContext?.appArmorProfile ?? appArmorProfile;
    const text = entryOf(annotations, appArmorPrefix + name);
    const profilePath = containerPath.child('securityContext', 'appArmorProfile');
    yield* validateAgrees('apparmor', text, profile, profilePath);
  }
}

function* validateAgrees(
  kind: 'seccomp' | 'apparmor',
  text: string | undefined,
  profile: Profile | undefined,
  path: FieldPath,
): Errors {
  if (text === undefined || !profile) return;
  const named: Readonly<Record<string, boolean>> = {
    Unconfined: text === 'unconfined',
    RuntimeDefault: text === 'runtime/default' || (kind === 'seccomp' && text === 'docker/default'),
    Localhost: text.startsWith(localhost),
  };
  if (entryOf(named, profile.type) === false) {
    yield forbidden(path.child('type'), `${kind} type in annotation and field must match`);
  } else if (profile.type === 'Localhost' && text.slice(localhost.length) !== profile.localhostProfile) {
    yield forbidden(path.child('localhostProfile'), `${kind} profile in annotation and field must match`);
  }
}
