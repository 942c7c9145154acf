import { describe, expect, it } from 'vitest';
import { parseBody, strictFaults, warningsOf } from './bodytext';
import { yamlOf } from './yamltext';

const bodyOf = (text: string, form: 'json' | 'yaml') =>
  parseBody({ form, bytes: new TextEncoder().encode(text) });

describe('strictFaults', () => {
  it.each([
    ['{"zip":1,"a":1,"a":2}', ['zip'], ['unknown field "zip"', 'duplicate field "a"']],
    ['{"a":1,"a":2,"zip":1}', ['zip'], ['duplicate field "a"', 'unknown field "zip"']],
    ['{"zip":{"b":1,"b":2},"zip":3}', ['zip'], ['unknown field "zip"']],
    [
      '{"l":[{"x":1},{"x":2}],"a":1,"a":2,"a":3}',
      ['l[0].x', 'l[1].x'],
      ['unknown field "l[0].x"', 'unknown field "l[1].x"', 'duplicate field "a"'],
    ],
  ])('of %s come in the order of the text, each once', (text, unknown, expected) => {
    expect(strictFaults(bodyOf(text, 'json'), unknown)).toEqual(expected);
  });

  it('of YAML begin with the keys given twice, in one text that is many warnings', () => {
    const faults = strictFaults(bodyOf('a: 1\nb: 1\na: 2\nb: 2\n', 'yaml'), ['b']);
    expect(faults).toEqual([
      'yaml: unmarshal errors:\n  line 3: key "a" already set in map\n  line 4: key "b" already set in map',
      'unknown field "b"',
    ]);
    expect(warningsOf(faults)).toEqual([
      'line 3: key "a" already set in map',
      'line 4: key "b" already set in map',
      'unknown field "b"',
    ]);
  });
});

describe('a YAML body', () => {
  it.each([
    ['first: 1\n---\nsecond: 2\n', { first: 1 }],
    ['mode: 0644\nplain: 10\n', { mode: 420, plain: 10 }],
    ['on: yes\noff: "no"\n', { true: true, false: 'no' }],
    ['', null],
  ])('%j is read as go-yaml reads it', (text, value) => {
    expect(bodyOf(text, 'yaml').value).toEqual(value);
  });

  it.each([
    ['a: b: c\n', 'yaml: mapping values are not allowed in this context'],
    ['x: 1\na: b: c\n', 'yaml: line 2: mapping values are not allowed in this context'],
    ['a: b\n c: d\n', 'yaml: line 2: mapping values are not allowed in this context'],
    ['a:\n\tb: c\n', 'yaml: line 2: found character that cannot start any token'],
    ['a: @x\n', 'yaml: found character that cannot start any token'],
    ['a:\n  - b\n c: d\n', 'yaml: line 2: did not find expected key'],
    ['a: "unclosed\n', 'yaml: line 2: found unexpected end of stream'],
    ['a: *x\n', "yaml: unknown anchor 'x' referenced"],
  ])('%j is refused in the words of go-yaml', (text, message) => {
    expect(() => bodyOf(text, 'yaml')).toThrow(new Error(message));
  });
});

describe('yamlOf', () => {
  it('writes as go-yaml does', () => {
    const value = {
      b: [{ x: 1, a: ['2026-01-02T03:04:05Z', 'true', '1', '1:20', ''] }],
      a: {
        schedule: '*/5 * * * *',
        text: 'plain text',
        lines: 'a\nb\n',
        note: 'a: b',
        none: {},
        list: [],
        nil: null,
      },
    };
    expect(yamlOf(value)).toBe(`a:
  lines: |
    a
    b
  list: []
  nil: null
  none: {}
  note: 'a: b'
  schedule: '*/5 * * * *'
  text: plain text
b:
- a:
  - "2026-01-02T03:04:05Z"
  - "true"
  - "1"
  - "1:20"
  - ""
  x: 1
`);
  });
});
