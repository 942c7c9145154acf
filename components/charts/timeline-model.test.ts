import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bar, barAt, lastBarAt, placeOf, type Row, step } from './timeline-model';

function bar(key: string, fromMs: number, toMs?: number): Bar {
  return { key, fromMs, toMs, stretches: [], breaks: [], text: key, faded: false };
}

function row(key: string, bars: Bar[]): Row {
  return { key, label: key, short: key, bars, gaps: [] };
}

const rows = [
  row('empty', []),
  row('first', [bar('a', 0, 10), bar('b', 20, 30), bar('c', 40)]),
  row('hole', []),
  row('second', [bar('d', 25, 35)]),
];

describe('barAt', () => {
  it.each([
    [5, 'a'],
    [12, 'a'],
    [15, undefined],
    [18, 'b'],
    [70, 'c'],
    [85, undefined],
  ])('at %d is %s', (atMs, key) => {
    const found = barAt(rows[1], atMs, 80, 3);
    expect(found === undefined ? undefined : rows[1]!.bars[found]!.key).toBe(key);
  });

  it('finds nothing where there is no row', () => {
    expect(barAt(undefined, 5, 80, 3)).toBeUndefined();
  });
});

describe('lastBarAt', () => {
  it('is what a walk along the row finds', () => {
    const starts = fc.array(fc.nat(100)).map((all) => [...all].sort((a, b) => a - b));
    fc.assert(
      fc.property(starts, fc.nat(100), (all, atMs) => {
        const bars = all.map((fromMs, n) => bar(String(n), fromMs));
        expect(lastBarAt(bars, atMs)).toBe(all.filter((fromMs) => fromMs <= atMs).length - 1);
      }),
    );
  });
});

describe('step', () => {
  const keyAt = (from: string | undefined, key: string) => {
    const place = step(rows, placeOf(rows, from), key);
    return place && rows[place.row]!.bars[place.bar]!.key;
  };

  it.each([
    [undefined, 'ArrowDown', 'a'],
    ['a', 'ArrowRight', 'b'],
    ['c', 'ArrowRight', 'c'],
    ['a', 'ArrowLeft', 'a'],
    ['a', 'End', 'c'],
    ['c', 'Home', 'a'],
    ['b', 'ArrowDown', 'd'],
    ['d', 'ArrowDown', 'd'],
    ['d', 'ArrowUp', 'b'],
    ['gone', 'ArrowUp', 'a'],
  ])('from %s with %s comes to %s', (from, key, to) => {
    expect(keyAt(from, key)).toBe(to);
  });

  it('goes nowhere in an empty chart', () => {
    expect(step([rows[0]!], undefined, 'ArrowDown')).toBeUndefined();
  });
});
