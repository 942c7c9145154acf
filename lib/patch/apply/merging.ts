import { isObject, type JsonObject, memberOf } from '../json';
import type { PathElement } from './element';
import {
  fieldOf,
  itemElement,
  type ListStructure,
  type MapStructure,
  type Structure,
  settle,
} from './structure';

/**
 * A value with another one, which says only a part, laid over it: leaves and atomic parts are the latter's, everything it does
 * not mention stays. Lists keep the order of `base`, with what `over` orders otherwise in its order. The rules of
 * `TypedValue.Merge` of structured-merge-diff. `undefined` stands for an absent value, on both sides and in the answer.
 */
export function mergeFields(structure: Structure, base: unknown, over: unknown): unknown {
  const whole = over === undefined ? base : over;
  const settled = settle(structure, whole);
  if (settled.kind === 'scalar') return whole;
  if (settled.kind === 'list') {
    const [left, right] = [listOf(base), listOf(over)];
    if (settled.relation === 'atomic' || left.length + right.length === 0) return whole;
    return mergeLists(settled, left, right);
  }
  const [left, right] = [mapOf(base), mapOf(over)];
  if (settled.isAtomic || Object.keys(left).length + Object.keys(right).length === 0) return whole;
  return mergeMaps(settled, left, right);
}

function mergeMaps(structure: MapStructure, base: JsonObject, over: JsonObject): unknown {
  const merged = [...new Set([...Object.keys(base), ...Object.keys(over)])]
    .map(
      (name) =>
        [name, mergeFields(fieldOf(structure, name), memberOf(base, name), memberOf(over, name))] as const,
    )
    .filter(([, value]) => value !== undefined);
  return merged.length > 0 ? Object.fromEntries(merged) : undefined;
}

/**
 * Lists are merged like two queues: items of `base` alone come where they stand, items of `over` in its order, and an item of
 * both where the two queues meet at it.
 */
function mergeLists(structure: ListStructure, base: readonly unknown[], over: readonly unknown[]): unknown {
  const left = base.map((item) => itemElement(structure, item));
  const right = over.map((item) => itemElement(structure, item));
  const leftItems = onlyItems(left, base);
  const rightItems = new Map(zip(right, over));
  const shared = right.filter((element) => leftItems.has(element));
  const merged: unknown[] = [];
  const done = new Set<PathElement>();
  const take = (element: PathElement, item: unknown, above: unknown) => {
    const value = mergeFields(structure.item, item, above);
    if (value !== undefined) merged.push(value);
    if (above !== undefined) done.add(element);
  };
  let next = 0;
  for (let l = 0, r = 0; l < left.length || r < right.length; ) {
    const [element, other] = [left[l], right[r]];
    if (element !== undefined && other !== undefined) {
      if (element === other) {
        take(element, leftItems.get(element), rightItems.get(element));
        [l, r, next] = [l + 1, r + 1, next + 1];
        continue;
      }
      // An item of both, but not the one whose turn it is.
      if (rightItems.has(element) && shared[next] !== undefined && shared[next] !== element) {
        l++;
        continue;
      }
    }
    if (element !== undefined) {
      if (!rightItems.has(element)) {
        take(element, base[l], undefined);
        l++;
        continue;
      }
      if (done.has(element)) l++;
    }
    if (other !== undefined) {
      take(other, leftItems.get(other), rightItems.get(other));
      r++;
      if (shared[next] === other) next++;
    }
  }
  return merged.length > 0 ? merged : undefined;
}

/** The items by their elements; those of which there are several count as absent, as nothing tells which one is meant. */
function onlyItems(elements: readonly PathElement[], items: readonly unknown[]): Map<PathElement, unknown> {
  const known = new Map<PathElement, unknown>();
  for (const [element, item] of zip(elements, items)) known.set(element, known.has(element) ? null : item);
  return known;
}

function zip(elements: readonly PathElement[], items: readonly unknown[]): [PathElement, unknown][] {
  return elements.map((element, at) => [element, items[at]]);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function mapOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
