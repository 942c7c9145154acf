import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  containsIndex,
  countIndexes,
  formatIntervals,
  intervalsOf,
  parseIntervals,
  subtractIntervals,
  unionIntervals,
} from './intervals';

const indexes = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 40 });
const members = (set: Iterable<number>) => [...new Set(set)].sort((a, b) => a - b);
const expand = (text: string) =>
  parseIntervals(text).flatMap(({ first, last }) =>
    Array.from({ length: last - first + 1 }, (_, at) => first + at),
  );

describe('index intervals', () => {
  it.each([
    [[], ''],
    [[1], '1'],
    [[3, 4], '3,4'],
    [[1, 3, 4, 5, 7], '1,3-5,7'],
    [[2, 1, 0, 1], '0-2'],
  ])('writes %j as %j', (given, text) => {
    expect(formatIntervals(intervalsOf(given))).toBe(text);
  });

  it('leaves out what it cannot read, and what the Job does not have', () => {
    expect(formatIntervals(parseIntervals('0,x,2-1,4-9,12', 8))).toBe('0,4-7');
    expect(formatIntervals(parseIntervals('3,4,5'))).toBe('3-5');
  });

  it('says what sets say', () => {
    fc.assert(
      fc.property(indexes, indexes, (left, right) => {
        const [a, b] = [intervalsOf(left), intervalsOf(right)];
        expect(expand(formatIntervals(a))).toEqual(members(left));
        expect(expand(formatIntervals(unionIntervals(a, b)))).toEqual(members([...left, ...right]));
        const rest = members(left).filter((index) => !right.includes(index));
        expect(expand(formatIntervals(subtractIntervals(a, b)))).toEqual(rest);
        expect(countIndexes(a)).toBe(new Set(left).size);
        const range = Array.from({ length: 64 }, (_, at) => at - 1);
        expect(range.filter((index) => containsIndex(a, index))).toEqual(members(left));
      }),
    );
  });

  it('stays ordered, disjoint and apart', () => {
    fc.assert(
      fc.property(indexes, indexes, (left, right) => {
        for (const result of [
          unionIntervals(intervalsOf(left), intervalsOf(right)),
          subtractIntervals(intervalsOf(left), intervalsOf(right)),
        ]) {
          const gaps = result.slice(1).map(({ first }, at) => first - result[at]!.last);
          expect(gaps.filter((gap) => gap < 2)).toEqual([]);
          expect(result.filter(({ first, last }) => first > last)).toEqual([]);
        }
      }),
    );
  });

  it('takes a hundred thousand scattered indexes', () => {
    const odd = Array.from({ length: 100_000 }, (_, at) => at * 2 + 1);
    const scattered = intervalsOf(odd);
    expect(countIndexes(parseIntervals(formatIntervals(scattered)))).toBe(100_000);
    const all = unionIntervals(scattered, intervalsOf(odd.map((index) => index - 1)));
    expect(formatIntervals(all)).toBe('0-199999');
    expect(countIndexes(subtractIntervals(all, scattered))).toBe(100_000);
  });
});
