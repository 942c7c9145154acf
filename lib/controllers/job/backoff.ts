import type { Pod } from '../../resources/pod/types';
import { finishedMs } from './podfacts';

/** How a Job's pods fared lately: it decides when the next may be made. */
export interface BackoffRecord {
  failuresSinceSuccess: number;
  lastFailureMs: number | undefined;
}

/** Nothing failed yet. */
export const noFailures: BackoffRecord = { failuresSinceSuccess: 0, lastFailureMs: undefined };

const firstDelayMs = 10_000;
const longestDelayMs = 600_000;

/**
 * The record after pods ended that were not in it: a success starts the count over, failures after it add
 * up.
 */
export function recordEnds(
  record: BackoffRecord,
  succeeded: readonly Pod[],
  failed: readonly Pod[],
): BackoffRecord {
  if (succeeded.length === 0 && failed.length === 0) return record;
  const failureTimes = failed.map(finishedMs);
  if (succeeded.length === 0) {
    return {
      failuresSinceSuccess: record.failuresSinceSuccess + failed.length,
      lastFailureMs: largest(failureTimes),
    };
  }
  const lastSuccessMs = largest(succeeded.map(finishedMs));
  const later = failureTimes.filter((timeMs) => timeMs > lastSuccessMs);
  if (later.length === 0) return noFailures;
  return { failuresSinceSuccess: later.length, lastFailureMs: largest(later) };
}

/**
 * How long a new pod must wait after so many failures in a row: 10 s, doubling to 10 min, from the end of
 * the last failed one.
 */
export function remainingMs({ failuresSinceSuccess, lastFailureMs }: BackoffRecord, nowMs: number): number {
  if (failuresSinceSuccess === 0 || lastFailureMs === undefined) return 0;
  const delayMs = Math.min(firstDelayMs * 2 ** (failuresSinceSuccess - 1), longestDelayMs);
  return Math.max(0, delayMs - (nowMs - lastFailureMs));
}

function largest(numbers: readonly number[]): number {
  return numbers.reduce((most, number) => Math.max(most, number), Number.NEGATIVE_INFINITY);
}
