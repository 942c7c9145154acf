import { sameJson } from '../meta/equal';
import { isObject, type JsonObject, memberOf } from './json';

/**
 * Applies a JSON merge patch (RFC 7396). As the API server does, nulls are left out of whatever the patch adds, inside lists
 * too. The document is left as it is.
 */
export function applyMergePatch(document: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return withoutNulls(patch);
  if (!isObject(document)) return withoutNulls(patch);
  const merged = new Map(Object.entries(document));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, applyMergePatch(memberOf(document, name), value));
  }
  return Object.fromEntries(merged);
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member)]));
}

/**
 * The smallest merge patch that turns `before` into `after`: members that differ, null for those that are gone, lists as a
 * whole. `{}` when there is no difference. A null in `after` cannot be expressed, and reads as a member that is not there.
 */
export function diffMerge(before: unknown, after: unknown): unknown {
  if (!isObject(before) || !isObject(after)) return after;
  const patch: [string, unknown][] = [];
  for (const name of Object.keys(before)) {
    if (memberOf(before, name) !== undefined && isMissing(after, name)) patch.push([name, null]);
  }
  for (const [name, value] of Object.entries(after)) {
    if (isMissing(after, name)) continue;
    const previous = memberOf(before, name);
    if (!sameJson(previous, value)) patch.push([name, diffMerge(previous, value)]);
  }
  return Object.fromEntries(patch);
}

function isMissing(object: JsonObject, name: string): boolean {
  const value = memberOf(object, name);
  return value === undefined || value === null;
}
