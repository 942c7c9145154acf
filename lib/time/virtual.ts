import type { Clock } from './clock';
import { popHeap, pushHeap } from './heap';

interface Due {
  atMs: number;
  order: number;
  run: () => void;
  cancelled: boolean;
}

/** A clock that stands still until told to move, and moves only when everything it was asked to do has settled. */
export interface VirtualClock extends Clock {
  /** Waits until all spawned work that can finish without time passing has finished. */
  settle(): Promise<void>;
  /** Moves `byMs` on, firing each timer at its own instant, in order, and settling after each. */
  advance(byMs: number): Promise<void>;
  /** Sets the time itself, as when somebody sets the system's clock: timers do not notice. */
  jump(byMs: number): void;
  /** Moves from timer to timer until `done` answers true; rejects after `limitMs` of virtual time or when no timer is left. */
  runUntil(done: () => boolean, limitMs?: number): Promise<void>;
}

/** Turns of the microtask and macrotask queues without new spawned work after which the world counts as settled. */
const quietTurns = 3;

/**
 * A virtual clock that starts at `startMs`. Timers due at the same instant fire in the order they were set.
 * The first error of spawned work is thrown by the next `settle`, `advance` or `runUntil`.
 */
export function virtualClock(startMs = Date.UTC(2026, 0, 1)): VirtualClock {
  let nowMs = startMs;
  let offsetMs = 0;
  let order = 0;
  let activity = 0;
  let failure: { error: unknown } | undefined;
  const heap: Due[] = [];

  async function settle(): Promise<void> {
    let quiet = 0;
    while (quiet < quietTurns) {
      const before = activity;
      await new Promise<void>((resolve) => nextTurn(resolve));
      quiet = activity === before ? quiet + 1 : 0;
    }
    if (failure) {
      const { error } = failure;
      failure = undefined;
      throw error;
    }
  }

  async function fireNext(): Promise<void> {
    const due = popHeap(heap, isBefore)!;
    if (due.cancelled) return;
    nowMs = Math.max(nowMs, due.atMs);
    activity++;
    due.run();
    await settle();
  }

  return {
    now: () => nowMs + offsetMs,
    elapsed: () => nowMs,
    after(delayMs, run) {
      activity++;
      const due: Due = { atMs: nowMs + Math.max(0, delayMs), order: order++, run, cancelled: false };
      pushHeap(heap, due, isBefore);
      return () => {
        due.cancelled = true;
      };
    },
    spawn(work) {
      activity++;
      work()
        .catch((error) => {
          failure ??= { error };
        })
        .finally(() => {
          activity++;
        });
    },
    settle,
    jump(byMs) {
      offsetMs += byMs;
    },
    async advance(byMs) {
      const untilMs = nowMs + byMs;
      await settle();
      while (heap[0] && heap[0].atMs <= untilMs) await fireNext();
      nowMs = untilMs;
    },
    async runUntil(done, limitMs = 24 * 3600_000) {
      const untilMs = nowMs + limitMs;
      await settle();
      while (!done()) {
        if (!heap[0])
          throw new Error('nothing is left that could happen, and the awaited state was not reached');
        if (heap[0].atMs > untilMs) throw new Error(`the awaited state was not reached in ${limitMs} ms`);
        await fireNext();
      }
    },
  };
}

/** A macrotask turn: lets every pending microtask, and I/O callbacks such as streams, run first. */
const nextTurn: (run: () => void) => void =
  typeof setImmediate === 'function' ? setImmediate : (run) => void setTimeout(run, 0);

function isBefore(a: Due, b: Due): boolean {
  return a.atMs !== b.atMs ? a.atMs < b.atMs : a.order < b.order;
}
