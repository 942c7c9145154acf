import fc from 'fast-check';
import { expect, it } from 'vitest';
import { popHeap, pushHeap } from './heap';

it('gives back what was put in, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (numbers) => {
      const heap: number[] = [];
      const before = (a: number, b: number) => a < b;
      for (const number of numbers) pushHeap(heap, number, before);
      const taken = numbers.map(() => popHeap(heap, before));
      expect(taken).toEqual([...numbers].sort((a, b) => a - b));
      expect(popHeap(heap, before)).toBeUndefined();
    }),
  );
});
