import { describe, expect, it } from 'vitest';
import { untilShutdown } from './shutdown';

/** A stream that goes on until its signal aborts. */
function endless(signal: AbortSignal): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new Uint8Array([1]));
      signal.addEventListener('abort', () => controller.close());
    },
  });
}

describe('an open stream', () => {
  it('ends when the visitor goes away', async () => {
    const gone = new AbortController();
    const reader = untilShutdown(gone.signal, endless).getReader();
    await reader.read();
    gone.abort();
    expect((await reader.read()).done).toBe(true);
  });

  it('tells its source when nobody wants the rest', async () => {
    let signal: AbortSignal | undefined;
    const stream = untilShutdown(new AbortController().signal, (own) => {
      signal = own;
      return new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array([1])) });
    });
    await stream.cancel();
    expect(signal?.aborted).toBe(true);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'ends when the server is told to stop by %s',
    async (name) => {
      const reader = untilShutdown(new AbortController().signal, endless).getReader();
      expect((await reader.read()).value).toEqual(new Uint8Array([1]));
      const end = reader.read();
      // The listeners alone: the test's own process is to live on.
      process.emit(name);
      expect((await end).done).toBe(true);
    },
  );

  it('ends at once when it is opened after that', async () => {
    const reader = untilShutdown(new AbortController().signal, endless).getReader();
    await reader.read();
    expect((await reader.read()).done).toBe(true);
  });
});
