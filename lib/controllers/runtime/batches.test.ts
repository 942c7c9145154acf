import { describe, expect, it } from 'vitest';
import { forAll, slowStart, throwFirst } from './batches';

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);

describe('slowStart', () => {
  it('doubles its batches as long as all goes well', async () => {
    let running = 0;
    const sizes: number[] = [];
    const outcomes = await slowStart(numbers(10), async (item) => {
      running++;
      await Promise.resolve();
      if (running > 0) sizes.push(running);
      running = 0;
      return item;
    });
    expect(sizes).toEqual([1, 2, 4, 3]);
    expect(outcomes).toHaveLength(10);
  });

  it('stops after the batch in which one failed', async () => {
    const outcomes = await slowStart(numbers(100), async (item) => {
      if (item >= 2) throw new Error(`no ${item}`);
    });
    expect(outcomes).toHaveLength(3);
    expect(() => throwFirst(outcomes)).toThrow('no 2');
  });
});

describe('forAll', () => {
  it('tries every item and keeps their order', async () => {
    const outcomes = await forAll(numbers(600), async (item) => {
      if (item === 300) throw new Error('no');
      return item;
    });
    expect(outcomes.map((outcome) => outcome.status === 'fulfilled' && outcome.value)).toEqual(
      numbers(600).map((item) => (item === 300 ? false : item)),
    );
  });
});
