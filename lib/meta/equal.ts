/**
 * Whether two JSON values are the same: key order does not count, and an undefined member is an absent one. Values that share
 * structure are compared fast. For the API's idea of sameness, where an empty list is nothing, see `sameValue` of the
 * resources room.
 */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false;
    for (let at = 0; at < left.length; at++) if (!sameJson(left[at], right[at])) return false;
    return true;
  }
  return !Array.isArray(right) && sameMembers(left, right);
}

/** Whether two objects have the same members, those named in `except` aside. */
export function sameMembers(left: object, right: object, except?: (key: string) => boolean): boolean {
  const before = left as Record<string, unknown>;
  const after = right as Record<string, unknown>;
  for (const key in before) {
    if (!except?.(key) && !sameJson(before[key], ownMember(after, key))) return false;
  }
  for (const key in after) {
    if (after[key] !== undefined && ownMember(before, key) === undefined && !except?.(key)) return false;
  }
  return true;
}

/** The object with those of its members taken from `known` that are the same there, so that both share them. */
export function sharing<T extends object>(object: T, known: T): T {
  const shared = { ...object };
  for (const key in shared) {
    const before = ownMember(known as Record<string, unknown>, key);
    if (shared[key] !== before && sameJson(shared[key], before))
      shared[key] = before as (typeof shared)[typeof key];
  }
  return shared;
}

/** Members come from users, who may call one `constructor`. */
function ownMember(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
