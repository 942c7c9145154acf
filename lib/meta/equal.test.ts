import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameJson, sameMembers, sharing } from './equal';

describe('sameJson', () => {
  it.each([
    [{ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }, true],
    [{ a: undefined }, {}, true],
    [{}, { a: undefined }, true],
    [{ a: null }, {}, false],
    [{}, { a: null }, false],
    [{}, { constructor: 1 }, false],
    [{ constructor: 1 }, {}, false],
    [[], {}, false],
    [{}, [], false],
    [[1, 2], [1], false],
    ['1', 1, false],
    [null, undefined, false],
    [{ a: { b: 1 } }, { a: { b: 2 } }, false],
  ])('%j and %j: %s', (left, right, wanted) => {
    expect(sameJson(left, right)).toBe(wanted);
  });

  it('agrees with a comparison of canonical texts', () => {
    const canonical = (value: unknown): string =>
      JSON.stringify(value, (_key, one: unknown) =>
        typeof one === 'object' && one !== null && !Array.isArray(one)
          ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
          : one,
      );
    const small = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);
    fc.assert(
      fc.property(small, small, (left, right) => {
        expect(sameJson(left, right)).toBe(canonical(left) === canonical(right));
        expect(sameJson(left, structuredClone(left))).toBe(true);
      }),
    );
  });

  it('leaves members out of the comparison', () => {
    expect(sameMembers({ a: 1, b: 1 }, { a: 1, c: 2 }, (key) => key !== 'a')).toBe(true);
    expect(sameMembers({ a: 1 }, { a: 2 }, (key) => key !== 'a')).toBe(false);
  });
});

describe('sharing', () => {
  it('takes over what is the same, and only that', () => {
    const known = { same: { a: [1] }, other: { a: 1 }, gone: {} };
    const object = { same: { a: [1] }, other: { a: 2 }, constructor: {} } as unknown as typeof known;
    const shared = sharing(object, known);
    expect(shared).toEqual(object);
    expect(shared.same).toBe(known.same);
    expect(shared.other).toBe(object.other);
  });
});
