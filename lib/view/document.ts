import { type Document, LineCounter, type ParsedNode, parseAllDocuments, type Tags } from 'yaml';
import { rangeBetween, type TextRange } from './documenttext';

/** One object of a text: the parsed tree that edits and positions are taken from, and the plain value. */
export interface ManifestDocument {
  /** The tree, with its source tokens. */
  tree: Document.Parsed<ParsedNode, true>;
  /** The plain JSON value. */
  value: unknown;
  from: number;
  to: number;
}

/** Something that keeps a text from being read. */
export interface TextProblem {
  at: TextRange;
  message: string;
}

/**
 * A YAML text and what it says: its objects in order (empty documents left out), or why it cannot be read.
 */
export interface Manifest {
  text: string;
  documents: readonly ManifestDocument[];
  problems: readonly TextProblem[];
}

const leftOut = new Set(
  ['timestamp', 'binary', 'omap', 'pairs', 'set'].map((name) => `tag:yaml.org,2002:${name}`),
);

/**
 * The scalars of YAML 1.1 without times: what Kubernetes' own YAML reader takes (`yes` and `on` are booleans
 * there, `0644` is octal), so that a text means here what it means to kubectl.
 */
export function kubernetesTags(tags: Tags): Tags {
  return tags.filter(
    (tag) => typeof tag !== 'object' || !(leftOut.has(tag.tag) || ('format' in tag && tag.format === 'TIME')),
  );
}

/** Reads a text of one or several YAML documents. Never throws: what cannot be read is in `problems`. */
export function readManifest(text: string): Manifest {
  const lineCounter = new LineCounter();
  const parsed = parseAllDocuments<ParsedNode, true>(text, {
    schema: 'yaml-1.1',
    customTags: kubernetesTags,
    merge: true,
    keepSourceTokens: true,
    prettyErrors: false,
    lineCounter,
    logLevel: 'silent',
  });
  const problems: TextProblem[] = [];
  const documents: ManifestDocument[] = [];
  for (const tree of parsed) {
    for (const error of tree.errors) problems.push(problemAt(text, error.pos, error.message));
    if (tree.errors.length > 0 || tree.contents === null) continue;
    const [from, to] = tree.range;
    const value = plainValue(tree);
    if (value instanceof Error) problems.push(problemAt(text, [from, to], value.message));
    else if (value !== null) documents.push({ tree, value, from, to });
  }
  return { text, documents, problems };
}

/** The tree as plain values; an error for what has none (an alias that unfolds without bound). */
function plainValue(tree: Document.Parsed): unknown {
  try {
    return tree.toJS({ maxAliasCount: 1000 });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function problemAt(text: string, [from, to]: readonly [number, number], message: string): TextProblem {
  const end = Math.max(from, Math.min(to, text.length));
  return { at: rangeBetween(text, Math.min(from, text.length), end), message };
}

/** The document that holds a place of the text: the last one that begins at or before it. */
export function documentAt(manifest: Manifest, offset: number): number {
  const found = manifest.documents.findLastIndex((document) => document.from <= offset);
  return Math.max(0, found);
}
