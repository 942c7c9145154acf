import { Document, isScalar, Scalar, visit } from 'yaml';
import { kubernetesTags } from './document';
import { isEntries } from './documentvalue';

/** How new pieces of a text are laid out, taken from what stands there already. */
export interface Layout {
  /** Columns a nested map is set in by. */
  step: number;
  /** Whether lists under a key are set in. */
  indentLists: boolean;
  lineBreak: string;
  /** Whether text of several lines is written as such; in quotes otherwise. */
  blockText: boolean;
}

/**
 * A value written as YAML: what goes on the line of its key or dash, and the lines below, each set in
 * already.
 */
export interface Rendered {
  head: string;
  body: string;
}

const writing = {
  schema: 'yaml-1.1',
  customTags: kubernetesTags,
  compat: 'core',
  aliasDuplicateObjects: false,
} as const;

const options = { lineWidth: 0, minContentWidth: 0, doubleQuotedMinMultiLineLength: 1_000_000 } as const;

/**
 * Writes a value to stand below a key or dash at column `column` (counted from 0). Text that another reader
 * would take for a number or boolean is quoted. `like` is the scalar that stood there: its style of quoting
 * is kept where it can be.
 */
export function renderBlock(
  value: unknown,
  place: { column: number; under: 'key' | 'dash'; like?: unknown },
  layout: Layout,
): Rendered {
  const written = writeUnder(place.under, styled(value, place.like), layout).replace(/\n$/, '');
  const lines = written.slice(place.under === 'key' ? 2 : 1).split('\n');
  const pad = ' '.repeat(place.column);
  const body = lines.slice(1).map((line) => layout.lineBreak + (line === '' ? '' : pad + line));
  return { head: (lines[0] ?? '').trim(), body: body.join('') };
}

function writeUnder(under: 'key' | 'dash', value: unknown, layout: Layout): string {
  const document = new Document(under === 'key' ? { k: value } : [value], writing);
  return quoted(document, layout.blockText).toString({
    ...options,
    indent: layout.step,
    indentSeq: layout.indentLists,
  });
}

/**
 * A block of lines that begins with blanks or ends with several breaks needs indicators; quotes are plainer
 * there.
 */
function quoted(document: Document, blockText: boolean): Document {
  const needsQuotes = blockText ? /^\s[\s\S]*\n|\n\n$|^\n$/ : /\n/;
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === 'string' && needsQuotes.test(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  return document;
}

/** A text as a scalar with the quoting of the one that stood there. */
function styled(value: unknown, like: unknown): unknown {
  if (typeof value !== 'string' || !isScalar(like) || typeof like.value !== 'string') return value;
  const scalar = new Scalar(value);
  const isLine = !value.includes('\n');
  const wasBlock = like.type === 'BLOCK_LITERAL' || like.type === 'BLOCK_FOLDED';
  if (like.type === 'PLAIN' || (wasBlock && isLine) || (!wasBlock && !isLine)) return value;
  scalar.type = wasBlock ? 'BLOCK_LITERAL' : like.type;
  return scalar;
}

/** Writes a value on one line inside brackets; text is quoted as its neighbour `like` is. */
export function renderFlow(value: unknown, like?: unknown): string {
  if (typeof value === 'string' && isScalar(like) && typeof like.value === 'string') {
    if (like.type === 'QUOTE_SINGLE' && isPrintable(value)) return `'${value.replaceAll("'", "''")}'`;
    if (like.type === 'PLAIN' && isBareWord(value)) return value;
  }
  if (Array.isArray(value)) return `[${value.map((item) => renderFlow(item)).join(', ')}]`;
  if (isEntries(value)) {
    const entries = Object.entries(value).map(([key, item]) => `${renderKey(key)}: ${renderFlow(item)}`);
    return `{${entries.join(', ')}}`;
  }
  return JSON.stringify(value ?? null);
}

/** Writes a map key; `quoted` for a map written as JSON. */
export function renderKey(key: string, quoted = false): string {
  return !quoted && isBareWord(key) ? key : JSON.stringify(key);
}

/** A whole document from a value. */
export function renderDocument(value: unknown, blockText = true): string {
  return quoted(new Document(value, writing), blockText).toString(options);
}

function isPrintable(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

/** Whether a text may stand unquoted everywhere, and is text to every reader of YAML. */
function isBareWord(text: string): boolean {
  if (!/^[A-Za-z_/][\w./-]*$/.test(text)) return false;
  return !/^(y|n|yes|no|on|off|true|false|null)$/i.test(text);
}
