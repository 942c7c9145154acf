import { describe, expect, it } from 'vitest';
import { withSpreadsPrefixed } from './spreads.mjs';

describe('withSpreadsPrefixed', () => {
  it.each([
    ['({ ...a, b })', '({ ...null, ...a, b })'],
    ['f({...a, b: {...c, ...d}})', 'f({...null, ...a, b: {...null, ...c, ...d}})'],
    ['({ b, ...a })', '({ b, ...a })'],
    ['({ ...a })', '({ ...a })'],
    ['const { ...rest } = a; [...a, 1]; f(...a, 1);', 'const { ...rest } = a; [...a, 1]; f(...a, 1);'],
    ['"{ ...a, b }"; /{ ...a, b }/;', '"{ ...a, b }"; /{ ...a, b }/;'],
  ])('makes of %s', (code, expected) => {
    expect(withSpreadsPrefixed(code)).toBe(expected);
  });

  it('leaves what the code means as it was', () => {
    const code = '({ ...{ a: 1, b: 2 }, b: 3, ...undefined, c: { ...[4], d: 5 } })';
    // biome-ignore lint/security/noGlobalEval: the code is a constant of this test
    expect(eval(withSpreadsPrefixed(code))).toEqual(eval(code));
  });
});
