'use client';
import { useSyncExternalStore } from 'react';
import { systemRandom } from '@/lib/time/random';
import { systemClock } from '@/lib/time/system';
import { LiveCache } from './cache';
import { type ConnectionState, Stream } from './stream';

/** Hidden tabs let go of their stream after this long: browsers allow six connections to one server for all tabs together. */
const hiddenMs = 30_000;
const hiddenFrameMs = 200;

const clock = systemClock();
const listeners = new Set<() => void>();
const opening: ConnectionState = { state: 'reconnecting', sinceMs: 0 };
let connection = opening;

const stream = new Stream({
  clock,
  random: systemRandom,
  open: (watches, signal) =>
    fetch('/api/stream', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ watches }),
      signal,
    }),
  watches: () => liveCache.watches(),
  onLine: (line) => liveCache.take(line),
  onDown: () => liveCache.interrupt(),
  onSignedOut: () => window.location.reload(),
  onState(next) {
    connection = next;
    for (const listener of listeners) listener();
  },
});

/** The live data of this tab. */
export const liveCache: LiveCache = new LiveCache({
  clock,
  onFrame: (run) => {
    if (document.hidden) clock.after(hiddenFrameMs, run);
    else requestAnimationFrame(run);
  },
  onWatches: () => stream.refresh(),
});

if (typeof window !== 'undefined') {
  window.addEventListener('online', () => stream.check());
  window.addEventListener('offline', () => stream.check());
  let cancelPause = () => {};
  let paused = false;
  document.addEventListener('visibilitychange', () => {
    cancelPause();
    if (document.hidden) {
      cancelPause = clock.after(hiddenMs, () => {
        paused = true;
        stream.pause();
        liveCache.interrupt();
      });
    } else if (paused) {
      paused = false;
      stream.check();
    }
  });
}

/** How the stream of this tab stands, and since when. */
export function useConnection(): ConnectionState {
  return useSyncExternalStore(subscribe, readConnection, () => opening);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function readConnection(): ConnectionState {
  return connection;
}
