import type { CST, YAMLMap, YAMLSeq } from 'yaml';
import { positionFor } from './documentorder';
import { type Layout, type Rendered, renderBlock, renderFlow, renderKey } from './documentrender';
import { lineEnd, lineStart, nextLine, type Splice } from './documenttext';
import {
  blockScalarBody,
  endOf,
  headerEnd,
  isFlow,
  itemEnd,
  itemStart,
  itemTokens,
  keyOf,
  nodeOf,
  prefixEnd,
  type Slot,
} from './documenttoken';

/** Whether a place lies inside brackets, where everything stays on the flow side of YAML. */
function inFlow(slots: readonly Slot[]): boolean {
  return slots.some((slot) => isFlow(slot.parent));
}

/** Puts another value where one stands. The slots lead to it; the last one holds it. */
export function replaceValue(text: string, slots: readonly Slot[], value: unknown, layout: Layout): Splice[] {
  const slot = slots.at(-1)!;
  const { item } = slot;
  const old = nodeOf(slot);
  if (inFlow(slots)) {
    const written = renderFlow(value, old);
    if (!item.value) return [{ from: prefixEnd(item), to: prefixEnd(item), text: ` ${written}` }];
    return [{ from: item.value.offset, to: endOf(item.value), text: written }];
  }
  const under = slot.kind === 'entry' ? 'key' : 'dash';
  const rendered = renderBlock(value, { column: columnOf(slot.parent), under, like: old }, layout);
  return item.value ? replaceToken(text, item, item.value, rendered) : fillEmpty(text, item, rendered);
}

/**
 * A value where there was none: behind the colon or dash, its further lines below; a comment on the line
 * stays.
 */
function fillEmpty(text: string, item: Slot['item'], { head, body }: Rendered): Splice[] {
  const at = prefixEnd(item);
  const splices: Splice[] = [{ from: at, to: at, text: head && ` ${head}` }];
  const end = lineEnd(text, at);
  return body ? [...splices, { from: end, to: end, text: body }] : splices;
}

function replaceToken(
  text: string,
  item: Slot['item'],
  token: CST.Token,
  { head, body }: Rendered,
): Splice[] {
  const before = prefixEnd(item);
  const end = endOf(token);
  const isBelow = token.offset > lineEnd(text, before);
  if (isBelow) {
    const tail = lineEnd(text, before);
    return [
      { from: before, to: before, text: head && ` ${head}` },
      { from: tail, to: lineEnd(text, end), text: body },
    ];
  }
  if (token.type === 'block-scalar') {
    const tail = Math.min(lineEnd(text, headerEnd(token)), blockScalarBody(token));
    return [
      { from: before, to: headerEnd(token), text: head && ` ${head}` },
      { from: tail, to: Math.max(tail, end), text: body },
    ];
  }
  const isCollectionBlock = token.type === 'block-map' || token.type === 'block-seq';
  if (isCollectionBlock) return [{ from: before, to: lineEnd(text, end), text: (head && ` ${head}`) + body }];
  const from = head === '' ? before : token.offset;
  const tail = lineEnd(text, end);
  if (!body) return [{ from, to: end, text: head }];
  return [
    { from, to: end, text: head },
    { from: tail, to: tail, text: body },
  ];
}

/** Adds an entry to a map, where Kubernetes' usual order of fields has it. */
export function insertEntry(
  text: string,
  map: YAMLMap.Parsed,
  key: string,
  value: unknown,
  layout: Layout,
): Splice[] {
  const items = itemTokens(map);
  const keys = map.items.map((pair) => keyOf(pair.key));
  const position = positionFor(keys, key);
  if (isFlow(map)) {
    const quoted = items.some((item) => item.key?.type === 'double-quoted-scalar');
    const like = map.items.at(-1)?.value;
    return insertFlow(text, items, position, `${renderKey(key, quoted)}: ${renderFlow(value, like)}`);
  }
  const { head, body } = renderBlock(value, { column: columnOf(map), under: 'key' }, layout);
  return insertLines(text, map, items, position, `${renderKey(key)}:${head && ` ${head}`}${body}`, layout);
}

/** Adds an item to a list before the item at `position`, or at the end. */
export function insertItem(
  text: string,
  list: YAMLSeq.Parsed,
  position: number,
  value: unknown,
  layout: Layout,
): Splice[] {
  const items = itemTokens(list);
  if (isFlow(list)) {
    return insertFlow(text, items, position, renderFlow(value, list.items.at(position) ?? list.items.at(-1)));
  }
  const { head, body } = renderBlock(value, { column: columnOf(list), under: 'dash' }, layout);
  return insertLines(text, list, items, position, `-${head && ` ${head}`}${body}`, layout);
}

/** New lines behind the item before, or before the first one, at the collection's own column. */
function insertLines(
  text: string,
  collection: YAMLMap.Parsed | YAMLSeq.Parsed,
  items: readonly Slot['item'][],
  position: number,
  lines: string,
  layout: Layout,
): Splice[] {
  const pad = ' '.repeat(columnOf(collection));
  const before = items[position - 1];
  if (before) {
    const at = lineEnd(text, itemEnd(before)!);
    return [{ from: at, to: at, text: layout.lineBreak + pad + lines }];
  }
  const at = itemStart(items[0]!);
  return [{ from: at, to: at, text: lines + layout.lineBreak + pad }];
}

function insertFlow(
  text: string,
  items: readonly Slot['item'][],
  position: number,
  written: string,
): Splice[] {
  const next = items[position];
  if (next) {
    const at = itemStart(next);
    return [{ from: at, to: at, text: `${written},${gapBefore(text, at) || ' '}` }];
  }
  const last = items.at(-1)!;
  const at = itemEnd(last)!;
  const gap = gapBefore(text, itemStart(last));
  return [{ from: at, to: at, text: `,${gap.includes('\n') ? gap : ' '}${written}` }];
}

/** The blanks and line breaks just before an offset. */
function gapBefore(text: string, at: number): string {
  let from = at;
  while (from > 0 && /\s/.test(text[from - 1]!)) from--;
  return text.slice(from, at);
}

/**
 * Takes an item out of a collection that has others. Lines that hold only this item go; comments above it
 * stay.
 */
export function removeItem(text: string, slot: Slot): Splice[] {
  const items = itemTokens(slot.parent);
  const { item } = slot;
  const at = items.indexOf(item);
  const start = itemStart(item);
  const end = itemEnd(item)!;
  const next = items[at + 1];
  const previous = items[at - 1];
  if (isFlow(slot.parent)) {
    if (next) return [{ from: start, to: itemStart(next), text: '' }];
    return [{ from: previous ? itemEnd(previous)! : start, to: end, text: '' }];
  }
  const ownLine = text.slice(lineStart(text, start), start).trim() === '';
  if (ownLine) return [removeLines(text, lineStart(text, start), end)];
  const between = next && text.slice(end, itemStart(next));
  if (next && between?.trim() === '') return [{ from: start, to: itemStart(next), text: '' }];
  return [{ from: start, to: end, text: '' }];
}

/**
 * Whole lines from `from` on; at the end of a text without a last line break, the break before goes instead.
 */
function removeLines(text: string, from: number, end: number): Splice {
  const to = nextLine(text, end);
  const isLast = to === text.length && text[to - 1] !== '\n';
  if (!isLast || from === 0) return { from, to, text: '' };
  return { from: text[from - 2] === '\r' ? from - 2 : from - 1, to, text: '' };
}

/** The column a block collection's items begin in. */
function columnOf(collection: YAMLMap.Parsed | YAMLSeq.Parsed): number {
  const token = collection.srcToken;
  return token && 'indent' in token ? token.indent : 0;
}

/** Gives an entry of a map another key; its value and place stay. */
export function renameEntry(slot: Slot, key: string): Splice[] | undefined {
  const token = slot.item.key;
  if (!token || !('source' in token)) return undefined;
  const quoted = token.type === 'double-quoted-scalar';
  return [{ from: token.offset, to: endOf(token), text: renderKey(key, quoted) }];
}
