import { describe, expect, it } from 'vitest';
import type { StreamLine, StreamWatch } from '@/lib/client/stream';
import { virtualClock } from '@/lib/time/virtual';
import { Stream } from './stream';

const jobs: StreamWatch = { id: '1', cluster: 'c', resource: 'batch/v1/jobs', detail: 'row' };
const alive: StreamLine = { id: '', type: 'BOOKMARK' };

interface Opened {
  watches: readonly StreamWatch[];
  send: (line: StreamLine) => void;
  end: () => void;
  signal: AbortSignal;
}

function setUp() {
  const clock = virtualClock();
  const opened: Opened[] = [];
  const log: string[] = [];
  const world = { watches: [jobs], status: 200 };
  const stream = new Stream({
    clock,
    random: () => 0.5,
    async open(watches, signal) {
      if (world.status === 0) throw new TypeError('Failed to fetch');
      let controller!: ReadableStreamDefaultController<Uint8Array>;
      const body = new ReadableStream<Uint8Array>({
        start(started) {
          controller = started;
        },
      });
      signal.addEventListener('abort', () => controller.error(signal.reason));
      const send = (line: StreamLine) =>
        controller.enqueue(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
      opened.push({ watches, send, end: () => controller.close(), signal });
      if (world.status === 200) send(alive);
      return new Response(body, { status: world.status });
    },
    watches: () => world.watches,
    onLine: (line) => log.push(`${line.id} ${line.type}`),
    onDown: () => log.push('down'),
    onSignedOut: () => log.push('signed out'),
    onState: ({ state }) => log.push(state),
  });
  return { clock, stream, opened, log, world };
}

describe('the stream of a tab', () => {
  it('is opened once for changes that come together, and is live at the first sign of life', async () => {
    const { clock, stream, opened, log } = setUp();
    stream.refresh();
    stream.refresh();
    await clock.advance(20);
    expect(opened).toHaveLength(1);
    expect(opened[0]!.watches).toEqual([jobs]);
    opened[0]!.send({ id: '1', type: 'RESET' });
    await clock.settle();
    expect(log).toEqual(['live', '1 RESET']);
  });

  it('is opened anew when the watches change, without being called down', async () => {
    const { clock, stream, opened, log, world } = setUp();
    stream.refresh();
    await clock.advance(20);
    world.watches = [
      { ...jobs, resourceVersion: '9' },
      { ...jobs, id: '2' },
    ];
    stream.refresh();
    await clock.advance(20);
    expect(opened[0]!.signal.aborted).toBe(true);
    expect(opened[1]!.watches).toEqual(world.watches);
    expect(log).toEqual(['live']);
  });

  it('is opened again after it broke, and is down meanwhile', async () => {
    const { clock, stream, opened, log } = setUp();
    stream.refresh();
    await clock.advance(20);
    opened[0]!.end();
    await clock.settle();
    expect(log).toEqual(['live', 'down', 'reconnecting']);
    await clock.advance(250);
    expect(opened).toHaveLength(2);
    expect(log.at(-1)).toBe('live');
  });

  it('waits longer after each failure, and is called offline after a while', async () => {
    const { clock, stream, opened, log, world } = setUp();
    stream.refresh();
    await clock.advance(20);
    world.status = 0;
    opened[0]!.end();
    await clock.advance(8_000);
    expect(log).toEqual(['live', 'down', 'reconnecting', 'offline']);
    world.status = 200;
    await clock.advance(10_000);
    expect(log.at(-1)).toBe('live');
    expect(log.filter((entry) => entry === 'down')).toHaveLength(1);
  });

  it('takes a long silence for a dead connection', async () => {
    const { clock, stream, opened, log } = setUp();
    stream.refresh();
    await clock.advance(20);
    await clock.advance(20_000);
    opened[0]!.send(alive);
    await clock.advance(24_000);
    expect(log).toEqual(['live']);
    await clock.advance(1_001);
    expect(opened[0]!.signal.aborted).toBe(true);
    expect(log).toContain('down');
    await clock.advance(250);
    expect(log.at(-1)).toBe('live');
  });

  it('is checked at once when the network changes', async () => {
    const { clock, stream, opened, world } = setUp();
    world.status = 0;
    stream.refresh();
    await clock.advance(60_000);
    world.status = 200;
    stream.check();
    await clock.advance(0);
    expect(opened).toHaveLength(1);
  });

  it('is not opened when there is nothing to watch', async () => {
    const { clock, stream, opened, log, world } = setUp();
    world.watches = [];
    stream.refresh();
    await clock.advance(60_000);
    expect(opened).toEqual([]);
    expect(log).toEqual(['live']);
  });

  it('rests while nobody looks', async () => {
    const { clock, stream, opened } = setUp();
    stream.refresh();
    await clock.advance(20);
    stream.pause();
    await clock.advance(600_000);
    expect(opened).toHaveLength(1);
    expect(opened[0]!.signal.aborted).toBe(true);
    stream.check();
    await clock.advance(0);
    expect(opened).toHaveLength(2);
  });

  it('does not knock on and on when nobody is signed in any more', async () => {
    const { clock, stream, opened, log, world } = setUp();
    world.status = 401;
    stream.refresh();
    await clock.advance(600_000);
    expect(log).toContain('signed out');
    expect(opened).toHaveLength(1);
  });
});
