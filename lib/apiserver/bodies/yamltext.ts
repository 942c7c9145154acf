import {
  Document,
  isMap,
  isSeq,
  type Node,
  type ParsedNode,
  parseDocument,
  Scalar,
  type ScalarTag,
  visit,
  type YAMLError,
} from 'yaml';

/** The words YAML 1.1 has for true and false beside those of 1.2. */
const booleans: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/,
  resolve: (text) => /^(y|on)/i.test(text),
};

/** Integers with a leading zero are octal in YAML 1.1: file modes are written so. */
const octals: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?0[0-7]+$/,
  resolve: (text) => Number.parseInt(text, 8),
};

/** A YAML text taken apart, and what go-yaml says of keys that are given more than once. */
export interface YamlDocument {
  value: unknown;
  yamlFault?: string;
}

/**
 * Parses the first document of a YAML text as go-yaml does. Throws an `Error` with its words when the text is
 * broken.
 */
export function parseYaml(text: string): YamlDocument {
  const document = parseDocument<ParsedNode, false>(text, {
    uniqueKeys: false,
    merge: true,
    customTags: (tags) => [booleans, octals, ...tags],
  });
  const errors = document.errors.filter(({ code }) => code !== 'MULTIPLE_DOCS');
  if (errors.length > 0) throw new Error(`yaml: ${yamlProblem(errors, text)}`);
  checkKeys(document.contents);
  return { value: jsOf(document), yamlFault: duplicateKeys(text) };
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

function jsOf(document: { toJS(): unknown }): unknown {
  try {
    return document.toJS();
  } catch (error) {
    const alias = /^Unresolved alias .*: (\S+)$/.exec((error as Error).message)?.[1];
    throw alias === undefined ? error : new Error(`yaml: unknown anchor '${alias}' referenced`);
  }
}

/**
 * What go-yaml says of a broken text. Its scanner counts lines from one and leaves the first out, its parser counts
 * from zero.
 */
function yamlProblem(errors: readonly YAMLError[], text: string): string {
  const [{ code, message, linePos }] = errors as [YAMLError];
  const line = (linePos?.[0].line ?? 1) - 1;
  const scanned = (problem: string, at = line) => (at > 0 ? `line ${at + 1}: ${problem}` : problem);
  const parsed = (problem: string) => (line > 0 ? `line ${line}: ${problem}` : problem);
  switch (code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY': {
      const isContinued = errors.some((error) => error.code === 'MULTILINE_IMPLICIT_KEY');
      const at = isContinued ? lineOfColon(text, line + 1) : line;
      return scanned('mapping values are not allowed in this context', at);
    }
    case 'TAB_AS_INDENT':
    case 'BAD_SCALAR_START':
      return scanned('found character that cannot start any token');
    case 'BAD_INDENT':
      return parsed('did not find expected key');
    case 'MISSING_CHAR':
      if (message.includes('quote')) return scanned('found unexpected end of stream');
  }
  return message.split('\n')[0]!.replace(/ at line (\d+),.*$/, ' (line $1)');
}

/** The first line from `start` on (counted from zero) in which a value begins. */
function lineOfColon(text: string, start: number): number {
  const lines = text.split('\n');
  const at = lines.findIndex((line, position) => position >= start && /:(\s|$)/.test(line));
  return at < 0 ? start : at;
}

function duplicateKeys(text: string): string | undefined {
  const repeated = parseDocument(text).errors.filter(({ code }) => code === 'DUPLICATE_KEY');
  if (repeated.length === 0) return undefined;
  const lines = repeated.map(({ pos: [start] }) => {
    const line = text.slice(0, start).split('\n').length;
    const key = /^["']?([^:"'\s]+)/.exec(text.slice(start))?.[1] ?? '';
    return `  line ${line}: key ${JSON.stringify(key)} already set in map`;
  });
  return `yaml: unmarshal errors:\n${lines.join('\n')}`;
}

/** Texts that YAML 1.1 would read as something else than texts: go-yaml puts these in double quotes, others in single. */
const otherThanText =
  /^(?:|~|null|Null|NULL|y|n|yes|no|on|off|true|false|[-+]?(?:\d[\d_]*)?\.?\d[\d_]*(?:[eE][-+]?\d+)?\.?|0[xob][\da-f_]+|[-+]?\.(?:inf|nan)|\d{4}-\d\d?-\d\d?.*|[-+]?\d+(?::\d+)+)$/i;

/** A value as Kubernetes writes it in YAML: keys in order, lists not indented, quotes as go-yaml sets them. */
export function yamlOf(value: unknown): string {
  const document = new Document(value, { sortMapEntries: true, aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === 'string' && otherThanText.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0, singleQuote: true, indentSeq: false });
}
