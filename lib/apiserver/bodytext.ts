import { isMap, isSeq, type Node, type ParsedNode, parseDocument, type ScalarTag, visit } from 'yaml';
import { scanJson } from './jsonscan';
import { decodeProtobuf } from './protobuf/decode';

/** The body of a request: its bytes, and how they are to be read. */
export interface Body {
  form: 'json' | 'yaml' | 'protobuf';
  bytes: Uint8Array;
}

/** A body taken apart: its value, and what a strict decoder holds against its text. */
export interface BodyDocument {
  value: unknown;
  /** How numbers are written that are no plain integers, by path. */
  numbers: ReadonlyMap<string, string>;
  /** Members given more than once, in Kubernetes' words. */
  duplicates: readonly string[];
}

const noNumbers: ReadonlyMap<string, string> = new Map();

/** The text of a body; a byte order mark is part of it, as in Go. */
export function bodyText({ bytes }: Pick<Body, 'bytes'>): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/**
 * Parses a body. Looks for duplicate members of YAML only when `isStrict`. Throws an `Error` with the words of
 * Go's decoder when the body is broken.
 */
export function parseBody(body: Body, isStrict: boolean): BodyDocument {
  if (body.form === 'protobuf') {
    return { value: decodeProtobuf(body.bytes), numbers: noNumbers, duplicates: [] };
  }
  const text = bodyText(body);
  if (body.form === 'yaml' && !/^\s*\{/.test(text)) return parseYaml(text, isStrict);
  const { numbers, duplicates } = scanJson(text);
  return {
    value: JSON.parse(text),
    numbers,
    duplicates: duplicates.map((path) => `duplicate field ${JSON.stringify(path)}`),
  };
}

/** The words YAML 1.1 has for true and false beside those of 1.2. */
const booleans: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/,
  resolve: (text) => /^(y|on)/i.test(text),
};

function parseYaml(text: string, isStrict: boolean): BodyDocument {
  const document = parseDocument<ParsedNode, false>(text, {
    uniqueKeys: false,
    merge: true,
    customTags: (tags) => [booleans, ...tags],
  });
  const [error] = document.errors;
  if (error) throw new Error(`yaml: ${yamlProblem(error.code, error.message)}`);
  checkKeys(document.contents);
  const duplicates = isStrict ? duplicateKeys(text) : [];
  return { value: document.toJS(), numbers: noNumbers, duplicates };
}

/** JSON has no place for maps and lists as keys. */
function checkKeys(contents: Node | null): void {
  visit(contents, {
    Pair(_key, { key }) {
      if (isMap(key)) throw new Error('yaml: invalid map key: map[interface {}]interface {}{}');
      if (isSeq(key)) throw new Error('yaml: invalid map key: []interface {}{}');
    },
  });
}

function yamlProblem(code: string, message: string): string {
  if (code === 'BLOCK_AS_IMPLICIT_KEY' || code === 'MULTILINE_IMPLICIT_KEY') {
    return 'mapping values are not allowed in this context';
  }
  return message.split('\n')[0]!.replace(/ at line (\d+),.*$/, ' (line $1)');
}

function duplicateKeys(text: string): string[] {
  const repeated = parseDocument(text).errors.filter(({ code }) => code === 'DUPLICATE_KEY');
  if (repeated.length === 0) return [];
  const lines = repeated.map(({ pos: [start] }) => {
    const line = text.slice(0, start).split('\n').length;
    const key = /^["']?([^:"'\s]+)/.exec(text.slice(start))?.[1] ?? '';
    return `  line ${line}: key ${JSON.stringify(key)} already set in map`;
  });
  return [`yaml: unmarshal errors:\n${lines.join('\n')}`];
}
