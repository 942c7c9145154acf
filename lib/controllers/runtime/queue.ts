import type { Clock } from '../../time/clock';
import type { QueueObserver } from './observer';

/** Keys waiting to be worked on, each by one worker at a time. */
export interface WorkQueue {
  /**
   * Puts the key in line; a key already waiting stays where it is, one being worked on is taken up again
   * afterwards.
   */
  add(key: string): void;
  /** Puts the key in line after a delay. Of several delays for a key the earliest counts. */
  addAfter(key: string, delayMs: number): void;
  /** Forgets all that waits and resolves when the work under way has ended. */
  stop(): Promise<void>;
}

/** What a queue needs to know of its work. */
export interface WorkQueueOptions {
  clock: Clock;
  /**
   * Works on a key. Answers after how many milliseconds to come back to it, if at all; a rejection is
   * retried.
   */
  work: (key: string) => Promise<number | undefined>;
  /** Is told of every rejection. */
  report: (key: string, error: unknown) => void;
  /** Keys worked on at the same time. */
  workers?: number;
  /** The wait before the first retry; it doubles up to `longestDelayMs`. */
  firstDelayMs?: number;
  longestDelayMs?: number;
  observer?: QueueObserver;
}

interface Delay {
  dueMs: number;
  cancel: () => void;
}

/**
 * A queue as controllers need it: no key is worked on twice at once, a key that comes while it is worked on
 * is not lost, a failed one comes back with growing delay.
 */
export function createWorkQueue(options: WorkQueueOptions): WorkQueue {
  const { clock, work, report, workers = 4, firstDelayMs = 50, longestDelayMs = 60_000, observer } = options;
  const waiting = new Set<string>();
  let line = waiting.values();
  const working = new Set<string>();
  const again = new Set<string>();
  const delays = new Map<string, Delay>();
  const failures = new Map<string, number>();
  let stopped = false;
  let starting = false;
  let idle: () => void = () => {};

  function add(key: string): void {
    if (stopped) return;
    const line = working.has(key) ? again : waiting;
    if (!line.has(key)) observer?.added(key);
    line.add(key);
    if (starting) return;
    starting = true;
    // Not at once, so that what arrives in one go is worked on in one go.
    clock.spawn(async () => {
      await Promise.resolve();
      starting = false;
      startWork();
    });
  }

  function addAfter(key: string, delayMs: number): void {
    if (stopped) return;
    if (delayMs <= 0) {
      add(key);
      return;
    }
    const dueMs = clock.elapsed() + delayMs;
    const present = delays.get(key);
    if (present && present.dueMs <= dueMs) return;
    present?.cancel();
    observer?.delayed();
    const cancel = clock.after(delayMs, () => {
      delays.delete(key);
      add(key);
    });
    delays.set(key, { dueMs, cancel });
  }

  /** Goes on where it stopped the last time: a set that is read from its start again passes what was deleted. */
  function takeFirst(): string {
    let first = line.next();
    if (first.done) {
      line = waiting.values();
      first = line.next();
    }
    waiting.delete(first.value!);
    return first.value!;
  }

  function startWork(): void {
    while (working.size < workers && waiting.size > 0) {
      const key = takeFirst();
      working.add(key);
      observer?.started(key);
      clock.spawn(() => run(key));
    }
  }

  async function run(key: string): Promise<void> {
    try {
      const afterMs = await work(key);
      failures.delete(key);
      if (afterMs !== undefined) addAfter(key, afterMs);
    } catch (error) {
      const count = (failures.get(key) ?? 0) + 1;
      failures.set(key, count);
      report(key, error);
      addAfter(key, Math.min(firstDelayMs * 2 ** (count - 1), longestDelayMs));
    }
    working.delete(key);
    observer?.ended(key);
    if (again.delete(key)) waiting.add(key);
    startWork();
    if (working.size === 0) idle();
  }

  return {
    add,
    addAfter,
    async stop() {
      stopped = true;
      waiting.clear();
      again.clear();
      for (const { cancel } of delays.values()) cancel();
      delays.clear();
      if (working.size === 0) return;
      await new Promise<void>((resolve) => {
        idle = resolve;
      });
    },
  };
}
