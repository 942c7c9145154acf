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

function mergeLists(structure: ListStructure, base: readonly unknown[], over: readonly unknown[]): unknown {
  const left = base.map((item) => itemElement(structure, item));
  const right = over.map((item) => itemElement(structure, item));
  const [leftItems, rightItems] = [onlyItems(left, base), new Map(zip(right, over))];
  const merged = [...mergedOrder(left, right)]
    .map(({ element, baseAt }) =>
      baseAt === undefined
        ? mergeFields(structure.item, leftItems.get(element), rightItems.get(element))
        : mergeFields(structure.item, base[baseAt], undefined),
    )
    .filter((item) => item !== undefined);
  return merged.length > 0 ? merged : undefined;
}

/**
 * The order of the items of both lists, taken like two queues: those of `left` alone (`baseAt` their place) come where they
 * stand, those of `right` in its order, and one of both where the two queues meet at it.
 */
function* mergedOrder(
  left: readonly PathElement[],
  right: readonly PathElement[],
): Generator<{ element: PathElement; baseAt?: number }> {
  const [inLeft, inRight] = [new Set(left), new Set(right)];
  const shared = right.filter((element) => inLeft.has(element));
  const done = new Set<PathElement>();
  let next = 0;
  for (let l = 0, r = 0; l < left.length || r < right.length; ) {
    const [element, other] = [left[l], right[r]];
    if (element !== undefined && !inRight.has(element)) {
      yield { element, baseAt: l++ };
      continue;
    }
    const isMeeting = element === other;
    const turn = shared[next];
    if (
      !isMeeting &&
      element !== undefined &&
      other !== undefined &&
      turn !== undefined &&
      turn !== element
    ) {
      // An item of both, but not the one whose turn it is.
      l++;
      continue;
    }
    if (element !== undefined && (isMeeting || done.has(element))) l++;
    if (other === undefined) continue;
    yield { element: other };
    done.add(other);
    r++;
    if (turn === other) next++;
  }
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
