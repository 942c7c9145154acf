const ending = new AbortController();

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => ending.abort());

/**
 * A signal that aborts with `signal`, or when this server is told to end. Next.js waits for every open response then; those that
 * would never end by themselves must.
 */
export function untilShutdown(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, ending.signal]);
}
