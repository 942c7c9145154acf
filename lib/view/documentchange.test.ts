import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readManifest } from './document';
import { changeDocument, changeValue } from './documentchange';
import { itemEnd, itemStart, slotsTo } from './documenttoken';
import { isEntries, type Path, valueAt, withValue } from './documentvalue';

function edited(text: string, path: Path, value: unknown): string {
  const manifest = readManifest(text);
  expect(manifest.problems).toEqual([]);
  return changeValue(manifest, 0, path, value).text;
}

describe('an edit of one value', () => {
  const text = [
    '# A nightly report.',
    'apiVersion: batch/v1',
    'kind: Job',
    'metadata: {name: report, labels: {team: "data"}}   # who',
    'spec:',
    '    # as many as there are regions',
    '    completions: 3   # eu, us, ap',
    '',
    '    template:',
    '        spec:',
    '            containers:',
    "            - name: 'main'",
    '              # any will do',
    '              image: busybox',
    '              command: [sh, -c, "echo hi"]',
    '              env:',
    '              - name: A',
    '                value: |',
    '                    one',
    '                    two',
    '              # last',
    '            restartPolicy: Never # once',
    '',
  ].join('\n');
  const cases: [string, Path, unknown, (lines: string[]) => void][] = [
    [
      'replaces a number, its comment stays',
      ['spec', 'completions'],
      8,
      (lines) => {
        lines[6] = '    completions: 8   # eu, us, ap';
      },
    ],
    [
      'keeps single quotes',
      ['spec', 'template', 'spec', 'containers', 0, 'name'],
      "it's",
      (lines) => {
        lines[11] = "            - name: 'it''s'";
      },
    ],
    [
      'keeps the brackets of a map',
      ['metadata', 'labels', 'app'],
      'x',
      (lines) => {
        lines[3] = 'metadata: {name: report, labels: {team: "data", app: "x"}}   # who';
      },
    ],
    [
      'adds a field before the template',
      ['spec', 'backoffLimit'],
      2,
      (lines) => {
        lines.splice(7, 0, '    backoffLimit: 2');
      },
    ],
    [
      'takes a field away with its line',
      ['spec', 'completions'],
      undefined,
      (lines) => {
        lines.splice(6, 1);
      },
    ],
    [
      'writes text that looks like a number in quotes',
      ['spec', 'template', 'spec', 'containers', 0, 'image'],
      '1e3',
      (lines) => {
        lines[13] = '              image: "1e3"';
      },
    ],
    [
      'edits inside brackets',
      ['spec', 'template', 'spec', 'containers', 0, 'command', 2],
      'echo "ho"',
      (lines) => {
        lines[14] = '              command: [sh, -c, "echo \\"ho\\""]';
      },
    ],
    [
      'keeps a block of lines',
      ['spec', 'template', 'spec', 'containers', 0, 'env', 0, 'value'],
      'one\nthree\n',
      (lines) => {
        lines[19] = '                    three';
      },
    ],
    [
      'adds a list item as the others are',
      ['spec', 'template', 'spec', 'containers', 0, 'env', 1],
      { name: 'B', value: 'yes' },
      (lines) => {
        lines.splice(20, 0, '              - name: B', '                value: "yes"');
      },
    ],
    [
      'takes the first key of a list item',
      ['spec', 'template', 'spec', 'containers', 0, 'name'],
      undefined,
      (lines) => {
        lines[11] = '            - ';
      },
    ],
    [
      'takes away what is left empty',
      ['metadata', 'labels', 'team'],
      undefined,
      (lines) => {
        lines[3] = 'metadata: {name: report}   # who';
      },
    ],
    [
      'makes the maps that are missing',
      ['spec', 'template', 'metadata', 'labels', 'a/b'],
      'c',
      (lines) => {
        lines.splice(9, 0, '        metadata:', '            labels:', '                a/b: c');
      },
    ],
  ];
  for (const [title, path, value, change] of cases)
    it(title, () => {
      const lines = text.split('\n');
      change(lines);
      const after = edited(text, path, value);
      expect(after).toBe(lines.join('\n'));
      expect(readManifest(after).documents[0]!.value).toEqual(
        withValue(readManifest(text).documents[0]!.value, path, value),
      );
    });

  it('renames a key in its place', () => {
    const manifest = readManifest('metadata:\n  labels:\n    a: x # one\n    b: z\n');
    const next = { metadata: { labels: { ab: 'x', b: 'z' } } };
    expect(changeDocument(manifest, 0, next).text).toBe('metadata:\n  labels:\n    ab: x # one\n    b: z\n');
  });

  it('writes an alias out where the edit would change its other places', () => {
    const text = 'a: &x\n  k: 1 # one\nb: *x\n';
    expect(readManifest(edited(text, ['b', 'k'], 2)).documents[0]!.value).toEqual({
      a: { k: 1 },
      b: { k: 2 },
    });
    const after = edited(text, ['a', 'k'], 2);
    expect(readManifest(after).documents[0]!.value).toEqual({ a: { k: 2 }, b: { k: 1 } });
    expect(after).toContain('k: 2 # one');
  });

  it('overrides a merged entry and can drop it', () => {
    const text = 'base: &x {k: 1, l: 2}\nb:\n  <<: *x\n  m: 3 # three\n';
    const over = edited(text, ['b', 'k'], 5);
    expect(over).toContain('  k: 5');
    expect(over).toContain('<<: *x');
    const dropped = edited(text, ['b', 'k'], undefined);
    expect(readManifest(dropped).documents[0]!.value).toEqual({ base: { k: 1, l: 2 }, b: { l: 2, m: 3 } });
  });

  it('edits JSON as JSON', () => {
    const text = '{\n  "kind": "Job",\n  "spec": {\n    "completions": 2\n  }\n}\n';
    expect(edited(text, ['spec', 'suspend'], true)).toBe(
      '{\n  "kind": "Job",\n  "spec": {\n    "suspend": true,\n    "completions": 2\n  }\n}\n',
    );
  });

  it('leaves the other documents and Windows line breaks alone', () => {
    const text = 'a: 1\r\n---\r\nb: [] # none\r\nc: 2\r\n--- \r\nd: 3\r\n';
    const after = changeValue(readManifest(text), 1, ['b'], ['x']).text;
    expect(after).toBe('a: 1\r\n---\r\nb: # none\r\n  - x\r\nc: 2\r\n--- \r\nd: 3\r\n');
  });
});

const word = fc.constantFrom(
  'a',
  'bb',
  'c-c',
  'd.e/f',
  'yes',
  '1',
  '',
  'null',
  'x: y',
  '# z',
  'two words',
  '-',
  '~',
  "it's",
  'q"q',
);
const text = fc.oneof(
  word,
  fc.constantFrom('line one\nline two\n', 'no end\nof line', 'keep\n\n', '  lead\nin\n', '\n'),
);
const scalar = fc.oneof(text, fc.integer({ min: -5, max: 300 }), fc.boolean(), fc.constant(null));
const key = fc.constantFrom(
  'name',
  'spec',
  'template',
  'labels',
  'env',
  'value',
  'on',
  'a.b/c',
  '0',
  'x y',
  'suspend',
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.dictionary(key, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
    fc.array(tie('tree'), { maxLength: 4 }),
  ),
}));
const root = fc.dictionary(key, tree, { minKeys: 1, maxKeys: 4, noNullPrototype: true });

/**
 * Writes values as people do: every style of YAML, chosen by a stream of numbers, with comments and blank
 * lines between.
 */
class Writer {
  private at = 0;
  constructor(
    private readonly choices: readonly number[],
    private readonly step: number,
    private readonly indentLists: boolean,
  ) {}

  private pick(options: number): number {
    return this.choices[this.at++ % this.choices.length]! % options;
  }

  /** The rest of a line behind a key or dash, and the lines below it. */
  value(value: unknown, column: number, underKey: boolean): string[] {
    if (Array.isArray(value) && value.length > 0 && this.pick(4) > 0) {
      const inset = underKey ? (this.indentLists ? column + this.step : column) : column + 2;
      return [this.comment(''), ...value.flatMap((item) => this.entry('-', item, inset, false))];
    }
    if (isEntries(value) && Object.keys(value).length > 0 && this.pick(4) > 0)
      return [this.comment(''), ...this.entries(value, column + (underKey ? this.step : 2))];
    if (typeof value === 'string' && /^[^\s].*\n.+\n$/.test(value) && this.pick(3) > 0)
      return [
        ' |',
        ...value
          .trimEnd()
          .split('\n')
          .map((line) => ' '.repeat(column + this.step) + line),
      ];
    return [this.comment(` ${this.flow(value)}`)];
  }

  entries(value: Record<string, unknown>, column: number): string[] {
    return Object.entries(value).flatMap(([name, item]) =>
      this.entry(`${this.flow(name)}:`, item, column, true),
    );
  }

  private entry(lead: string, value: unknown, column: number, underKey: boolean): string[] {
    const pad = ' '.repeat(column);
    const between = this.pick(5);
    const above = between === 0 ? [`${pad}# note ${this.at}`] : between === 1 ? [''] : [];
    if (lead === '-' && isEntries(value) && Object.keys(value).length > 0 && this.pick(2) === 0) {
      const [first, ...rest] = this.entries(value, column + 2).filter((line) => !/^\s*(#.*)?$/.test(line));
      return [...above, `${pad}- ${first!.trimStart()}`, ...rest];
    }
    const [first, ...rest] = this.value(value, column, underKey);
    return [...above, pad + lead + first, ...rest];
  }

  private comment(line: string): string {
    return this.pick(6) === 0 ? `${line} # why ${this.at}` : line;
  }

  private flow(value: unknown): string {
    if (typeof value === 'string' && /^[a-z][a-z-]*$/.test(value) && !/^(yes|on|null)$/.test(value))
      return ['', "'", '"'][this.pick(3)]!.replace(/.?/, (quote) => quote + value + quote);
    if (Array.isArray(value)) return `[${value.map((item) => this.flow(item)).join(', ')}]`;
    if (isEntries(value))
      return `{${Object.entries(value)
        .map(([name, item]) => `${this.flow(name)}: ${this.flow(item)}`)
        .join(', ')}}`;
    return JSON.stringify(value);
  }
}

const manifestText = fc
  .tuple(root, fc.array(fc.nat(1000), { minLength: 7, maxLength: 60 }), fc.constantFrom(2, 4), fc.boolean())
  .map(([value, choices, step, indentLists]) => ({
    value,
    text: `${new Writer(choices, step, indentLists).entries(value, 0).join('\n')}\n`,
  }));

const edit = fc.record({ where: fc.nat(10_000), how: fc.nat(3), value: tree, key });
type Edit = { where: number; how: number; value: unknown; key: string };

/** The path an edit means in a value, and what it puts there. */
function aimed(value: unknown, { where, how, value: put, key: name }: Edit): { path: Path; put: unknown } {
  const paths: Path[] = [];
  const collect = (at: unknown, path: Path) => {
    if (path.length > 0) paths.push(path);
    if (Array.isArray(at)) for (const [index, item] of at.entries()) collect(item, [...path, index]);
    else if (isEntries(at)) for (const [entry, item] of Object.entries(at)) collect(item, [...path, entry]);
  };
  collect(value, []);
  const path = paths[where % Math.max(1, paths.length)] ?? [name];
  if (how === 0) return { path, put: undefined };
  if (how === 1) return { path, put };
  const at = valueAt(value, path);
  if (Array.isArray(at)) return { path: [...path, at.length], put: put ?? 1 };
  if (isEntries(at)) return { path: [...path, name], put: put ?? 1 };
  return { path: [...path.slice(0, -1), typeof path.at(-1) === 'number' ? path.at(-1)! : name], put };
}

describe('any edits of any text', () => {
  it('mean what was asked, and can be undone to the very text', () => {
    fc.assert(
      fc.property(manifestText, fc.array(edit, { minLength: 1, maxLength: 6 }), ({ value, text }, edits) => {
        let manifest = readManifest(text);
        expect(manifest.problems).toEqual([]);
        expect(manifest.documents[0]!.value).toEqual(value);
        let expected: unknown = value;
        const history = [manifest.text];
        for (const each of edits) {
          const { path, put } = aimed(expected, each);
          expected = withValue(expected, path, put) ?? {};
          manifest = changeValue(manifest, 0, path, put);
          expect(manifest.problems).toEqual([]);
          expect(manifest.documents[0]!.value).toEqual(expected);
          history.push(manifest.text);
        }
        expect(history[0]).toBe(text);
      }),
      { numRuns: 2000 },
    );
  }, 120_000);

  it('leave every line outside the edited value as it was', () => {
    fc.assert(
      fc.property(manifestText, edit, ({ value, text }, change) => {
        const { path, put } = aimed(value, change);
        const after = changeValue(readManifest(text), 0, path, put).text;
        const kept = linesAround(text, put === undefined ? emptied(value, path) : path);
        const lines = after.split('\n');
        expect(lines.slice(0, kept.before.length)).toEqual(kept.before);
        const rest = lines.slice(lines.length - kept.after.length);
        expect(rest.map(withoutDash)).toEqual(kept.after.map(withoutDash));
      }),
      { numRuns: 2000 },
    );
  }, 120_000);
});

/** A line without the dash of a list item: where an item's first key goes, the dash takes the next one. */
function withoutDash(line: string): string {
  return line.replace(/^(?: |- )+/, (lead) => ' '.repeat(lead.length));
}

/** The path that goes when the value at a path is taken away: the outermost that holds nothing else. */
function emptied(value: unknown, path: Path): Path {
  if (path.length === 0) return path;
  const parent = valueAt(value, path.slice(0, -1));
  const isOnly = Object.keys(parent as object).length <= 1;
  return isOnly ? emptied(value, path.slice(0, -1)) : path;
}

/**
 * The lines before and after the block a change at the path may touch: the value there, or the collection it
 * goes into.
 */
function linesAround(text: string, path: Path): { before: string[]; after: string[] } {
  const slot = slotsTo(readManifest(text).documents[0]!.tree.contents, path).at(-1);
  if (!slot) return { before: [], after: [] };
  const from = text.slice(0, itemStart(slot.item)).split('\n').length - 1;
  const to = text.slice(0, itemEnd(slot.item)!).split('\n').length;
  const lines = text.split('\n');
  return { before: lines.slice(0, from), after: lines.slice(to) };
}
