import type { StatusError } from '../meta/status';
import { goText, goType } from './gotext';
import { isObject, type JsonObject } from './json';
import { failedPatch, unprocessablePatch } from './patcherror';

/** How the items of one list are told apart and merged. */
export interface ListRules {
  /** `''` for a list of scalars. */
  mergeKey: string;
  mergeItem: (original: JsonObject, patch: JsonObject) => JsonObject;
}

const directive = '$patch';

/** An unknown value of `$patch`. */
export function badDirective(kind: unknown, patch: JsonObject): StatusError {
  return failedPatch(`unknown patch type: ${goText(kind)} in map: ${goText(patch)}`);
}

/** The value that tells an item of a list from the others; throws when the item has none. */
export function mergeKeyOf(item: unknown, mergeKey: string): unknown {
  if (!isObject(item)) {
    throw failedPatch(`expected a map[string]interface {}, but received a ${goType(item)}`);
  }
  if (Object.hasOwn(item, mergeKey)) return item[mergeKey];
  throw failedPatch(`map: ${goText(item)} does not contain declared merge key: ${mergeKey}`);
}

/**
 * Merges a patch into a list: items of objects by their key, scalars as a set. The order is that of the patch for what it
 * names and that of the list for the rest. With `isDeletion` the patch names the scalars to take out.
 */
export function mergeList(
  original: readonly unknown[],
  patch: readonly unknown[],
  rules: ListRules,
  isDeletion: boolean,
): readonly unknown[] {
  if (original.length === 0 && patch.length === 0) return original;
  const type = elementType(original, patch);
  if (type !== 'map') {
    if (isDeletion) return original.filter((item) => !patch.includes(item));
    return orderList([...new Set([...original, ...patch])], patch, original, '');
  }
  const { mergeKey } = rules;
  if (!mergeKey) throw failedPatch('cannot merge lists without merge key for struct');
  const { kept, changes } = applyItemDirectives(
    original as readonly JsonObject[],
    patch as readonly JsonObject[],
    mergeKey,
  );
  return orderList(mergeItems(kept, changes, rules), changes, kept, mergeKey);
}

function mergeItems(
  kept: readonly JsonObject[],
  changes: readonly JsonObject[],
  { mergeKey, mergeItem }: ListRules,
): JsonObject[] {
  const merged = [...kept];
  for (const change of changes) {
    const key = mergeKeyOf(change, mergeKey);
    const at = merged.findIndex((item) => item[mergeKey] === key);
    if (at < 0) merged.push(change);
    else merged[at] = mergeItem(merged[at]!, change);
  }
  return merged;
}

/** Carries out the items of a patch that delete others or replace the whole list, and leaves them out. */
function applyItemDirectives(
  original: readonly JsonObject[],
  patch: readonly JsonObject[],
  mergeKey: string,
): { kept: readonly JsonObject[]; changes: readonly JsonObject[] } {
  let kept = original;
  let isReplaced = false;
  for (const item of patch) {
    if (!Object.hasOwn(item, directive)) continue;
    if (item[directive] === 'delete') {
      const key = mergeKeyOf(item, mergeKey);
      kept = kept.filter((one) => one[mergeKey] !== key);
    } else if (item[directive] === 'replace') isReplaced = true;
    else if (item[directive] === 'merge') {
      throw failedPatch('merging lists cannot yet be specified in the patch');
    } else throw badDirective(item[directive], item);
  }
  const changes = patch.filter((item) => !Object.hasOwn(item, directive));
  return isReplaced ? { kept: changes, changes: [] } : { kept, changes };
}

/**
 * Puts the items that `order` names in its order, and the others (the server's own) where they stood in `original`: an item of
 * the server's goes before a named one only if it stood before it.
 */
export function orderList(
  items: readonly unknown[],
  order: readonly unknown[],
  original: readonly unknown[],
  mergeKey: string,
): unknown[] {
  const keyOf = (item: unknown) => (mergeKey ? mergeKeyOf(item, mergeKey) : item);
  const wanted = positions(order.map(keyOf));
  const standing = positions(original.map(keyOf));
  const at = (places: Map<unknown, number>, item: unknown) => places.get(keyOf(item)) ?? places.size;
  const byPlace = (places: Map<unknown, number>) => (a: unknown, b: unknown) => at(places, a) - at(places, b);
  const named = items.filter((item) => wanted.has(keyOf(item))).sort(byPlace(wanted));
  const own = items.filter((item) => !wanted.has(keyOf(item))).sort(byPlace(standing));

  const ordered: unknown[] = [];
  let next = 0;
  for (const item of named) {
    const place = standing.get(keyOf(item));
    while (place !== undefined && next < own.length && (standing.get(keyOf(own[next])) ?? place) < place) {
      ordered.push(own[next++]);
    }
    ordered.push(item);
  }
  return [...ordered, ...own.slice(next)];
}

function positions(keys: readonly unknown[]): Map<unknown, number> {
  const places = new Map<unknown, number>();
  keys.forEach((key, at) => {
    if (!places.has(key)) places.set(key, at);
  });
  return places;
}

/** The type the items of all lists share. */
function elementType(...lists: (readonly unknown[])[]): string {
  const types = new Set(lists.flat().map(typeName));
  if (types.has('list')) throw unprocessablePatch();
  if (types.size > 1) throw failedPatch(`list element types are not identical: ${goText(lists)}`);
  return [...types][0]!;
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  return isObject(value) ? 'map' : typeof value;
}

/**
 * What a patch adds where nothing stood before: without nulls, and `undefined` for what only carries a `$patch`.
 * Other directives stay and are unknown fields then.
 */
export function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((item) => item !== undefined);
  if (!isObject(value)) return value;
  if (Object.hasOwn(value, directive)) return undefined;
  const members = Object.entries(value).map(([name, member]) => [name, withoutDirectives(member)] as const);
  return Object.fromEntries(members.filter(([, member]) => member !== undefined && member !== null));
}
