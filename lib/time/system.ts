import type { Clock } from './clock';

/** Longest delay a platform timer takes; longer waits are made of several. */
const longestTimerMs = 2 ** 31 - 1;

/** The wall clock. `report` receives what spawned work rejects with (by default it is thrown as an uncaught error). */
export function systemClock(report: (error: unknown) => void = throwLater): Clock {
  return {
    now: () => Date.now(),
    elapsed: () => performance.now(),
    after: startTimer,
    spawn: (work) => void work().catch(report),
  };
}

function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

function startTimer(delayMs: number, run: () => void): () => void {
  const dueMs = performance.now() + delayMs;
  let timer: ReturnType<typeof setTimeout>;
  const arm = () => {
    const leftMs = dueMs - performance.now();
    timer = leftMs > longestTimerMs ? setTimeout(arm, longestTimerMs) : setTimeout(run, Math.max(0, leftMs));
  };
  arm();
  return () => clearTimeout(timer);
}
