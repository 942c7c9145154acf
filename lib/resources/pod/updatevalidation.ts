import { type FieldError, FieldPath, forbidden, invalid, required } from '../../meta/field';
import { dnsSubdomainErrors, rangeErrors } from '../../meta/names';
import { sameValue } from '../equality';
import {
  type Errors,
  invalidEach,
  metadataPath,
  sortedEntries,
  validateImmutable,
  validateMetadataUpdate,
  validateQualifiedName,
} from '../metadata';
import { validateAddress } from './addresses';
import { appArmorPrefix, mirrorKey, validatePodAnnotations } from './annotationvalidation';
import { isGated, validateDirections, withoutDirections } from './gatevalidation';
import { validateTolerations } from './schedulingvalidation';
import type { Container, Pod, PodSpec, PodStatus, Toleration } from './types';
import { podErrors, podMetadataErrors } from './validation';

const maxInt32 = 2147483647;
const specPath = FieldPath.of('spec');
const statusPath = FieldPath.of('status');

const updatable = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

/** `ValidatePodUpdate`: nearly all of a pod's spec is fixed. */
export function validatePodUpdate(next: Pod, previous: Pod): FieldError[] {
  return [
    ...validateMetadataUpdate(next.metadata, previous.metadata),
    ...(next.spec === previous.spec ? podMetadataErrors(next) : podErrors(next)),
    ...annotationErrors(next, previous),
    ...(next.spec === previous.spec ? [] : specUpdateErrors(next.spec, previous.spec)),
  ];
}

/** `ValidatePodSpecificAnnotationUpdates`. */
function* annotationErrors(next: Pod, previous: Pod): Errors {
  const path = metadataPath.child('annotations');
  const [now = {}, before = {}] = [next.metadata.annotations, previous.metadata.annotations];
  for (const [key, text] of sortedEntries(before)) {
    if (now[key] === text) continue;
    if (key.startsWith(appArmorPrefix)) {
      yield forbidden(path.key(key), 'may not remove or update AppArmor annotations');
    }
    if (key === mirrorKey) yield forbidden(path.key(key), 'may not remove or update mirror pod annotation');
  }
  for (const [key] of sortedEntries(now)) {
    if (Object.hasOwn(before, key)) continue;
    if (key.startsWith(appArmorPrefix)) yield forbidden(path.key(key), 'may not add AppArmor annotations');
    if (key === mirrorKey) yield forbidden(path.key(key), 'may not add mirror pod annotation');
  }
  yield* validatePodAnnotations(now, next.spec, path);
}

function* specUpdateErrors(next: PodSpec, previous: PodSpec): Errors {
  for (const list of ['containers', 'initContainers'] as const) {
    const [now, before] = [next[list] ?? [], previous[list] ?? []];
    if (now.length !== before.length) {
      yield forbidden(specPath.child(list), 'pod updates may not add or remove containers');
      return;
    }
    yield* validateImages(now, specPath.child(list));
  }
  const deadline = [...deadlineErrors(next, previous)];
  yield* deadline;
  if (deadline.length > 0 && next.activeDeadlineSeconds !== undefined) return;
  yield* validateAddedTolerations(next.tolerations ?? [], previous.tolerations ?? []);
  const gates = new Set((previous.schedulingGates ?? []).map(({ name }) => name));
  for (const [at, { name }] of (next.schedulingGates ?? []).entries()) {
    if (gates.has(name)) continue;
    const detail = `only deletion is allowed, but found new scheduling gate '${name}'`;
    yield forbidden(specPath.child('schedulingGates').index(at).child('name'), detail);
  }
  if (isGated(previous)) yield* validateDirections(next, previous, specPath);
  if (sameValue(excused(next, previous), previous)) return;
  yield forbidden(specPath, `pod updates may not change fields other than ${updatable}\n`);
}

function* validateImages(containers: readonly Container[], path: FieldPath): Errors {
  for (const [at, { image = '' }] of containers.entries()) {
    const own = path.index(at).child('image');
    if (!image) yield required(own);
    if (image !== image.trim()) yield invalid(own, image, 'must not have leading or trailing whitespace');
  }
}

function* deadlineErrors(next: PodSpec, previous: PodSpec): Errors {
  const [now, before] = [next.activeDeadlineSeconds, previous.activeDeadlineSeconds];
  const path = specPath.child('activeDeadlineSeconds');
  if (now === undefined) {
    if (before !== undefined)
      yield invalid(path, null, 'must not update from a positive integer to nil value');
    return;
  }
  const errors = rangeErrors(now, 0, maxInt32);
  yield* invalidEach(path, now, errors);
  if (errors.length === 0 && before !== undefined && before < now) {
    yield invalid(path, now, 'must be less than or equal to previous value');
  }
}

function* validateAddedTolerations(next: readonly Toleration[], previous: readonly Toleration[]): Errors {
  const path = specPath.child('tolerations');
  const bare = ({ tolerationSeconds: _, ...toleration }: Toleration) => toleration;
  const kept = previous.every((old) => next.some((now) => sameValue(bare(now), bare(old))));
  if (!kept) yield forbidden(path, 'existing toleration can not be modified except its tolerationSeconds');
  else yield* validateTolerations(next, path);
}

/** The new spec with everything put back that may change. */
function excused(next: PodSpec, previous: PodSpec): PodSpec {
  const withImages = (list: 'containers' | 'initContainers') =>
    next[list]?.map((container, at) => ({ ...container, image: previous[list]?.[at]?.image }));
  const spec: PodSpec = {
    ...next,
    containers: withImages('containers') ?? [],
    initContainers: withImages('initContainers'),
    activeDeadlineSeconds: previous.activeDeadlineSeconds,
    schedulingGates: previous.schedulingGates,
    tolerations: previous.tolerations,
  };
  return isGated(previous) ? withoutDirections(spec, previous) : spec;
}

/** `ValidatePodStatusUpdate`. */
export function validatePodStatusUpdate(next: Pod, previous: Pod): FieldError[] {
  return [
    ...validateMetadataUpdate(next.metadata, previous.metadata),
    ...annotationErrors(next, previous),
    ...statusErrors(next, previous),
  ];
}

function* statusErrors(next: Pod, previous: Pod): Errors {
  const [now, before] = [next.status ?? {}, previous.status ?? {}];
  const builtIn = ['PodScheduled', 'Ready', 'Initialized'];
  for (const [at, { type, observedGeneration = 0 }] of (now.conditions ?? []).entries()) {
    const own = statusPath.child('conditions').index(at);
    if (observedGeneration < 0) {
      yield invalid(own.child('observedGeneration'), observedGeneration, 'must be a non-negative integer');
    }
    if (!builtIn.includes(type)) yield* validateQualifiedName(type, own.child('Type'));
  }
  const nominated = now.nominatedNodeName;
  if (nominated && nominated !== before.nominatedNodeName) {
    const own = statusPath.child('nominatedNodeName');
    yield* invalidEach(own, nominated, dnsSubdomainErrors(nominated));
    if (previous.spec.nodeName) {
      yield forbidden(own, 'may not be set on pods that are already bound to a node');
    }
  }
  if ((now.observedGeneration ?? 0) < 0) {
    const own = statusPath.child('observedGeneration');
    yield invalid(own, now.observedGeneration, 'must be a non-negative integer');
  }
  yield* validateImmutable(now.qosClass ?? '', before.qosClass ?? '', statusPath.child('qosClass'));
  yield* validateStates(now, before, previous.spec);
  yield* validateAddresses(next, previous, 'podIPs');
  yield* validateAddresses(next, previous, 'hostIPs');
}

/** A container that has ended stays so, unless its restart policy starts it again. */
function* validateStates(next: PodStatus, previous: PodStatus, spec: PodSpec): Errors {
  const all = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
  const restartAll = all.some(({ restartPolicyRules: rules }) =>
    rules?.some(({ action }) => action === 'RestartAllContainers'),
  );
  const lists = [
    ['containerStatuses', spec.containers ?? []],
    ['initContainerStatuses', spec.initContainers ?? []],
    ['ephemeralContainerStatuses', []],
  ] as const;
  for (const [field, containers] of lists) {
    if (restartAll && field !== 'ephemeralContainerStatuses') continue;
    for (const [at, old] of (previous[field] ?? []).entries()) {
      const ended = old.state?.terminated;
      const now = next[field]?.find(({ name, state }) => name === old.name && !state?.terminated);
      if (!ended || !now) continue;
      const container = containers.find(({ name }) => name === old.name);
      if (container && restarts(container, spec, ended.exitCode)) continue;
      const own = statusPath.child(field).index(at).child('state');
      yield forbidden(own, 'may not be transitioned to non-terminated state');
    }
  }
}

/** `ContainerShouldRestart`. */
function restarts(container: Container, spec: PodSpec, exitCode: number): boolean {
  const own = container.restartPolicy;
  for (const { action, exitCodes } of (own && container.restartPolicyRules) || []) {
    const listed = exitCodes?.values?.includes(exitCode) ?? false;
    const matches = exitCodes?.operator === 'In' ? listed : exitCodes?.operator === 'NotIn' && !listed;
    if (matches) return action === 'Restart' || action === 'RestartAllContainers';
  }
  const policy = own ?? spec.restartPolicy;
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}

function* validateAddresses(next: Pod, previous: Pod, field: 'podIPs' | 'hostIPs'): Errors {
  const path = statusPath.child(field);
  const addresses = (next.status?.[field] ?? []).map(({ ip }) => ip);
  if (field === 'hostIPs' && addresses.length > 0 && next.status?.hostIP !== addresses[0]) {
    yield invalid(path.index(0).child('ip'), addresses[0], 'must be equal to `hostIP`');
  }
  const known = (previous.status?.[field] ?? []).map(({ ip }) => ip);
  for (const [at, address] of addresses.entries()) {
    if (!known.includes(address)) yield* validateAddress(address, path.index(at));
  }
  const [six, four] = [addresses.filter((ip) => ip.includes(':')).length, addresses.length];
  if (four > 1 && (four > 2 || six !== 1)) {
    yield invalid(path, next.status?.[field], 'may specify no more than one IP for each IP family');
  }
}
