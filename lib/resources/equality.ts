/**
 * Whether two API values mean the same (`equality.Semantic.DeepEqual`): key order does not count, and
 * neither does the difference between nothing and an empty list. An empty object is something: it stands
 * for a structure that is set.
 */
export function sameValue(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (isEmpty(left) && isEmpty(right)) return true;
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false;
    return left.every((item, position) => sameValue(item, right[position]));
  }
  if (!isRecord(left) || !isRecord(right)) return false;
  for (const key in left)
    if (!sameValue(left[key], Object.hasOwn(right, key) ? right[key] : undefined)) return false;
  for (const key in right) if (!Object.hasOwn(left, key) && !sameValue(undefined, right[key])) return false;
  return true;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
