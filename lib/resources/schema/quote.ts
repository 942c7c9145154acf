import type { LabelSelector } from '../../meta/selector';
import internalShapes from './internal.json';

const shapes = internalShapes as unknown as Readonly<Record<string, readonly string[]>>;

/** Fields of ObjectMeta in the order in which Go writes them. */
const metaFields = [
  ...['name', 'generateName', 'namespace', 'selfLink', 'uid', 'resourceVersion', 'generation'],
  ...['creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'labels', 'annotations'],
  ...['ownerReferences', 'finalizers', 'managedFields'],
];

type Value = Record<string, unknown>;

/**
 * A value as it stands quoted in Kubernetes' messages. Kubernetes validates objects in internal types, and
 * quotes these whole: under the names Go has for the fields, with everything that is not set. `structure`
 * is the name of the internal type, such as `PodTemplateSpec`.
 */
export function quoteInternal(structure: string, value: object): unknown {
  return quoteStructure(structure, value as Value, value as Value);
}

/** A label selector as Kubernetes quotes it: labels in order, the fields in Go's. */
export function quoteSelector({ matchLabels, matchExpressions }: LabelSelector): unknown {
  const expressions = matchExpressions?.map(({ key, operator, values }) => ({ key, operator, values }));
  return {
    ...(matchLabels ? { matchLabels: sorted(matchLabels) } : {}),
    ...(expressions ? { matchExpressions: expressions } : {}),
  };
}

/** The entries of a map in the order of their keys, as Go writes maps. */
export function sorted(map: Value): Value {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function quoteStructure(structure: string, value: Value, spec: Value): Value {
  const quoted: Value = {};
  for (const line of shapes[structure] ?? []) {
    if (line === '@meta') {
      Object.assign(quoted, quoteMeta(value.metadata as Value | undefined));
      continue;
    }
    // Some fields of the pod spec stand in its security context internally.
    const fromSpec = line.startsWith('@spec ');
    const [name = '', code = ''] = line.replace('@spec ', '').split(' ');
    const [goName = '', field = lowerFirst(goName)] = name.split('=');
    quoted[goName] = quoteValue(code, (fromSpec ? spec : value)[field], value);
  }
  return quoted;
}

function quoteMeta(metadata: Value | undefined): Value {
  const entries = metaFields
    .filter((field) => metadata?.[field] !== undefined && metadata[field] !== null)
    .map((field) => [field, isMap(metadata![field]) ? sorted(metadata![field] as Value) : metadata![field]]);
  return Object.fromEntries(entries);
}

function quoteValue(code: string, value: unknown, parent: Value): unknown {
  if (code.startsWith('[]')) {
    return Array.isArray(value) ? value.map((item) => quoteValue(code.slice(2), item, parent)) : null;
  }
  if (code.startsWith('{}')) return isMap(value) ? sorted(value) : null;
  const missing = value === undefined || value === null;
  if (code.startsWith('*') && missing) return null;
  const kind = code.replace('*', '');
  if (kind === 'selector') return quoteSelector(value as LabelSelector);
  if (shapes[kind]) return quoteStructure(kind, (value ?? {}) as Value, parent);
  if (!missing) return value;
  return kind === 's' ? '' : kind === 'b' ? false : kind === 'quantity' ? '0' : kind === 'time' ? null : 0;
}

function isMap(value: unknown): value is Value {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
