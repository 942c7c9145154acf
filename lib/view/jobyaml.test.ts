import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { yamlTokens } from './jobyaml';

describe('yamlTokens', () => {
  it.each([
    ['kind: Job', 'key:kind punctuation:: plain:  text:Job'],
    ['  completions: 8', 'plain:   key:completions punctuation:: plain:  number:8'],
    ['    - name: c', 'plain:     punctuation:-  key:name punctuation:: plain:  text:c'],
    ['  suspend: false', 'plain:   key:suspend punctuation:: plain:  word:false'],
    ['  - sh -c "echo:x"', 'plain:   punctuation:-  text:sh -c "echo:x"'],
    ['  "a/b": "c: d"', 'plain:   key:"a/b" punctuation:: plain:  text:"c: d"'],
    ['', ''],
  ])('%j', (line, expected) => {
    const told = yamlTokens(line).map(({ kind, text }) => `${kind}:${text}`);
    expect(told.join(' ')).toBe(expected);
  });

  it('loses nothing of any text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const line of stringify(value).split('\n')) {
          expect(
            yamlTokens(line)
              .map(({ text }) => text)
              .join(''),
          ).toBe(line);
        }
      }),
    );
  });
});
