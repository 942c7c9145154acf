import type { FieldPath } from '../../meta/field';
import { labelValueErrors } from '../../meta/names';
import { isWhole } from '../../meta/quantity';
import { quoteText } from '../../meta/quote';
import { entryOf, sortedEntries } from '../metadata';
import { addressWarnings } from './addresses';
import { appArmorPrefix, seccompPodKey, seccompPrefix } from './annotationvalidation';
import { containersOf } from './containers';
import { overlapWarnings } from './pathwarnings';
import type {
  Container,
  ContainerPort,
  NodeSelectorTerm,
  ObjectReference,
  PodSpec,
  PodTemplateSpec,
  Profile,
  Volume,
} from './types';
import { sourceOf } from './volumevalidation';

const deprecatedLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region':
    'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone':
    'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type':
    'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  'app.kubernetes.io/created-by': 'deprecated since v1.9',
  'scheduler.alpha.kubernetes.io/preferAvoidPods':
    'deprecated since v1.22; use Taints and Tolerations instead',
  'node-role.kubernetes.io/master': 'use "node-role.kubernetes.io/control-plane" instead',
};

const deprecatedAnnotations: Readonly<Record<string, string>> = {
  'scheduler.alpha.kubernetes.io/critical-pod':
    'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
};

/** Kinds of volumes with something to say of them, in order; an ephemeral one has its own warnings. */
const deprecatedVolumes: readonly [string, string, string][] = [
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['ephemeral', 'ephemeral', ''],
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];

/** Texts of `Warning` headers, as they are found. */
export type Warnings = Generator<string, void>;

/** `GetWarningsForPodTemplate`, and for a pod itself (whose path is empty). */
export function* podWarnings({ metadata, spec }: PodTemplateSpec, path: FieldPath): Warnings {
  const specPath = path.child('spec');
  yield* schedulingWarnings(spec, specPath);
  for (const [key, message] of Object.entries(deprecatedAnnotations)) {
    if (metadata?.annotations?.[key] === undefined) continue;
    yield `${path.child('metadata', 'annotations').key(key)}: ${message}`;
  }
  yield* volumeWarnings(spec, specPath.child('volumes'));
  yield* overlapWarnings(spec.volumes ?? []);
  yield* duplicateWarnings(spec, specPath);
  yield* fractionWarnings(spec.overhead, specPath.child('overhead'));
  const notesPath = path.child('metadata', 'annotations');
  const notes = metadata?.annotations ?? {};
  if (Object.hasOwn(notes, seccompPodKey) && !spec.securityContext?.seccompProfile) {
    yield unreadSeccomp(notesPath.key(seccompPodKey));
  }
  for (const [container, own] of containersOf(spec, specPath)) {
    yield* seccompWarnings(container, notes, notesPath);
    // What a pod's own annotation says of AppArmor becomes the field.
    if (path.toString() !== '') yield* appArmorWarnings(container, notes, spec, notesPath);
    yield* fractionWarnings(container.resources?.limits, own.child('resources', 'limits'), 'memory');
    yield* fractionWarnings(container.resources?.requests, own.child('resources', 'requests'), 'memory');
    yield* fractionWarnings(
      container.resources?.limits,
      own.child('resources', 'limits'),
      'ephemeral-storage',
    );
    yield* fractionWarnings(
      container.resources?.requests,
      own.child('resources', 'requests'),
      'ephemeral-storage',
    );
    yield* variableWarnings(container, own);
  }
  yield* portWarnings(spec, specPath);
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) {
    const rule = 'must be >= 0; negative values are invalid and will be treated as 1';
    yield `${specPath.child('terminationGracePeriodSeconds')}: ${rule}`;
  }
  yield* affinityWarnings(spec, specPath);
  for (const [at, address] of (spec.dnsConfig?.nameservers ?? []).entries()) {
    yield* addressWarnings(address, specPath.child('dnsConfig', 'nameservers').index(at));
  }
  for (const [at, { ip }] of (spec.hostAliases ?? []).entries()) {
    yield* addressWarnings(ip, specPath.child('hostAliases').index(at).child('ip'));
  }
}

function* volumeWarnings({ volumes = [] }: PodSpec, path: FieldPath): Warnings {
  for (const [at, volume] of volumes.entries()) {
    for (const [field, name, message] of deprecatedVolumes) {
      if (!sourceOf(volume, field)) continue;
      if (message) yield `${path.index(at).child(name)}: ${message}`;
      else yield* claimWarnings(volume, path.index(at).child('ephemeral', 'volumeClaimTemplate', 'spec'));
    }
  }
}

/** `GetWarningsForPersistentVolumeClaimSpec`. */
function* claimWarnings({ ephemeral }: Volume, path: FieldPath): Warnings {
  const { requests, limits } = ephemeral?.volumeClaimTemplate?.spec?.resources ?? {};
  yield* fractionWarnings(requests, path.child('resources', 'requests'), 'storage');
  yield* fractionWarnings(limits, path.child('resources', 'limits'), 'storage');
}

function unreadSeccomp(path: FieldPath): string {
  return `${path}: non-functional in v1.27+; use the "seccompProfile" field instead`;
}

function* seccompWarnings(
  { name, securityContext }: Container,
  annotations: Record<string, string>,
  path: FieldPath,
): Warnings {
  const key = seccompPrefix + name;
  if (Object.hasOwn(annotations, key) && !securityContext?.seccompProfile) yield unreadSeccomp(path.key(key));
}

function* appArmorWarnings(
  { name, securityContext }: Container,
  annotations: Record<string, string>,
  spec: PodSpec,
  path: FieldPath,
): Warnings {
  const text = entryOf(annotations, appArmorPrefix + name);
  if (text === undefined || securityContext?.appArmorProfile) return;
  if (text && appArmorText(spec.securityContext?.appArmorProfile) === text) return;
  yield `${path.key(appArmorPrefix + name)}: deprecated since v1.30; use the "appArmorProfile" field instead`;
}

/** How the annotation would say it. */
function appArmorText(profile: Profile | undefined): string {
  if (profile?.type === 'Unconfined') return 'unconfined';
  if (profile?.type === 'RuntimeDefault') return 'runtime/default';
  return profile?.localhostProfile ? `localhost/${profile.localhostProfile}` : '';
}

function* schedulingWarnings(spec: PodSpec, path: FieldPath): Warnings {
  for (const [key] of sortedEntries(spec.nodeSelector)) {
    const message = entryOf(deprecatedLabels, key);
    if (message) yield `${path.child('nodeSelector').key(key)}: ${message}`;
  }
  const node = spec.affinity?.nodeAffinity;
  const own = path.child('affinity', 'nodeAffinity');
  const terms = node?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const requiredPath = own.child('requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms');
  const preferred = node?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const preferredPath = own.child('preferredDuringSchedulingIgnoredDuringExecution');
  for (const [at, term] of terms.entries()) yield* termWarnings(term, false, requiredPath.index(at));
  for (const [at, { preference }] of preferred.entries()) {
    yield* termWarnings(preference, true, preferredPath.index(at).child('preference'));
  }
  for (const [at, constraint] of (spec.topologySpreadConstraints ?? []).entries()) {
    const constraintPath = path.child('topologySpreadConstraints').index(at);
    const message = entryOf(deprecatedLabels, constraint.topologyKey);
    if (message) yield `${constraintPath.child('topologyKey')}: ${constraint.topologyKey} is ${message}`;
    if (!constraint.labelSelector) yield nullSelector(constraintPath);
  }
}

function* termWarnings(term: NodeSelectorTerm, checkValues: boolean, path: FieldPath): Warnings {
  for (const [at, { key, values = [] }] of (term.matchExpressions ?? []).entries()) {
    const own = path.child('matchExpressions').index(at);
    const message = entryOf(deprecatedLabels, key);
    if (message) yield `${own.child('key')}: ${key} is ${message}`;
    if (!checkValues) continue;
    for (const [position, value] of values.entries()) {
      for (const error of labelValueErrors(value)) {
        yield `${own.child('values').index(position)}: ${value} is invalid, ${error}`;
      }
    }
  }
}

function nullSelector(path: FieldPath): string {
  return `${path.child('labelSelector')}: a null labelSelector results in matching no pod`;
}

function* affinityWarnings({ affinity }: PodSpec, path: FieldPath): Warnings {
  for (const field of ['podAffinity', 'podAntiAffinity'] as const) {
    const rules = affinity?.[field];
    const own = path.child('affinity', field);
    for (const [at, term] of (rules?.requiredDuringSchedulingIgnoredDuringExecution ?? []).entries()) {
      if (term.labelSelector) continue;
      yield nullSelector(own.child('requiredDuringSchedulingIgnoredDuringExecution').index(at));
    }
    const preferred = rules?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    for (const [at, { podAffinityTerm }] of preferred.entries()) {
      if (podAffinityTerm.labelSelector) continue;
      const termPath = own.child('preferredDuringSchedulingIgnoredDuringExecution').index(at);
      yield nullSelector(termPath.child('podAffinityTerm'));
    }
  }
}

function* duplicateWarnings({ hostAliases = [], imagePullSecrets = [] }: PodSpec, path: FieldPath): Warnings {
  yield* repeated(
    hostAliases.map(({ ip }) => ip),
    (at) => path.child('hostAliases').index(at).child('ip'),
    'ip',
  );
  const names = (imagePullSecrets as ObjectReference[]).map(({ name = '' }) => name);
  const namePath = (at: number) => path.child('imagePullSecrets').index(at).child('name');
  yield* repeated(names, namePath, 'name');
  for (const [at, name] of names.entries()) if (name === '') yield `${namePath(at)}: invalid empty name ""`;
}

function* repeated(values: readonly string[], pathOf: (at: number) => FieldPath, word: string): Warnings {
  for (const [at, value] of values.entries()) {
    if (values.indexOf(value) < at) yield `${pathOf(at)}: duplicate ${word} ${quoteText(value)}`;
  }
}

function* fractionWarnings(
  quantities: Record<string, string> | undefined,
  path: FieldPath,
  only?: string,
): Warnings {
  for (const name of only ? [only] : ['memory', 'ephemeral-storage']) {
    const quantity = quantities?.[name];
    if (quantity === undefined || isWhole(quantity)) continue;
    const value = quoteText(quantity);
    yield `${path.key(name)}: fractional byte value ${value} is invalid, must be an integer`;
  }
}

/** A variable given twice is fine when the second one builds on the first. */
function* variableWarnings({ env = [] }: Container, path: FieldPath): Warnings {
  const seen = new Set<string>();
  for (const [at, { name, value = '', valueFrom }] of env.entries()) {
    const reference = `$(${name})`;
    const builds = value.includes(reference) && value !== reference && !valueFrom;
    if (seen.has(name) && !builds) {
      const quoted = quoteText(name);
      const what = `hides previous definition of ${quoted}, which may be dropped when using apply`;
      yield `${path.child('env').index(at)}: ${what}`;
    }
    seen.add(name);
  }
}

function* portWarnings(spec: PodSpec, path: FieldPath): Warnings {
  const taken = new Map<string, { port: ContainerPort; path: FieldPath }[]>();
  const names = new Map<string, FieldPath>();
  const later: string[] = [];
  for (const [{ ports = [] }, containerPath] of containersOf(spec, path)) {
    for (const [at, port] of ports.entries()) {
      const own = containerPath.child('ports').index(at);
      if (port.hostIP && !port.hostPort) yield `${own}: hostIP set without hostPort: ${goPort(port)}`;
      const key = `${port.containerPort}/${port.protocol}`;
      const others = taken.get(key) ?? [];
      for (const other of others) {
        const conflict = portConflict(port, other.port);
        if (conflict) yield `${own}: ${conflict} port definition with ${other.path}`;
      }
      taken.set(key, [...others, { port, path: own }]);
      if (!port.name) continue;
      const first = names.get(port.name);
      if (!first) names.set(port.name, own);
      else {
        const use = `services and probes that select ports by name will use ${first}`;
        later.push(`${own}: duplicate port name ${quoteText(port.name)} with ${first}, ${use}`);
      }
    }
  }
  yield* later;
}

/** A port as Go prints the structure. */
function goPort({ name = '', containerPort, protocol = '', hostIP = '' }: ContainerPort): string {
  return `{Name:${name} HostPort:0 ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`;
}

function portConflict(port: ContainerPort, other: ContainerPort): string | undefined {
  const [ip, otherIp] = [port.hostIP ?? '', other.hostIP ?? ''];
  const [hostPort, otherHostPort] = [port.hostPort ?? 0, other.hostPort ?? 0];
  if (ip === otherIp && hostPort === otherHostPort) return 'duplicate';
  if (hostPort === 0 || otherHostPort === 0) return 'overlapping';
  return hostPort === otherHostPort && (ip === '') !== (otherIp === '') ? 'dangerously ambiguous' : undefined;
}
