import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sleep } from './clock';
import { virtualClock } from './virtual';

describe('virtualClock', () => {
  it('fires timers at their own instants, in order, ties in the order they were set', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 40 }), async (delays) => {
        const clock = virtualClock(0);
        const fired: [number, number][] = [];
        for (const [position, delay] of delays.entries())
          clock.after(delay, () => fired.push([clock.now(), position]));
        await clock.advance(50);
        const expected = delays.map((delay, position): [number, number] => [delay, position]);
        expected.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        expect(fired).toEqual(expected);
        expect(clock.now()).toBe(50);
      }),
      { numRuns: 50 },
    );
  });

  it('stands still while spawned work goes on', async () => {
    const clock = virtualClock(0);
    const seen: number[] = [];
    clock.spawn(async () => {
      for (let round = 0; round < 3; round++) {
        await Promise.resolve();
        seen.push(clock.now());
        await sleep(clock, 10);
      }
    });
    await clock.advance(100);
    expect(seen).toEqual([0, 10, 20]);
  });

  it('lets the time jump without its timers noticing', async () => {
    const clock = virtualClock(0);
    const fired: number[] = [];
    clock.after(100, () => fired.push(clock.now()));
    clock.jump(5000);
    expect([clock.now(), clock.elapsed()]).toEqual([5000, 0]);
    await clock.advance(99);
    expect(fired).toEqual([]);
    await clock.advance(1);
    expect([fired, clock.elapsed()]).toEqual([[5100], 100]);
  });

  it('does not fire what was cancelled', async () => {
    const clock = virtualClock(0);
    let fired = false;
    const cancel = clock.after(5, () => {
      fired = true;
    });
    cancel();
    await clock.advance(10);
    expect(fired).toBe(false);
  });

  it('throws what spawned work rejects with', async () => {
    const clock = virtualClock(0);
    clock.spawn(async () => {
      throw new Error('broken');
    });
    await expect(clock.settle()).rejects.toThrow('broken');
  });

  it('says when the awaited state cannot come', async () => {
    await expect(virtualClock(0).runUntil(() => false)).rejects.toThrow('nothing is left');
    const clock = virtualClock(0);
    clock.after(1000, () => {});
    await expect(clock.runUntil(() => false, 500)).rejects.toThrow('not reached in 500 ms');
  });

  it('stops at the instant the awaited state is reached', async () => {
    const clock = virtualClock(0);
    let done = false;
    clock.after(3600_000, () => {
      done = true;
    });
    clock.after(7200_000, () => {});
    await clock.runUntil(() => done);
    expect(clock.now()).toBe(3600_000);
  });
});

describe('sleep', () => {
  it('rejects with the reason of the signal and leaves no timer behind', async () => {
    const clock = virtualClock(0);
    const stop = new AbortController();
    const slept = sleep(clock, 1000, stop.signal);
    stop.abort(new Error('stopped'));
    await expect(slept).rejects.toThrow('stopped');
    await expect(sleep(clock, 1, stop.signal)).rejects.toThrow('stopped');
  });
});
