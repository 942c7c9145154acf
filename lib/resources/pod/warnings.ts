import type { FieldPath } from '../../meta/field';
import { labelValueErrors } from '../../meta/names';
import { milliValue } from '../../meta/quantity';
import { entryOf, sortedEntries } from '../metadata';
import { overlapWarnings } from './pathwarnings';
import type {
  Container,
  ContainerPort,
  NodeSelectorTerm,
  ObjectReference,
  PodSpec,
  PodTemplateSpec,
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

const deprecatedVolumes: readonly [string, string, string][] = [
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
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
  for (const [at, volume] of (spec.volumes ?? []).entries()) {
    for (const [field, name, message] of deprecatedVolumes) {
      if (sourceOf(volume, field)) yield `${specPath.child('volumes').index(at).child(name)}: ${message}`;
    }
  }
  yield* overlapWarnings(spec.volumes ?? []);
  yield* duplicateWarnings(spec, specPath);
  yield* fractionWarnings(spec.overhead, specPath.child('overhead'));
  for (const [container, own] of containersOf(spec, specPath)) {
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
}

function* containersOf(spec: PodSpec, path: FieldPath): Generator<[Container, FieldPath]> {
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'] as const) {
    for (const [at, container] of (spec[list] ?? []).entries()) yield [container, path.child(list).index(at)];
  }
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
    if (values.indexOf(value) < at) yield `${pathOf(at)}: duplicate ${word} ${JSON.stringify(value)}`;
  }
}

function* fractionWarnings(
  quantities: Record<string, string> | undefined,
  path: FieldPath,
  only?: string,
): Warnings {
  for (const name of only ? [only] : ['memory', 'ephemeral-storage']) {
    const quantity = quantities?.[name];
    if (quantity === undefined || milliValue(quantity) % 1000 === 0) continue;
    const value = JSON.stringify(quantity);
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
      const quoted = JSON.stringify(name);
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
        later.push(`${own}: duplicate port name ${JSON.stringify(port.name)} with ${first}, ${use}`);
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
