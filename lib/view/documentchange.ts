import { isAlias, isMap, isSeq, type ParsedNode } from 'yaml';
import { type Manifest, type ManifestDocument, readManifest } from './document';
import { type Difference, firstDifference, performed } from './documentdifference';
import { insertEntry, insertItem, removeItem, renameEntry, replaceValue } from './documentedit';
import { type Layout, renderDocument } from './documentrender';
import { applySplices, lineBreakOf, lineEnd, type Splice } from './documenttext';
import { endOf, nodeOf, type Slot, slotsTo, slotsWithin } from './documenttoken';
import { isSame, type Path, valueAt, withValue } from './documentvalue';

/**
 * Sets the value at a path of one document (`undefined` takes it away, with what that leaves empty). Answers
 * the manifest of the new text. Lines the change does not need are the same bytes as before.
 */
export function changeValue(manifest: Manifest, index: number, path: Path, value: unknown): Manifest {
  const document = manifest.documents[index];
  if (!document || manifest.problems.length > 0) return manifest;
  const next = withValue(document.value, path, value) ?? {};
  const step: Difference = { kind: 'remove', path: emptied(document.value, path) };
  // Of several equal list items only the path tells which one goes.
  const removed = value === undefined ? makeStep(manifest, index, step, next) : undefined;
  if (removed && isSame(removed.documents[index]!.value, next)) return removed;
  return changeDocument(manifest, index, next);
}

/** The path that goes when the value at a path is taken away: the outermost that holds nothing else. */
function emptied(value: unknown, path: Path): Path {
  const parent = valueAt(value, path.slice(0, -1));
  const isOnly = typeof parent === 'object' && parent !== null && Object.keys(parent).length === 1;
  return isOnly && path.length > 1 ? emptied(value, path.slice(0, -1)) : path;
}

/**
 * Turns one document into another value. The text is edited in small steps, each checked by reading the
 * result; where a step cannot be made in place (an alias stands in the way), aliases are written out first,
 * then ever larger parts rewritten.
 */
export function changeDocument(manifest: Manifest, index: number, next: unknown): Manifest {
  const document = manifest.documents[index];
  if (!document || manifest.problems.length > 0 || isSame(document.value, next)) return manifest;
  return (
    stepTowards(manifest, index, next) ??
    stepTowards(writeOutAliases(manifest, index), index, next) ??
    rewritten(manifest, index, next)
  );
}

function stepTowards(manifest: Manifest, index: number, next: unknown): Manifest | undefined {
  let current: Manifest | undefined = manifest;
  while (current) {
    const document: ManifestDocument = current.documents[index]!;
    const difference = firstDifference(document.tree.contents, document.value, next);
    if (!difference) return current;
    current = makeStep(current, index, difference, next);
  }
  return undefined;
}

/** The step itself, or else the value around it as a whole, or the one around that. */
function makeStep(
  manifest: Manifest,
  index: number,
  difference: Difference,
  next: unknown,
): Manifest | undefined {
  const value = manifest.documents[index]!.value;
  const wider = difference.path.map((_, depth): Difference => {
    const path = difference.path.slice(0, difference.path.length - 1 - depth);
    return { kind: 'replace', path, value: valueAt(next, path) };
  });
  for (const step of [difference, ...wider]) {
    if (step.path.length === 0) return undefined;
    // A comment set in deeper than a block of lines would become part of it: such text goes in quotes.
    for (const blockText of [true, false]) {
      const splices = splicesOf(manifest, index, step, blockText);
      if (!splices) break;
      const result = readManifest(applySplices(manifest.text, splices));
      if (isIntended(manifest, result, index, performed(value, step))) return result;
    }
  }
  return undefined;
}

function isIntended(before: Manifest, after: Manifest, index: number, value: unknown): boolean {
  return (
    after.problems.length === 0 &&
    after.documents.length === before.documents.length &&
    after.documents.every((document, at) =>
      isSame(document.value, at === index ? value : before.documents[at]!.value),
    )
  );
}

/** The splices of one step; `undefined` where the tree has no such place of its own. */
function splicesOf(
  manifest: Manifest,
  index: number,
  step: Difference,
  blockText: boolean,
): Splice[] | undefined {
  const { tree } = manifest.documents[index]!;
  const { text } = manifest;
  const layout = { ...layoutOf(text, tree.contents), blockText };
  const slots = slotsTo(tree.contents, step.path);
  const last = step.path.at(-1)!;
  const hasSlot = slots.length === step.path.length;
  if (step.kind === 'replace' && hasSlot) return replaceValue(text, slots, step.value, layout);
  if (step.kind === 'remove') return hasSlot ? removeItem(text, slots.at(-1)!) : undefined;
  if (step.kind === 'rename') return hasSlot ? renameEntry(slots.at(-1)!, step.key) : undefined;
  if (slots.length < step.path.length - 1) return undefined;
  const parent: unknown = step.path.length === 1 ? tree.contents : nodeOf(slots[step.path.length - 2]!);
  if (isMap<ParsedNode, ParsedNode>(parent) && parent.items.length > 0 && typeof last === 'string')
    return insertEntry(text, parent as never, last, step.value, layout);
  if (isSeq<ParsedNode>(parent) && parent.items.length > 0 && typeof last === 'number')
    return insertItem(text, parent as never, last, step.value, layout);
  return undefined;
}

/** Every alias of a document replaced by what it stands for. */
function writeOutAliases(manifest: Manifest, index: number): Manifest {
  let current = manifest;
  for (;;) {
    const { tree } = current.documents[index]!;
    const slots = slotsWithin(tree.contents).find((way) => isAlias(nodeOf(way.at(-1)!)));
    if (!slots) return current;
    const alias = nodeOf(slots.at(-1)!);
    const value = isAlias(alias) ? alias.resolve(tree)?.toJS(tree) : undefined;
    const splices = replaceValue(current.text, slots, value, layoutOf(current.text, tree.contents));
    const next = readManifest(applySplices(current.text, splices));
    if (!isIntended(current, next, index, current.documents[index]!.value)) return manifest;
    current = next;
  }
}

/** The document written anew from its value: nothing but the value is kept. */
function rewritten(manifest: Manifest, index: number, next: unknown): Manifest {
  const { tree } = manifest.documents[index]!;
  const token = tree.contents?.srcToken;
  const from = token?.offset ?? tree.range[0];
  const to = token ? endOf(token) : tree.range[1];
  const lineBreak = lineBreakOf(manifest.text);
  const end = lineEnd(manifest.text, to);
  const comment = manifest.text.slice(to, end).trim();
  const results = [true, false].map((blockText) => {
    const text = renderDocument(next, blockText).replace(/\n$/, '').replaceAll('\n', lineBreak);
    const lines = comment === '' ? text : comment + lineBreak + text;
    return readManifest(applySplices(manifest.text, [{ from, to: comment === '' ? to : end, text: lines }]));
  });
  return results.find((result) => isIntended(manifest, result, index, next)) ?? results[1]!;
}

/** How a text lays out nesting and lists: as the first nested map and list of the document do. */
function layoutOf(text: string, root: ParsedNode | null): Layout {
  const ways = slotsWithin(root);
  const columns = (slot: Slot) => columnsOf(slot);
  const map = ways.map((way) => columns(way.at(-1)!)).find((found) => found?.type === 'block-map');
  const list = ways.map((way) => columns(way.at(-1)!)).find((found) => found?.type === 'block-seq');
  return {
    step: Math.min(Math.max(map?.by ?? 2, 1), 8),
    indentLists: list === undefined || list.by > 0,
    lineBreak: lineBreakOf(text),
    blockText: true,
  };
}

/** How far the block collection under a key is set in from the map that holds it. */
function columnsOf(slot: Slot): { type: string; by: number } | undefined {
  const outer = slot.parent.srcToken;
  const inner = slot.item.value;
  if (slot.kind !== 'entry' || outer?.type !== 'block-map' || !inner) return undefined;
  if (inner.type !== 'block-map' && inner.type !== 'block-seq') return undefined;
  return { type: inner.type, by: inner.indent - outer.indent };
}
