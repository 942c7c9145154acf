import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrderedMap } from './ordered';

const pad = (number: number) => String(number).padStart(5, '0');

describe('OrderedMap', () => {
  it('keeps thousands of keys in order through insertions and removals', () => {
    const numbers = fc.array(fc.nat(3000), { minLength: 0, maxLength: 3000 });
    fc.assert(
      fc.property(numbers, numbers, numbers, (first, second, removed) => {
        const model = new Set(first.map(pad));
        const map = new OrderedMap([...model].map((key) => ({ key })));
        for (const number of second) {
          map.set({ key: pad(number) });
          model.add(pad(number));
        }
        for (const number of removed) {
          map.delete(pad(number));
          model.delete(pad(number));
        }
        const sorted = [...model].sort();
        expect(map.values().map(({ key }) => key)).toEqual(sorted);
        const inside = sorted.filter((key) => key >= pad(700) && key < pad(1900));
        expect(map.count(pad(700), pad(1900))).toBe(inside.length);
        expect(map.range(pad(700), pad(1900)).map(({ key }) => key)).toEqual(inside);
        expect(map.range(pad(700), pad(1900), 7).map(({ key }) => key)).toEqual(inside.slice(0, 7));
      }),
      { numRuns: 30 },
    );
  });

  it('replaces the value of a key', () => {
    const map = new OrderedMap([{ key: 'a', value: 1 }]);
    map.set({ key: 'a', value: 2 });
    expect(map.values()).toEqual([{ key: 'a', value: 2 }]);
  });

  it('is empty again when everything is gone', () => {
    const map = new OrderedMap<{ key: string }>();
    map.delete('a');
    map.set({ key: 'a' });
    map.delete('a');
    expect([map.values(), map.count('', '\uffff')]).toEqual([[], 0]);
    map.set({ key: 'b' });
    expect(map.range('', '\uffff')).toEqual([{ key: 'b' }]);
  });
});
