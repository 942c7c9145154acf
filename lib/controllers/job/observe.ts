import { countIndexes } from '../../meta/intervals';
import type { Job } from '../../resources/job/types';
import type { Pod } from '../../resources/pod/types';
import { type BackoffRecord, recordEnds } from './backoff';
import { type IndexCounts, indexCountsOf, lastFailedByIndex } from './indexes';
import { isActive, isFailed, isIndexed, isReady, isTerminating, isTracked, validIndexOf } from './podfacts';
import { judgeFailure } from './podfailurepolicy';

/** A Job and its pods, counted. */
export interface Observation {
  job: Job;
  pods: readonly Pod[];
  /** Pods that failed and are counted, of a Job whose policy lets one of them fail it. */
  counted: readonly Pod[];
  active: readonly Pod[];
  ready: number;
  terminating: number;
  /** All pods that succeeded, or all indexes, whether the status has them yet or not. */
  succeeded: number;
  /** All failures that count, whether the status has them yet or not. */
  failed: number;
  /** Of an Indexed Job. */
  indexes: IndexCounts | undefined;
  /** Failed pods that wait for their replacement, by index; only where failures are limited by index. */
  lastFailed: ReadonlyMap<number, Pod>;
  backoff: BackoffRecord;
}

/** Counts the pods of a Job on top of what its status has counted already. */
export function observe(
  job: Job,
  pods: readonly Pod[],
  backoff: BackoffRecord,
  counted: readonly Pod[] = [],
): Observation {
  const { status = {}, spec } = job;
  const uncounted = status.uncountedTerminatedPods;
  const countedSuccesses = new Set(uncounted?.succeeded);
  const countedFailures = new Set(uncounted?.failed);
  const isNew = (pod: Pod) => isTracked(pod) && (!isIndexed(job) || validIndexOf(pod, job) !== undefined);
  const succeeded = pods.filter(
    (pod) => pod.status?.phase === 'Succeeded' && isNew(pod) && !countedSuccesses.has(pod.metadata.uid!),
  );
  const failed = pods.filter(
    (pod) => isFailed(pod, job) && isNew(pod) && !countedFailures.has(pod.metadata.uid!),
  );
  const counting = failed.filter((pod) => judgeFailure(spec.podFailurePolicy, pod).counts);
  const active = pods.filter(isActive);
  const indexes = isIndexed(job) ? indexCountsOf(job, pods) : undefined;
  const limitsByIndex = indexes && spec.backoffLimitPerIndex !== undefined;
  return {
    job,
    pods,
    counted,
    active,
    ready: active.filter(isReady).length,
    terminating: pods.filter(isTerminating).length,
    succeeded: indexes
      ? countIndexes(indexes.succeeded)
      : (status.succeeded ?? 0) + countedSuccesses.size + succeeded.length,
    failed: (status.failed ?? 0) + countedFailures.size + counting.length,
    indexes,
    lastFailed: limitsByIndex ? lastFailedByIndex(job, pods, active, indexes) : new Map(),
    backoff: recordEnds(backoff, succeeded, failed),
  };
}
