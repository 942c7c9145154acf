import { describe, expect, it } from 'vitest';
import { virtualClock } from '../../time/virtual';
import { createWorkQueue } from './queue';

function setUp(work: (key: string) => Promise<number | undefined>, workers = 2) {
  const clock = virtualClock();
  const startMs = clock.now();
  const done: string[] = [];
  const errors: unknown[] = [];
  const queue = createWorkQueue({
    clock,
    workers,
    work: async (key) => {
      done.push(`${key}@${clock.now() - startMs}`);
      return work(key);
    },
    report: (_, error) => errors.push(error),
    firstDelayMs: 100,
    longestDelayMs: 300,
  });
  return { clock, queue, done, errors };
}

describe('an observed work queue', () => {
  it('tells of each key when it comes, is taken up and is done with', async () => {
    const told: string[] = [];
    const clock = virtualClock();
    let failures = 1;
    const queue = createWorkQueue({
      clock,
      work: async (key) => {
        if (key === 'again' && !told.includes('ended again')) queue.add(key);
        if (key === 'bad' && failures-- > 0) throw new Error('no');
        return undefined;
      },
      report: () => {},
      workers: 1,
      observer: {
        added: (key) => told.push(`added ${key}`),
        started: (key) => told.push(`started ${key}`),
        ended: (key) => told.push(`ended ${key}`),
        delayed: () => told.push('delayed'),
      },
    });
    for (const key of ['again', 'again', 'bad']) queue.add(key);
    await clock.settle();
    expect(told).toEqual([
      ...['added again', 'added bad', 'started again', 'added again', 'ended again'],
      ...['started bad', 'delayed', 'ended bad', 'started again', 'ended again'],
    ]);
    await clock.advance(50);
    expect(told.slice(-3)).toEqual(['added bad', 'started bad', 'ended bad']);
  });
});

describe('work queue', () => {
  it('works on a key once, however often it was put in line', async () => {
    const { clock, queue, done } = setUp(async () => undefined, 1);
    for (const key of ['a', 'b', 'a', 'a', 'b']) queue.add(key);
    await clock.settle();
    expect(done).toEqual(['a@0', 'b@0']);
  });

  it('never works on a key twice at once, and does not lose one that comes meanwhile', async () => {
    let release = () => {};
    let running = 0;
    let most = 0;
    const { clock, queue, done } = setUp(async () => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      running--;
      return undefined;
    });
    queue.add('a');
    await clock.settle();
    queue.add('a');
    await clock.settle();
    expect(done).toHaveLength(1);
    release();
    await clock.settle();
    expect(done).toHaveLength(2);
    release();
    await clock.settle();
    expect([done.length, most]).toEqual([2, 1]);
  });

  it('takes the earliest of several delays', async () => {
    const { clock, queue, done } = setUp(async () => undefined);
    queue.addAfter('a', 500);
    queue.addAfter('a', 200);
    queue.addAfter('a', 400);
    await clock.advance(1000);
    expect(done).toEqual(['a@200']);
  });

  it('takes the earliest even when the time was set in between', async () => {
    const { clock, queue, done } = setUp(async () => undefined);
    queue.addAfter('a', 500);
    clock.jump(1000);
    queue.addAfter('a', 200);
    await clock.advance(1000);
    expect(done).toEqual(['a@1200']);
  });

  it('retries what failed with growing delay, and starts over after success', async () => {
    let failures = 4;
    const { clock, queue, done, errors } = setUp(async () => {
      if (failures-- > 0) throw new Error('no');
      return undefined;
    });
    queue.add('a');
    await clock.advance(5000);
    expect(done).toEqual(['a@0', 'a@100', 'a@300', 'a@600', 'a@900']);
    expect(errors).toHaveLength(4);
    failures = 1;
    queue.add('a');
    await clock.advance(5000);
    expect(done.slice(5)).toEqual(['a@5000', 'a@5100']);
  });

  it('comes back to a key when its work says so', async () => {
    let times = 0;
    const { clock, queue, done } = setUp(async () => (++times < 3 ? 1000 : undefined));
    queue.add('a');
    await clock.advance(10_000);
    expect(done).toEqual(['a@0', 'a@1000', 'a@2000']);
  });

  it('stops when the work under way has ended, and starts no more', async () => {
    let release = () => {};
    const { clock, queue, done } = setUp(
      () =>
        new Promise<undefined>((resolve) => {
          release = () => resolve(undefined);
        }),
      1,
    );
    queue.add('a');
    queue.add('b');
    queue.addAfter('c', 10);
    await clock.settle();
    let stopped = false;
    const stopping = queue.stop().then(() => {
      stopped = true;
    });
    await clock.advance(100);
    expect(stopped).toBe(false);
    release();
    await stopping;
    await clock.advance(100);
    expect(done).toEqual(['a@0']);
  });
});
