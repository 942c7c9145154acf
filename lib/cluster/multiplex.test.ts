import { describe, expect, it } from 'vitest';
import { readJsonLines } from '../client/jsonlines';
import type { StreamLine } from '../client/stream';
import { failure, StatusError } from '../meta/status';
import { virtualClock } from '../time/virtual';
import { fakeUpstream, fakeWatch, tinyJob } from './fakeupstream';
import { openStream, readWatches } from './multiplex';

const one = { id: '1', cluster: 'a', resource: 'batch/v1/jobs', detail: 'full' } as const;
const two = { id: '2', cluster: 'b', resource: 'v1/pods', detail: 'row' } as const;

describe('the stream of a tab', () => {
  it('carries several watches, of which one that fails leaves the others alone', async () => {
    const clock = virtualClock();
    const open = fakeWatch();
    const { transport } = fakeUpstream([{ items: [tinyJob('x', '1')], version: '4' }, { watch: open }]);
    const stream = openStream([one, two], {
      clock,
      signal: new AbortController().signal,
      transportTo: (cluster) => {
        if (cluster === 'a') return transport;
        throw new StatusError(failure(404, 'NotFound', 'Gantry knows no cluster "b".'));
      },
    });
    const reader = readJsonLines<StreamLine>(stream);
    await clock.advance(1);
    open.send('MODIFIED', tinyJob('x', '5'));
    await clock.advance(1);
    const lines: string[] = [];
    for await (const line of reader) {
      lines.push(`${line.id} ${line.type}`);
      if (line.type === 'MODIFIED') break;
    }
    expect(lines[0]).toBe(' BOOKMARK');
    expect(lines.filter((line) => line.startsWith('1'))).toEqual([
      '1 RESET',
      '1 ADDED',
      '1 SYNCED',
      '1 SYNCED',
      '1 MODIFIED',
    ]);
    expect(lines.filter((line) => line.startsWith('2'))).toEqual(['2 RESET', '2 ERROR']);
    // Leaving the loop was the reader going away.
    await clock.settle();
    expect(open.cancelled).toBe(true);
  });

  it('ends when told to', async () => {
    const clock = virtualClock();
    const stop = new AbortController();
    const reader = readJsonLines<StreamLine>(
      openStream([], { clock, signal: stop.signal, transportTo: never }),
    );
    await clock.advance(1);
    expect((await reader.next()).done).toBe(false);
    stop.abort();
    await clock.advance(60_000);
    expect((await reader.next()).done).toBe(true);
  });

  it('gives a sign of life when nothing happens', async () => {
    const clock = virtualClock();
    const stream = openStream([], { clock, signal: new AbortController().signal, transportTo: never });
    const reader = readJsonLines<StreamLine>(stream);
    await clock.advance(1);
    expect((await reader.next()).value).toEqual({ id: '', type: 'BOOKMARK' });
    await clock.advance(10_001);
    expect((await reader.next()).value).toEqual({ id: '', type: 'BOOKMARK' });
    await reader.return?.();
  });

  it('makes watches wait while nobody reads, and loses nothing', async () => {
    const clock = virtualClock();
    const count = 3000;
    const items = Array.from({ length: count }, (_, index) => ({
      ...tinyJob(`job-${index}`, String(index)),
      status: { note: 'x'.repeat(2000) },
    }));
    const { transport, asked } = fakeUpstream([{ items, version: '9' }, { watch: fakeWatch() }]);
    const stream = openStream([one], {
      clock,
      signal: new AbortController().signal,
      transportTo: () => transport,
    });
    await clock.advance(1000);
    expect(asked).toHaveLength(1);
    let added = 0;
    const reader = readJsonLines<StreamLine>(stream);
    while (added < count) {
      const next = reader.next();
      await clock.advance(1);
      if ((await next).value.type === 'ADDED') added++;
    }
    await clock.advance(1);
    expect(asked).toHaveLength(2);
    await reader.return?.();
  });
});

describe('what a tab asks for', () => {
  it('is read', () => {
    const full = {
      ...one,
      namespace: 'n',
      name: 'x',
      labelSelector: 'a',
      fieldSelector: 'b',
      resourceVersion: '3',
    };
    expect(readWatches({ watches: [full, { ...two, detail: 'odd', extra: 1 }] })).toEqual([full, two]);
  });

  it.each([
    undefined,
    {},
    { watches: {} },
    { watches: [null] },
    { watches: [{ ...one, id: 7 }] },
    { watches: [{ ...one, resource: 'jobs' }] },
    { watches: [{ ...one, resource: '../v1/secrets' }] },
    { watches: [{ ...one, resource: 'v1/pods?x=1' }] },
    { watches: [{ ...one, namespace: 3 }] },
    { watches: Array.from({ length: 65 }, () => one) },
  ])('is refused when it makes no sense: %j', (body) => {
    expect(() => readWatches(body)).toThrow(StatusError);
  });
});

function never(): never {
  throw new Error('nothing was to be asked');
}
