import { isCollection, isMap, isSeq } from 'yaml';
import { keyOf } from './documenttoken';
import { isEntries, isSame, type Path, withValue } from './documentvalue';

/** One step from a document's value towards another. `path` of an insertion names the new key or position. */
export type Difference =
  | { kind: 'replace'; path: Path; value: unknown }
  | { kind: 'insert'; path: Path; value: unknown }
  | { kind: 'rename'; path: Path; key: string }
  | { kind: 'remove'; path: Path };

/**
 * The first step that brings `value` closer to `next`; `undefined` when they are the same. Lists are compared
 * from both ends, so that taking an item out of the middle is one step. `node` is the tree of `value`: where
 * it is not a collection of its own (an alias), the value is replaced as a whole.
 */
export function firstDifference(
  node: unknown,
  value: unknown,
  next: unknown,
  path: Path = [],
): Difference | undefined {
  if (isSame(value, next)) return undefined;
  if (isCollection(node) && node.items.length > 0) {
    if (isMap(node) && isEntries(value) && isEntries(next) && Object.keys(next).length > 0)
      return entryDifference(node, value, next, path);
    if (isSeq(node) && Array.isArray(value) && Array.isArray(next) && next.length > 0)
      return itemDifference(node.items, value, next, path);
  }
  return { kind: 'replace', path, value: next };
}

type Entries = Record<string, unknown>;

function entryDifference(
  node: { items: { key: unknown; value: unknown }[] },
  value: Entries,
  next: Entries,
  path: Path,
): Difference | undefined {
  for (const [key, item] of Object.entries(value)) {
    if (!Object.hasOwn(next, key) || isSame(item, next[key])) continue;
    const pair = node.items.find((candidate) => keyOf(candidate.key) === key);
    if (!pair) return { kind: 'insert', path: [...path, key], value: next[key] };
    return firstDifference(pair.value, item, next[key], [...path, key]);
  }
  const gone = Object.keys(value).filter((key) => !Object.hasOwn(next, key));
  const added = Object.keys(next).filter((key) => !Object.hasOwn(value, key));
  const [oldKey, newKey] = [gone[0], added[0]];
  if (oldKey !== undefined && newKey !== undefined && isSame(value[oldKey], next[newKey]))
    return { kind: 'rename', path: [...path, oldKey], key: newKey };
  if (newKey !== undefined) return { kind: 'insert', path: [...path, newKey], value: next[newKey] };
  return { kind: 'remove', path: [...path, oldKey!] };
}

function itemDifference(
  nodes: readonly unknown[],
  value: readonly unknown[],
  next: readonly unknown[],
  path: Path,
): Difference | undefined {
  const shorter = Math.min(value.length, next.length);
  let head = 0;
  while (head < shorter && isSame(value[head], next[head])) head++;
  let tail = 0;
  while (tail < shorter - head && isSame(value.at(-1 - tail), next.at(-1 - tail))) tail++;
  const left = value.length - head - tail;
  const right = next.length - head - tail;
  if (left > 0 && right > 0) return firstDifference(nodes[head], value[head], next[head], [...path, head]);
  if (right > 0) return { kind: 'insert', path: [...path, head], value: next[head] };
  return { kind: 'remove', path: [...path, head] };
}

/** The value after a step. */
export function performed(value: unknown, step: Difference): unknown {
  const last = step.path.at(-1);
  const parentPath = step.path.slice(0, -1);
  if (last === undefined) return step.kind === 'replace' ? step.value : value;
  return withValue(value, parentPath, performedIn(parentOf(value, parentPath), last, step));
}

function parentOf(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, step) => (at as Entries)[step as string], value);
}

function performedIn(parent: unknown, last: string | number, step: Difference): unknown {
  if (Array.isArray(parent) && typeof last === 'number') {
    if (step.kind === 'insert') return parent.toSpliced(last, 0, step.value);
    if (step.kind === 'remove') return parent.toSpliced(last, 1);
    return step.kind === 'replace' ? parent.with(last, step.value) : parent;
  }
  const { [last as string]: moved, ...rest } = parent as Entries;
  if (step.kind === 'rename') return { ...rest, [step.key]: moved };
  return step.kind === 'remove' ? rest : { ...rest, [last as string]: step.value };
}
