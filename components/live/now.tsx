'use client';
import { createContext, type ReactNode, useCallback, useContext, useSyncExternalStore } from 'react';
import type { Clock } from '@/lib/time/clock';
import { systemClock } from '@/lib/time/system';

const ServerNow = createContext(0);

/** Says at what time the server rendered the page, so that the first render in the browser agrees with it. */
export function ServerTime({ nowMs, children }: { nowMs: number; children: ReactNode }) {
  return <ServerNow.Provider value={nowMs}>{children}</ServerNow.Provider>;
}

interface Ticker {
  nowMs: number;
  listeners: Set<() => void>;
  stop: () => void;
}

const clock: Clock = systemClock();
const tickers = new Map<number, Ticker>();

/** The present time in epoch ms, ticking each `intervalMs` on the whole interval. All users of an interval share one timer. */
export function useNow(intervalMs = 1000): number {
  const serverMs = useContext(ServerNow);
  const subscribe = useCallback((listener: () => void) => join(intervalMs, listener), [intervalMs]);
  const read = useCallback(
    () => tickers.get(intervalMs)?.nowMs ?? floored(clock.now(), intervalMs),
    [intervalMs],
  );
  return useSyncExternalStore(subscribe, read, () => floored(serverMs, intervalMs));
}

function join(intervalMs: number, listener: () => void): () => void {
  const ticker = tickers.get(intervalMs) ?? start(intervalMs);
  ticker.listeners.add(listener);
  return () => {
    ticker.listeners.delete(listener);
    if (ticker.listeners.size > 0) return;
    ticker.stop();
    tickers.delete(intervalMs);
  };
}

function start(intervalMs: number): Ticker {
  const ticker: Ticker = { nowMs: floored(clock.now(), intervalMs), listeners: new Set(), stop: () => {} };
  const arm = () => {
    ticker.stop = clock.after(intervalMs - (clock.now() % intervalMs), () => {
      ticker.nowMs = floored(clock.now(), intervalMs);
      arm();
      for (const listener of ticker.listeners) listener();
    });
  };
  arm();
  tickers.set(intervalMs, ticker);
  return ticker;
}

function floored(epochMs: number, intervalMs: number): number {
  return Math.floor(epochMs / intervalMs) * intervalMs;
}
