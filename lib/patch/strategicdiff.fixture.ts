import { sameJson } from '../meta/equal';
import { isObject, type JsonObject } from './json';
import type { PatchLookup } from './strategic';

/**
 * The strategic merge patch that turns one document into another, with every directive that kubectl's has. Lists that are merged must have
 * items that differ in their key.
 */
export function diffStrategic(
  before: JsonObject,
  after: JsonObject,
  lookup: PatchLookup,
  path: readonly string[] = [],
): JsonObject {
  const patch: Record<string, unknown> = {};
  for (const name of Object.keys(before)) if (!Object.hasOwn(after, name)) patch[name] = null;
  for (const [name, value] of Object.entries(after)) {
    const previous = Object.hasOwn(before, name) ? before[name] : undefined;
    if (!sameJson(previous, value))
      Object.assign(patch, diffMember(name, previous, value, lookup, [...path, name]));
  }
  const isRetaining = lookup(path)?.strategy?.includes('retainKeys');
  return isRetaining && Object.keys(patch).length > 0 ? { ...patch, $retainKeys: Object.keys(after) } : patch;
}

function diffMember(
  name: string,
  previous: unknown,
  value: unknown,
  lookup: PatchLookup,
  path: readonly string[],
): JsonObject {
  const { strategy = '', mergeKey } = lookup(path) ?? {};
  if (isObject(previous) && isObject(value) && strategy !== 'replace') {
    return { [name]: diffStrategic(previous, value, lookup, path) };
  }
  if (!Array.isArray(previous) || !Array.isArray(value) || !strategy.startsWith('merge'))
    return { [name]: value };
  if (!mergeKey) return diffScalars(name, previous, value);
  const order = value.map((item: JsonObject) => ({ [mergeKey]: item[mergeKey] }));
  return { [`$setElementOrder/${name}`]: order, [name]: diffItems(previous, value, mergeKey, lookup, path) };
}

function diffScalars(name: string, previous: readonly unknown[], value: readonly unknown[]): JsonObject {
  const gone = previous.filter((item) => !value.includes(item));
  return {
    [`$setElementOrder/${name}`]: value,
    [name]: value.filter((item) => !previous.includes(item)),
    ...(gone.length > 0 ? { [`$deleteFromPrimitiveList/${name}`]: gone } : {}),
  };
}

function diffItems(
  previous: readonly JsonObject[],
  value: readonly JsonObject[],
  mergeKey: string,
  lookup: PatchLookup,
  path: readonly string[],
): JsonObject[] {
  const keyed = (items: readonly JsonObject[]) => new Map(items.map((item) => [item[mergeKey], item]));
  const [old, wanted] = [keyed(previous), keyed(value)];
  const changes = value.flatMap((item): JsonObject[] => {
    const before = old.get(item[mergeKey]);
    if (!before) return [item];
    const patch = diffStrategic(before, item, lookup, path);
    return Object.keys(patch).length > 0 ? [{ ...patch, [mergeKey]: item[mergeKey] }] : [];
  });
  const gone = previous.filter((item) => !wanted.has(item[mergeKey]));
  return [...changes, ...gone.map((item) => ({ $patch: 'delete', [mergeKey]: item[mergeKey] }))];
}
