import { sameJson } from '../meta/equal';
import { goText, goType } from './gotext';
import { isObject, type JsonObject, memberOf } from './json';
import { failedPatch, malformedPatch } from './patcherror';
import {
  badDirective,
  type ListRules,
  mergeKeyOf,
  mergeList,
  orderList,
  withoutDirectives,
} from './strategiclist';

/** How one field of a kind is patched: its `x-kubernetes-patch-strategy` and `x-kubernetes-patch-merge-key`. */
export interface PatchRule {
  /** `merge`, `replace`, `retainKeys`, or two of them with a comma between. */
  strategy?: string;
  mergeKey?: string;
}

/**
 * The rule of the field at a path of member names. Items of lists add nothing to a path: the ports of a container in a pod are at
 * `['spec', 'containers', 'ports']`.
 */
export type PatchLookup = (path: readonly string[]) => PatchRule | undefined;

const directive = '$patch';
const retainKeys = '$retainKeys';
const deletePrefix = '$deleteFromPrimitiveList/';
const orderPrefix = '$setElementOrder/';

/**
 * Applies a strategic merge patch, with all its directives: `$patch` (replace, delete), `$retainKeys`,
 * `$deleteFromPrimitiveList/…` and `$setElementOrder/…`. Lists whose rule is to merge are merged by their key, other lists are
 * replaced. The document is left as it is. Throws a `StatusError` with the API server's code and words. The rules of
 * `StrategicMergeMapPatch`.
 */
export function applyStrategicPatch(document: unknown, patch: unknown, lookup: PatchLookup): unknown {
  if (!isObject(patch)) throw malformedPatch('invalid JSON document');
  return mergeMap(isObject(document) ? document : {}, patch, [], lookup);
}

function mergeMap(
  original: JsonObject,
  patch: JsonObject,
  path: readonly string[],
  lookup: PatchLookup,
): JsonObject {
  if (Object.hasOwn(patch, directive)) return applyDirective(patch);
  const merged = new Map(Object.entries(retained(original, patch)));
  const handled = new Set<string>([retainKeys]);
  for (const name of Object.keys(patch)) {
    if (name.startsWith(orderPrefix)) setElementOrder(merged, patch, name, path, lookup, handled);
  }
  for (const [name, value] of Object.entries(patch)) {
    if (!handled.has(name)) mergeMember(merged, name, value, path, lookup);
  }
  return Object.fromEntries(merged);
}

function applyDirective(patch: JsonObject): JsonObject {
  const { [directive]: kind, ...rest } = patch;
  if (kind === 'replace') return rest;
  if (kind === 'delete') return {};
  throw badDirective(kind, patch);
}

/** The members of `original` that `$retainKeys` leaves; all of them where the patch has no such directive. */
function retained(original: JsonObject, patch: JsonObject): JsonObject {
  if (!Object.hasOwn(patch, retainKeys)) return original;
  const keys = patch[retainKeys];
  if (!Array.isArray(keys)) throw malformedPatch('invalid patch format of retainKeys');
  const kept = new Set<unknown>(keys);
  for (const [name, value] of Object.entries(patch)) {
    const isExempt =
      name === retainKeys || value === null || name.startsWith(deletePrefix) || name.startsWith(orderPrefix);
    if (!isExempt && !kept.has(name)) throw malformedPatch('invalid patch format of retainKeys');
  }
  return Object.fromEntries(Object.entries(original).filter(([name]) => kept.has(name)));
}

function mergeMember(
  merged: Map<string, unknown>,
  key: string,
  value: unknown,
  path: readonly string[],
  lookup: PatchLookup,
): void {
  const isDeletion = key.startsWith(deletePrefix);
  const name = isDeletion ? key.slice(deletePrefix.length) : key;
  if (value === null) {
    merged.delete(name);
    return;
  }
  const present = merged.get(name);
  const fieldPath = [...path, name];
  if (Array.isArray(present) && Array.isArray(value)) {
    merged.set(name, mergeListField(present, value, fieldPath, lookup, isDeletion));
  } else if (isDeletion) {
    return;
  } else if (isObject(present) && isObject(value)) {
    const isReplaced = strategyOf(lookup(fieldPath)) === 'replace';
    merged.set(name, isReplaced ? value : mergeMap(present, value, fieldPath, lookup));
  } else {
    const added = withoutDirectives(value);
    if (added === undefined) merged.delete(name);
    else merged.set(name, added);
  }
}

function mergeListField(
  original: readonly unknown[],
  patch: readonly unknown[],
  path: readonly string[],
  lookup: PatchLookup,
  isDeletion: boolean,
): readonly unknown[] {
  const rule = lookup(path);
  if (!isDeletion && strategyOf(rule) !== 'merge') return patch;
  return mergeList(original, patch, listRules(rule, path, lookup), isDeletion);
}

function listRules(rule: PatchRule | undefined, path: readonly string[], lookup: PatchLookup): ListRules {
  const mergeItem = (original: JsonObject, patch: JsonObject) => mergeMap(original, patch, path, lookup);
  return { mergeKey: rule?.mergeKey ?? '', mergeItem };
}

/** `retainKeys` may stand beside a strategy, or alone, and says nothing about how the field itself is merged. */
function strategyOf(rule: PatchRule | undefined): string {
  const strategies = rule?.strategy?.split(',') ?? [];
  return strategies.find((strategy) => strategy !== 'retainKeys') ?? '';
}

/** Carries out `$setElementOrder/<name>` together with the patch of the list it orders. */
function setElementOrder(
  merged: Map<string, unknown>,
  patch: JsonObject,
  key: string,
  path: readonly string[],
  lookup: PatchLookup,
  handled: Set<string>,
): void {
  const name = key.slice(orderPrefix.length);
  handled.add(key);
  const order = listOf(patch[key]);
  const original = merged.has(name) ? listOf(merged.get(name)) : undefined;
  const changes = Object.hasOwn(patch, name) ? listOf(memberOf(patch, name)) : undefined;
  const fieldPath = [...path, name];
  const mergeKey = lookup(fieldPath)?.mergeKey ?? '';
  checkOrder(changes ?? [], order, mergeKey);
  if (!original && !changes) return;
  const list = !changes
    ? original!
    : original
      ? mergeListField(original, changes, fieldPath, lookup, false)
      : (withoutDirectives(changes) as unknown[]);
  merged.set(name, orderList(list, order, original ?? [], mergeKey));
  handled.add(name);
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw failedPatch(`expected a []interface {}, but received a ${goType(value)}`);
}

/** The items of the patch must come in the order that is to be set, and be in it. */
function checkOrder(patch: readonly unknown[], order: readonly unknown[], mergeKey: string): void {
  if (order.length === 0 || patch.length === 0) return;
  const isDeletion = (item: unknown) => isObject(item) && Object.hasOwn(item, directive);
  const items = patch.filter((item) => !(mergeKey && isDeletion(item)));
  let at = 0;
  for (const wanted of order) {
    if (at < items.length && sameJson(identity(items[at], mergeKey), identity(wanted, mergeKey))) at++;
  }
  if (at < items.length) {
    throw failedPatch(
      `The order in patch list:\n${goText(patch)}\n doesn't match $setElementOrder list:\n${goText(order)}\n`,
    );
  }
}

function identity(item: unknown, mergeKey: string): unknown {
  return mergeKey ? mergeKeyOf(item, mergeKey) : item;
}
