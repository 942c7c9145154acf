import { compareQuantities } from '../meta/quantity';

/** What the fields of these names hold, where it is a structure: quantities, by the name of a resource. */
const quantityMaps = new Set(['limits', 'requests', 'overhead']);

/**
 * Whether two API values mean the same (`equality.Semantic.DeepEqual`): key order does not count, and
 * neither does the difference between nothing and an empty list, nor how a quantity is written. An empty object is
 * something: it stands for a structure that is set.
 */
export function sameValue(left: unknown, right: unknown): boolean {
  return isSame(left, right, false);
}

function isSame(left: unknown, right: unknown, ofQuantities: boolean): boolean {
  if (Object.is(left, right)) return true;
  if (isEmpty(left) && isEmpty(right)) return true;
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false;
    return left.every((item, position) => isSame(item, right[position], false));
  }
  if (!isRecord(left) || !isRecord(right)) return false;
  for (const key in left) {
    const other = Object.hasOwn(right, key) ? right[key] : undefined;
    if (isSame(left[key], other, quantityMaps.has(key))) continue;
    if (!ofQuantities || !isSameQuantity(left[key], other)) return false;
  }
  for (const key in right) if (!Object.hasOwn(left, key) && !isEmpty(right[key])) return false;
  return true;
}

function isSameQuantity(left: unknown, right: unknown): boolean {
  return typeof left === 'string' && typeof right === 'string' && compareQuantities(left, right) === 0;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
