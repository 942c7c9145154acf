/**
 * The one door through which time enters Gantry. Everything that waits, repeats or stamps takes a `Clock`;
 * nothing outside this room reads the system's time or sets a timer. That is what lets the same controllers
 * run against the wall clock, under a virtual clock in a test, and in the browser.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. The machine's time may be set: use it for what is written down, and for what was. */
  now(): number;
  /** Milliseconds since some moment, which go on evenly when the machine's time is set: how long something has been waiting. */
  elapsed(): number;
  /** Calls `run` once, `delayMs` from now (at once, but never synchronously, when ≤ 0). Returns a function that cancels it. */
  after(delayMs: number, run: () => void): () => void;
  /**
   * Starts background work that the clock keeps track of. A virtual clock does not move while any is under way,
   * so work must be spawned here and not left as a floating promise. A rejection is reported to the clock's owner.
   */
  spawn(work: () => Promise<void>): void;
}

/** Resolves `delayMs` from now on the given clock; rejects with the signal's reason if aborted before. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** RFC 3339 in whole seconds and UTC, as `metav1.Time` is written: `2026-11-22T06:04:00Z`. Takes epoch milliseconds. */
export function toTime(epochMs: number): string {
  const second = Math.floor(epochMs / 1000);
  if (second !== latest.second) {
    latest = { second, text: `${new Date(second * 1000).toISOString().slice(0, 19)}Z` };
  }
  return latest.text;
}

/** The present is asked for again and again. */
let latest = { second: Number.NaN, text: '' };

/** RFC 3339 with microseconds, as `metav1.MicroTime` is written. Takes epoch milliseconds. */
export function toMicroTime(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 23)}000Z`;
}

/** Epoch milliseconds of an RFC 3339 text; `undefined` for none or an unreadable one. */
export function fromTime(text: string | null | undefined): number | undefined {
  if (!text) return undefined;
  const epochMs = Date.parse(text);
  return Number.isNaN(epochMs) ? undefined : epochMs;
}
