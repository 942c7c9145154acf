import { isObject } from '../json';
import { compareElements, type PathElement, readElement } from './element';

/**
 * A set of paths into an object, in the very form of `FieldsV1`: a tree by path elements. A node that is empty, or that has a
 * member `.`, is in the set itself; every other node only leads on. Sets are never changed once they have been handed out;
 * what operations leave alone is shared.
 */
export interface FieldSet {
  readonly [element: PathElement]: FieldSet;
}

/** A set under construction. */
export interface GrowingFieldSet {
  [element: PathElement]: GrowingFieldSet;
}

/** The set of no paths. */
export const noFields: FieldSet = Object.freeze({});

const self = '.';
const member: FieldSet = Object.freeze({});

/** Whether no path is in the set. */
export function isEmptySet(set: FieldSet): boolean {
  for (const _ in set) return false;
  return true;
}

/** Whether the path that leads to a node is in the set itself. */
function isMember(node: FieldSet): boolean {
  return self in node || isEmptySet(node);
}

/** The node of a path that is in the set or not, and of what stands below it; `undefined` when it holds nothing. */
function nodeOf(isSelf: boolean, rest: FieldSet): FieldSet | undefined {
  if (isEmptySet(rest)) return isSelf ? member : undefined;
  return isSelf ? { [self]: member, ...rest } : rest;
}

/** Adds a path to a set under construction. */
export function insertPath(set: GrowingFieldSet, path: readonly PathElement[]): void {
  let node = set;
  const last = path.length - 1;
  for (let depth = 0; depth <= last; depth++) {
    const element = path[depth]!;
    let next = node[element];
    if (!next) {
      next = {};
      node[element] = next;
    } else if (depth < last) {
      if (isEmptySet(next)) next[self] = {};
    } else if (!isEmptySet(next)) {
      next[self] = {};
    }
    node = next;
  }
}

/** Whether a path is in the set. */
export function hasPath(set: FieldSet, path: readonly PathElement[]): boolean {
  let node: FieldSet | undefined = set;
  for (const element of path) {
    node = node[element];
    if (!node) return false;
  }
  return path.length > 0 && isMember(node);
}

/** What of the set stands below an element. */
export function below(set: FieldSet, element: PathElement): FieldSet {
  return set[element] ?? noFields;
}

/** The paths of either set; `left` itself when it has them all. */
export function union(left: FieldSet, right: FieldSet): FieldSet {
  if (left === right || isEmptySet(right)) return left;
  if (isEmptySet(left)) return right;
  let joined: Record<PathElement, FieldSet> | undefined;
  for (const element in right) {
    const other = right[element]!;
    const node = left[element];
    const merged = node ? unionNode(node, other) : other;
    if (merged === node) continue;
    joined ??= { ...left };
    joined[element] = merged;
  }
  return joined ?? left;
}

function unionNode(left: FieldSet, right: FieldSet): FieldSet {
  return grownOrCut(left, isMember(left) || isMember(right), (under) => union(under, bare(right)))!;
}

/** The paths of the first set that are not in the second; `left` itself when they share none. */
export function difference(left: FieldSet, right: FieldSet): FieldSet {
  return without(left, right, (node, other) =>
    grownOrCut(node, isMember(node) && !isMember(other), (under) => difference(under, other)),
  );
}

/** The paths of the first set that neither are in the second nor stand below a path of it. */
export function withoutTrees(left: FieldSet, right: FieldSet): FieldSet {
  return without(left, right, (node, other) =>
    isMember(other) ? undefined : grownOrCut(node, isMember(node), (under) => withoutTrees(under, other)),
  );
}

/** A node that is in the set itself or not, with what stands below it changed; the same node where that changes nothing. */
function grownOrCut(
  node: FieldSet,
  isSelf: boolean,
  change: (under: FieldSet) => FieldSet,
): FieldSet | undefined {
  const under = bare(node);
  const changed = change(under);
  return changed === under && isSelf === isMember(node) ? node : nodeOf(isSelf, changed);
}

/** Goes through the elements both sets have; `cut` tells what stays of a node. */
function without(
  left: FieldSet,
  right: FieldSet,
  cut: (node: FieldSet, other: FieldSet) => FieldSet | undefined,
): FieldSet {
  let rest: Record<PathElement, FieldSet> | undefined;
  for (const element in left) {
    const node = left[element]!;
    const other = element === self ? undefined : right[element];
    if (!other) continue;
    const stays = cut(node, other);
    if (stays === node) continue;
    rest ??= { ...left };
    if (stays) rest[element] = stays;
    else delete rest[element];
  }
  return rest ?? left;
}

/** A node without the mark that it is in the set itself. */
function bare(node: FieldSet): FieldSet {
  if (!(self in node)) return node;
  const { [self]: _, ...rest } = node;
  return rest;
}

/** The paths that are in both sets. */
export function intersection(left: FieldSet, right: FieldSet): FieldSet {
  const both: Record<PathElement, FieldSet> = {};
  for (const element in left) {
    const node = left[element]!;
    const other = element === self ? undefined : right[element];
    if (!other) continue;
    const shared = nodeOf(
      isMember(node) && isMember(other),
      intersection(node, other) as Record<string, FieldSet>,
    );
    if (shared) both[element] = shared;
  }
  return both;
}

/** All paths of the set, in the order of `FieldsV1`, each before those below it. */
export function* pathsOf(set: FieldSet, prefix: readonly PathElement[] = []): Generator<PathElement[]> {
  const elements = Object.keys(set)
    .filter((element) => element !== self)
    .sort(compareElements);
  for (const element of elements) if (isMember(set[element]!)) yield [...prefix, element];
  for (const element of elements) yield* pathsOf(set[element]!, [...prefix, element]);
}

/** The set with its elements in the order of `FieldsV1`; itself when they stand so. */
export function inOrder(set: FieldSet): FieldSet {
  const elements = Object.keys(set);
  const sorted = elements.every((element, at) => at === 0 || compareMembers(elements[at - 1]!, element) < 0)
    ? elements
    : [...elements].sort(compareMembers);
  const isSame = sorted === elements && elements.every((element) => inOrder(set[element]!) === set[element]);
  return isSame ? set : Object.fromEntries(sorted.map((element) => [element, inOrder(set[element]!)]));
}

function compareMembers(left: string, right: string): number {
  if (left === self || right === self) return left === right ? 0 : left === self ? -1 : 1;
  return compareElements(left, right);
}

/**
 * Reads `FieldsV1` as a client wrote it. Throws an `Error` for what is no set of fields; the rules of `Set.FromJSON` of
 * structured-merge-diff.
 */
export function readFieldSet(value: unknown): FieldSet {
  if (value === null || value === undefined) return noFields;
  if (!isObject(value)) throw new Error('expected an object');
  return Object.fromEntries(
    Object.entries(value).map(([text, node]) => [
      text === self ? self : readElement(text),
      readFieldSet(node),
    ]),
  );
}
