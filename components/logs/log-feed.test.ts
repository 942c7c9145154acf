import { describe, expect, it } from 'vitest';
import type { LogSource, LogStreamLine } from '@/lib/client/logstream';
import { virtualClock } from '@/lib/time/virtual';
import { LogFeed } from './log-feed';
import type { LogRun } from './log-sources';

/** One stream a feed has opened, written to by the test. */
interface Opened {
  sources: LogSource[];
  signal: AbortSignal;
  write: (...lines: Partial<LogStreamLine>[]) => void;
  close: () => void;
  fail: () => void;
}

function setUp() {
  const clock = virtualClock();
  const opened: Opened[] = [];
  const open = async (sources: LogSource[], signal: AbortSignal) => {
    let controller!: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({
      start: (own) => {
        controller = own;
      },
    });
    const encoder = new TextEncoder();
    opened.push({
      sources,
      signal,
      write: (...lines) => {
        const full = lines.map((line) => {
          const source = sources[line.source ?? 0]!;
          return { source: 0, pod: source.pod, container: source.container, ...line };
        });
        controller.enqueue(encoder.encode(full.map((line) => `${JSON.stringify(line)}\n`).join('')));
      },
      close: () => controller.close(),
      fail: () => controller.error(new Error('gone')),
    });
    return new Response(body);
  };
  const feed = new LogFeed({ clock, open, limit: { lines: 1000, characters: 1e6 } });
  const texts = () => feed.read().log.lines.map(({ text }) => text);
  return { clock, opened, feed, texts };
}

function run(pod: string, more: Partial<LogRun> = {}): LogRun {
  return { namespace: 'default', pod, container: 'c', key: `${pod}/c/0`, live: true, startedMs: 0, ...more };
}

const stamp = (second: number) => `2026-01-01T00:00:0${second}Z`;

describe('LogFeed', () => {
  it('reads what there is, and knows when it has all', async () => {
    const { clock, opened, feed, texts } = setUp();
    feed.want([run('a'), run('b')]);
    feed.start();
    await clock.advance(1);
    expect(feed.read().reading).toBe(true);
    opened[0]!.write({ source: 0, time: stamp(2), text: 'a2' }, { source: 1, time: stamp(1), text: 'b1' });
    opened[0]!.write({ source: 0, end: true }, { source: 1, end: true });
    opened[0]!.close();
    await clock.advance(100);
    expect(texts()).toEqual(['b1', 'a2']);
    expect(feed.read().reading).toBe(false);
    await clock.advance(60_000);
    expect(opened).toHaveLength(1);
  });

  it('takes in a new pod over one new connection, without a line lost or doubled', async () => {
    const { clock, opened, feed, texts } = setUp();
    feed.want([run('a')]);
    feed.start();
    await clock.advance(1);
    opened[0]!.write({ time: stamp(1), text: 'one' }, { time: stamp(1), text: 'two' });
    await clock.advance(100);
    feed.want([run('a'), run('b', { startedMs: 5 })]);
    await clock.advance(200);
    expect(opened[0]!.signal.aborted).toBe(true);
    expect(opened[1]!.sources).toMatchObject([{ pod: 'a', sinceTime: stamp(1) }, { pod: 'b' }]);
    opened[1]!.write(...['one', 'two', 'three'].map((text) => ({ time: stamp(1), text })), {
      time: stamp(2),
      text: 'four',
    });
    await clock.advance(100);
    expect(texts()).toEqual(['one', 'two', 'three', 'four']);
  });

  it('goes on after the connection broke off, and says so meanwhile', async () => {
    const { clock, opened, feed, texts } = setUp();
    feed.want([run('a')]);
    feed.start();
    await clock.advance(1);
    opened[0]!.write({ time: stamp(1), text: 'one' });
    await clock.advance(100);
    opened[0]!.fail();
    await clock.advance(10);
    expect(feed.read().interrupted).toBe(true);
    await clock.advance(1000);
    opened[1]!.write({ time: stamp(1), text: 'one' }, { time: stamp(3), text: 'two' });
    await clock.advance(100);
    expect(feed.read().interrupted).toBe(false);
    expect(texts()).toEqual(['one', 'two']);
  });

  it('tells a refusal, but waits for a container that has not started', async () => {
    const { clock, opened, feed } = setUp();
    feed.want([run('a', { live: false }), run('b')]);
    feed.start();
    await clock.advance(1);
    opened[0]!.write(
      { source: 0, end: true, error: 'pods "a" not found', code: 404 },
      { source: 1, end: true, error: 'container "c" is waiting to start', code: 400 },
    );
    opened[0]!.close();
    await clock.advance(1100);
    expect(feed.read().refusals).toMatchObject([{ source: 'a/c', message: 'pods "a" not found' }]);
    expect(opened[1]!.sources).toMatchObject([{ pod: 'b' }]);
  });

  it('keeps lines of pods that have gone and lets go of the connection when stopped', async () => {
    const { clock, opened, feed, texts } = setUp();
    feed.want([run('a')]);
    feed.start();
    await clock.advance(1);
    opened[0]!.write({ time: stamp(1), text: 'last words' });
    await clock.advance(100);
    feed.want([]);
    feed.stop();
    expect(opened[0]!.signal.aborted).toBe(true);
    expect(texts()).toEqual(['last words']);
  });

  it('leaves all but the youngest runs until they are asked for', async () => {
    const { clock, opened, feed } = setUp();
    feed.want(Array.from({ length: 120 }, (_none, n) => run(`p${n}`, { startedMs: n })));
    feed.start();
    await clock.advance(1);
    expect(feed.read().left).toBe(70);
    expect(opened[0]!.sources.map(({ pod }) => pod)).toContain('p119');
    expect(opened[0]!.sources).toHaveLength(50);
    feed.more();
    await clock.advance(1);
    expect(feed.read().left).toBe(20);
    expect(opened.at(-1)!.sources).toHaveLength(100);
  });

  it('keeps the lines before and after a restart in their own order', async () => {
    const { clock, opened, feed, texts } = setUp();
    feed.want([run('a', { key: 'a/c/1' }), run('a', { key: 'a/c/0', previous: true, live: false })]);
    feed.start();
    await clock.advance(1);
    opened[0]!.write(
      { source: 0, time: stamp(5), text: 'after' },
      { source: 1, time: stamp(1), text: 'before' },
    );
    await clock.advance(100);
    expect(texts()).toEqual(['before', 'after']);
  });
});
