/** A place in a text as editors show it, both counted from 1. */
export interface Position {
  line: number;
  column: number;
}

/** A stretch of a text as editors show it; the end is exclusive. */
export interface TextRange {
  from: Position;
  to: Position;
}

/** One replacement in a text, by offsets; `from === to` inserts. */
export interface Splice {
  from: number;
  to: number;
  text: string;
}

/** The text with every splice done. Splices refer to the text as given and must not overlap. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  const ordered = [...splices].sort((a, b) => b.from - a.from || b.to - a.to);
  return ordered.reduce(
    (whole, { from, to, text: put }) => whole.slice(0, from) + put + whole.slice(to),
    text,
  );
}

/**
 * The smallest single splice that turns one text into another: what differs between the common start and end.
 */
export function spliceBetween(before: string, after: string): Splice {
  const limit = Math.min(before.length, after.length);
  let start = 0;
  while (start < limit && before[start] === after[start]) start++;
  let end = 0;
  while (end < limit - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { from: start, to: before.length - end, text: after.slice(start, after.length - end) };
}

/** Offset of the first character of the line that holds `offset`. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Offset just behind the last character of the line that holds `offset`, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const found = text.indexOf('\n', offset);
  if (found === -1) return text.length;
  return found > offset && text[found - 1] === '\r' ? found - 1 : found;
}

/** Offset of the line after the one that holds `offset`; the text's length on the last one. */
export function nextLine(text: string, offset: number): number {
  const found = text.indexOf('\n', offset);
  return found === -1 ? text.length : found + 1;
}

/** The line break a text uses. */
export function lineBreakOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** Line and column of an offset. */
function positionAt(text: string, offset: number): Position {
  const start = lineStart(text, offset);
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < start; at = text.indexOf('\n', at + 1)) line++;
  return { line, column: offset - start + 1 };
}

/** The range between two offsets. */
export function rangeBetween(text: string, from: number, to: number): TextRange {
  return { from: positionAt(text, from), to: positionAt(text, to) };
}
