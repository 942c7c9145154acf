const open = new Set<() => void>();
let isEnding = false;

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    isEnding = true;
    for (const end of open) end();
  });
}

/**
 * The headers of an open stream of JSON lines. Nothing between here and the reader may hold it back, and its connection is not used
 * again: a server that is about to end must not be asked anew over it.
 */
export const streamHeaders: Readonly<Record<string, string>> = {
  'content-type': 'application/x-ndjson',
  'cache-control': 'no-cache, no-transform',
  connection: 'close',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
};

/**
 * A stream that ends when the visitor goes away (`gone`), and also when this server is told to stop: Next.js waits for every open
 * response then, and those that would never end by themselves must.
 */
export function untilShutdown(
  gone: AbortSignal,
  start: (signal: AbortSignal) => ReadableStream<Uint8Array>,
): ReadableStream<Uint8Array> {
  const own = new AbortController();
  const leave = () => {
    open.delete(leave);
    own.abort();
  };
  open.add(leave);
  gone.addEventListener('abort', leave, { once: true });
  const reader = start(own.signal).getReader();
  // Browsers hold connections in reserve; one may still be used after the last has been told to end.
  if (isEnding) leave();
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (!done) return controller.enqueue(value);
        open.delete(leave);
        controller.close();
      },
      async cancel(reason) {
        leave();
        await reader.cancel(reason);
      },
    },
    // The stream within does the waiting for the reader.
    { highWaterMark: 0 },
  );
}
