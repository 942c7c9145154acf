import type { Job } from '../../resources/job/types';
import type { Pod } from '../../resources/pod/types';
import { remainingMs } from './backoff';
import { allFailuresBefore, pendingIndexes } from './indexes';
import type { Observation } from './observe';
import { finishedMs, isIndexed, replacesOnlyFailed } from './podfacts';
import { podsToRemove } from './removal';

/** How a Job's pods are brought to the number it wants. */
export type Scaling =
  | { kind: 'keep' }
  | { kind: 'remove'; pods: readonly Pod[] }
  /** One pod for each entry: its index, or `undefined` where the Job does not go by index. */
  | { kind: 'create'; indexes: readonly (number | undefined)[] }
  /** Pods are wanted, but failures were so recent that they must wait. */
  | { kind: 'wait'; forMs: number };

/** Pods made or removed in one go; the rest follows in the next. */
const atOnce = 500;

/**
 * What to do about the number of pods: all are removed when the Job is suspended; too many are removed
 * before missing ones are made; and after failures new ones wait. Kubernetes' `manageJob`.
 */
export function scalingOf(seen: Observation, nowMs: number): Scaling {
  const { job, active } = seen;
  if (job.spec.suspend) {
    const pods = podsToRemove(job, active, active.length);
    return pods.length > 0 ? { kind: 'remove', pods } : { kind: 'keep' };
  }
  const wanted = wantedOf(seen);
  const surplus = podsToRemove(job, active, Math.max(0, active.length - wanted));
  if (surplus.length > 0) return { kind: 'remove', pods: surplus.slice(0, atOnce) };
  const terminating = replacesOnlyFailed(job) ? seen.terminating : 0;
  const missing = wanted - terminating - active.length;
  return missing > 0 ? creationOf(seen, Math.min(missing, atOnce), nowMs) : { kind: 'keep' };
}

/** How many pods should be active. */
function wantedOf({ job, active, succeeded }: Observation): number {
  const { completions, parallelism = 1 } = job.spec;
  // A work queue is not filled up again once one of its pods has found it empty.
  if (completions === undefined) return succeeded > 0 ? active.length : parallelism;
  return Math.max(0, Math.min(parallelism, completions - succeeded));
}

function creationOf(seen: Observation, count: number, nowMs: number): Scaling {
  const { job, pods, active, indexes } = seen;
  if (!limitsByIndex(job)) {
    const forMs = remainingMs(seen.backoff, nowMs);
    if (forMs > 0) return { kind: 'wait', forMs };
  }
  if (!indexes || !isIndexed(job)) return { kind: 'create', indexes: Array(count).fill(undefined) };
  const pending = pendingIndexes(job, pods, active, indexes, count);
  return limitsByIndex(job) ? whenDue(seen, pending, nowMs) : created(pending);
}

function limitsByIndex({ spec }: Job): boolean {
  return spec.backoffLimitPerIndex !== undefined;
}

/** Those of the indexes whose last failure is long enough ago, or the shortest wait. */
function whenDue({ lastFailed }: Observation, pending: number[], nowMs: number): Scaling {
  let shortestMs = Number.POSITIVE_INFINITY;
  const due = pending.filter((index) => {
    const pod = lastFailed.get(index);
    if (!pod) return true;
    const record = { failuresSinceSuccess: allFailuresBefore(pod) + 1, lastFailureMs: finishedMs(pod) };
    const forMs = remainingMs(record, nowMs);
    if (forMs > 0) shortestMs = Math.min(shortestMs, forMs);
    return forMs === 0;
  });
  return due.length === 0 && pending.length > 0 ? { kind: 'wait', forMs: shortestMs } : created(due);
}

function created(indexes: number[]): Scaling {
  return indexes.length > 0 ? { kind: 'create', indexes } : { kind: 'keep' };
}
