import { type CST, isMap, isSeq, type ParsedNode, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Path } from './documentvalue';

/** The token of a collection's item: of a map entry, or of a list item. */
export type ItemToken = CST.CollectionItem;

/** Where a value stands: in a map under a key, in a list, or as a document's whole content. */
export type Slot =
  | { kind: 'entry'; parent: YAMLMap.Parsed; item: ItemToken; position: number }
  | { kind: 'item'; parent: YAMLSeq.Parsed; item: ItemToken; position: number };

const quiet = new Set(['space', 'newline', 'comment', 'comma']);

/**
 * Offset just behind the last character a token means something with; comments and line breaks after it not
 * counted.
 */
export function endOf(token: CST.Token): number {
  switch (token.type) {
    case 'block-map':
    case 'block-seq': {
      const last = token.items.findLast((item) => itemEnd(item) !== undefined);
      return (last && itemEnd(last)) ?? token.offset;
    }
    case 'flow-collection': {
      const close = token.end.find(({ type }) => type === 'flow-map-end' || type === 'flow-seq-end');
      return close ? close.offset + 1 : token.offset + 1;
    }
    case 'block-scalar':
      return blockScalarEnd(token);
    default:
      return token.offset + ('source' in token ? token.source.length : 0);
  }
}

/** Where the lines of a block scalar begin: behind its header, comment and line break. */
export function blockScalarBody(token: CST.BlockScalar): number {
  const head = token.props.reduce((sum, prop) => sum + ('source' in prop ? prop.source.length : 0), 0);
  return token.offset + head;
}

/** A block scalar ends with its last line; with `+` in its header its blank lines at the end count too. */
function blockScalarEnd(token: CST.BlockScalar): number {
  const body = blockScalarBody(token);
  const header = token.props.find(({ type }) => type === 'block-scalar-header');
  const keeps = header !== undefined && 'source' in header && header.source.includes('+');
  const source = keeps ? token.source.replace(/\r?\n$/, '') : token.source.replace(/\s+$/, '');
  return source === '' ? headerEnd(token) : body + source.length;
}

/** The end of a block scalar's header, without the comment and line break behind it. */
export function headerEnd(token: CST.BlockScalar): number {
  const header = token.props.find(({ type }) => type === 'block-scalar-header');
  return header && 'source' in header ? header.offset + header.source.length : token.offset;
}

/** The end of an item's meaning; `undefined` for one that only holds comments or a comma. */
export function itemEnd(item: ItemToken): number | undefined {
  if (item.value) return endOf(item.value);
  const sep = item.sep?.findLast(({ type }) => !quiet.has(type));
  if (sep) return sep.offset + sep.source.length;
  if (item.key) return endOf(item.key);
  const start = item.start.findLast(({ type }) => !quiet.has(type));
  return start ? start.offset + start.source.length : undefined;
}

/**
 * The offset of an item's first meaningful character: its key, its `-`, or its value in a flow collection.
 */
export function itemStart(item: ItemToken): number {
  const first = item.start.find(({ type }) => !quiet.has(type));
  return first?.offset ?? item.key?.offset ?? item.sep?.[0]?.offset ?? item.value?.offset ?? 0;
}

/** Where what comes before an item's value ends: its colon or dash, with anchor and tag. */
export function prefixEnd(item: ItemToken): number {
  const tokens = item.sep && item.sep.length > 0 ? item.sep : item.start;
  const last = tokens.findLast(({ type }) => !quiet.has(type));
  return last ? last.offset + last.source.length : itemStart(item);
}

/** The tokens of a collection's real items, in order; those that hold only comments are left out. */
export function itemTokens(collection: YAMLMap.Parsed | YAMLSeq.Parsed): ItemToken[] {
  const token = collection.srcToken;
  if (!token || !('items' in token)) return [];
  return token.items.filter((item) => itemEnd(item) !== undefined);
}

/** Whether a collection is written in brackets. */
export function isFlow(collection: YAMLMap.Parsed | YAMLSeq.Parsed): boolean {
  return collection.srcToken?.type === 'flow-collection';
}

/** The places on the way to a path, as far as the tree goes without aliases and merges. */
export function slotsTo(root: ParsedNode | null, path: Path): Slot[] {
  const slots: Slot[] = [];
  let node: unknown = root;
  for (const step of path) {
    const slot = slotIn(node, step);
    if (!slot) break;
    slots.push(slot);
    node = slot.kind === 'entry' ? slot.parent.items[slot.position]?.value : slot.parent.items[slot.position];
  }
  return slots;
}

function slotIn(node: unknown, step: string | number): Slot | undefined {
  if (isMap(node)) {
    const parent = node as YAMLMap.Parsed;
    const position = parent.items.findIndex((pair) => keyOf(pair.key) === String(step));
    const item = itemTokens(parent)[position];
    return item && { kind: 'entry', parent, item, position };
  }
  if (isSeq(node) && typeof step === 'number') {
    const parent = node as YAMLSeq.Parsed;
    const item = itemTokens(parent)[step];
    return item && { kind: 'item', parent, item, position: step };
  }
  return undefined;
}

/** A map key as the plain value names it. */
export function keyOf(key: unknown): string {
  return typeof key === 'object' && key !== null && 'value' in key ? String(key.value) : String(key);
}

/** The node a slot holds. */
export function nodeOf(slot: Slot): unknown {
  return slot.kind === 'entry' ? slot.parent.items[slot.position]?.value : slot.parent.items[slot.position];
}

/** The places of every value of a tree, each with the places on the way to it; outer ones first. */
export function slotsWithin(root: ParsedNode | null): Slot[][] {
  const found: Slot[][] = [];
  const visit = (node: unknown, way: readonly Slot[]) => {
    if (!isMap(node) && !isSeq(node)) return;
    const parent = node as YAMLMap.Parsed | YAMLSeq.Parsed;
    itemTokens(parent).forEach((item, position) => {
      const slot = { kind: isMap(node) ? 'entry' : 'item', parent, item, position } as Slot;
      found.push([...way, slot]);
      visit(nodeOf(slot), [...way, slot]);
    });
  };
  visit(root, []);
  return found;
}
