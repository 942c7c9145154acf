const closing = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => closing.abort());

/**
 * The request, ending as well when this server is told to stop. Next.js waits for every answer to be complete before it ends, and streams
 * are never complete by themselves.
 */
export function endedByStop(request: Request): Request {
  return new Request(request, { signal: AbortSignal.any([request.signal, closing.signal]) });
}
