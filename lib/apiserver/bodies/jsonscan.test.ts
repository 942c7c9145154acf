import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placesOf, scanJson } from './jsonscan';

describe('scanJson', () => {
  it('names members given twice, in the order of the text', () => {
    const text = '{"a":1,"b":[{"c":1,"c":2}],"a":{"d":1,"d":2}}';
    expect(scanJson(text).duplicates.map(({ path }) => path)).toEqual(['b[0].c', 'a', 'a.d']);
  });

  it('finds where members begin', () => {
    expect(placesOf('{"a":1, "b":[{"c":2}], "b":3}', ['b[0].c', 'b', 'no'])).toEqual([
      { path: 'b', at: 8 },
      { path: 'b[0].c', at: 14 },
    ]);
  });

  it('gives up where the nesting is too deep', () => {
    expect(() => scanJson('['.repeat(1_000_000))).toThrow('exceeded max depth');
  });

  it('keeps how numbers are written that are no plain integers', () => {
    const { numbers } = scanJson('{"a":2.0,"b":[3,1e3],"c":30000000000}');
    expect([...numbers]).toEqual([
      ['a', '2.0'],
      ['b[1]', '1e3'],
      ['c', '30000000000'],
    ]);
  });

  it.each([
    ['', 'unexpected end of JSON input'],
    ['{"a": 1,', 'unexpected end of JSON input'],
    ['{} trailing', "invalid character 't' after top-level value"],
    ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b":2}', `invalid character '"' after object key:value pair`],
    ['[1 2]', "invalid character '2' after array element"],
    ['[}', "invalid character '}' looking for beginning of value"],
    ['trve', "invalid character 'v' in literal true (expecting 'u')"],
    ['-x', "invalid character 'x' in numeric literal"],
    ['1.x', "invalid character 'x' after decimal point in numeric literal"],
    ['1ex', "invalid character 'x' in exponent of numeric literal"],
    ['"\\q"', "invalid character 'q' in string escape code"],
    ['"\\u12x4"', "invalid character 'x' in \\u hexadecimal character escape"],
    ['\ufeff{}', "invalid character 'ï' looking for beginning of value"],
    ['"a\nb"', "invalid character '\\n' in string literal"],
  ])('refuses %j as Go does', (text, message) => {
    expect(() => scanJson(text)).toThrow(message);
  });

  it('takes objects a thousand deep, and no deeper', () => {
    const nested = (depth: number) => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`;
    expect(scanJson(nested(1000)).duplicates).toEqual([]);
    expect(() => scanJson(nested(1002))).toThrow("invalid character '[' exceeded max depth");
  });

  it('takes every JSON text, and finds no duplicates in what was made from a value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(scanJson(JSON.stringify(value, null, 1)).duplicates).toEqual([]);
      }),
    );
  });
});
