import { describe, expect, it } from 'vitest';
import type { StreamLine } from '@/lib/client/stream';
import { virtualClock } from '@/lib/time/virtual';
import { LiveCache, type WatchSpec } from './cache';

const jobs: WatchSpec = { cluster: 'c', resource: 'batch/v1/jobs', detail: 'row' };
const inA: WatchSpec = { ...jobs, namespace: 'a' };
const inB: WatchSpec = { ...jobs, namespace: 'b' };

function setUp() {
  const clock = virtualClock();
  let frame: (() => void) | undefined;
  const seen = { watches: 0 };
  const cache = new LiveCache({
    clock,
    onFrame: (run) => {
      frame = run;
    },
    onWatches: () => {
      seen.watches++;
    },
  });
  const drawFrame = () => {
    const run = frame;
    frame = undefined;
    run?.();
    return run !== undefined;
  };
  const added = (id: string, name: string, resourceVersion = '1'): StreamLine => ({
    id,
    type: 'ADDED',
    object: { metadata: { name, resourceVersion } },
  });
  const list = (id: string, ...names: string[]) => {
    cache.take({ id, type: 'RESET' });
    for (const name of names) cache.take(added(id, name));
    cache.take({ id, type: 'SYNCED', resourceVersion: '5' });
  };
  return { clock, cache, drawFrame, list, added, seen };
}

describe('the data of a tab', () => {
  it('keeps one watch for all who ask the same', () => {
    const { cache, seen } = setUp();
    cache.subscribe([jobs], () => {});
    cache.subscribe([{ ...jobs }], () => {});
    expect(cache.watches()).toEqual([{ ...jobs, id: '1' }]);
    expect(seen.watches).toBe(1);
  });

  it('tells once a frame, however much has come', () => {
    const { cache, drawFrame, list, added } = setUp();
    let told = 0;
    cache.subscribe([jobs], () => told++);
    list('1', 'a', 'b');
    cache.take(added('1', 'c', '6'));
    expect(told).toBe(0);
    expect(drawFrame()).toBe(true);
    expect(told).toBe(1);
    expect(drawFrame()).toBe(false);
    expect(cache.read([jobs]).items).toHaveLength(3);
  });

  it('shows the beginning of a long first list at once, then from time to time, and its end at once', async () => {
    const { cache, clock, drawFrame, added } = setUp();
    cache.subscribe([jobs], () => {});
    cache.take({ id: '1', type: 'RESET' });
    cache.take(added('1', 'a'));
    expect(drawFrame()).toBe(true);
    expect(cache.read([jobs])).toMatchObject({ phase: 'loading', items: [{}] });
    cache.take(added('1', 'b'));
    expect(drawFrame()).toBe(false);
    await clock.advance(400);
    expect(drawFrame()).toBe(true);
    expect(cache.read([jobs]).items).toHaveLength(2);
    cache.take({ id: '1', type: 'SYNCED', resourceVersion: '5' });
    expect(drawFrame()).toBe(true);
    expect(cache.read([jobs]).phase).toBe('live');
  });

  it('answers the same snapshot until something has changed', () => {
    const { cache, drawFrame, list } = setUp();
    cache.subscribe([inA, inB], () => {});
    const before = cache.read([inA, inB]);
    expect(cache.read([inA, inB])).toBe(before);
    list('1', 'a');
    list('2', 'b');
    drawFrame();
    const union = cache.read([inA, inB]);
    expect(union.items.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
    expect(cache.read([inA, inB])).toBe(union);
  });

  it('says from where each watch goes on', () => {
    const { cache, list } = setUp();
    cache.subscribe([jobs], () => {});
    list('1', 'a');
    expect(cache.watches()).toEqual([{ ...jobs, id: '1', resourceVersion: '5' }]);
  });

  it('keeps what nobody looks at for a while, then lets go of it', async () => {
    const { cache, clock, list, seen } = setUp();
    const leave = cache.subscribe([jobs], () => {});
    list('1', 'a');
    leave();
    await clock.advance(9_000);
    const leaveAgain = cache.subscribe([jobs], () => {});
    expect(cache.read([jobs]).items).toHaveLength(1);
    await clock.advance(60_000);
    expect(cache.watches()).toHaveLength(1);
    leaveAgain();
    await clock.advance(10_001);
    expect(cache.watches()).toEqual([]);
    expect(seen.watches).toBe(2);
    expect(cache.read([jobs])).toEqual({ items: [], phase: 'loading' });
  });

  it('ignores what comes late for a watch it has let go of', async () => {
    const { cache, clock, drawFrame, list } = setUp();
    cache.subscribe([jobs], () => {})();
    await clock.advance(10_001);
    list('1', 'a');
    expect(drawFrame()).toBe(false);
  });

  it('is old when the stream breaks', () => {
    const { cache, drawFrame, list } = setUp();
    cache.subscribe([jobs], () => {});
    list('1', 'a');
    drawFrame();
    cache.interrupt();
    drawFrame();
    expect(cache.read([jobs])).toMatchObject({ phase: 'stale', items: [{ metadata: { name: 'a' } }] });
  });
});
