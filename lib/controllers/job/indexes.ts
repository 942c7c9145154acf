import {
  containsIndex,
  type Intervals,
  intervalsOf,
  parseIntervals,
  unionIntervals,
} from '../../meta/intervals';
import type { Job } from '../../resources/job/types';
import type { Pod } from '../../resources/pod/types';
import {
  finishedMs,
  indexOf,
  isFailed,
  isTerminating,
  isTracked,
  replacesOnlyFailed,
  validIndexOf,
} from './podfacts';
import { judgeFailure } from './podfailurepolicy';

/** Annotation of a pod: how often its index failed before, as far as that counts. */
export const failureCountKey = 'batch.kubernetes.io/job-index-failure-count';
/** Annotation of a pod: how often its index failed before in ways the policy ignores. */
const ignoredCountKey = 'batch.kubernetes.io/job-index-ignored-failure-count';

/** The indexes of an Indexed Job. */
export interface IndexCounts {
  /** As the status has them. */
  counted: Intervals;
  /** With those whose pods have succeeded since. */
  succeeded: Intervals;
  /** Kept only where the Job limits failures by index. */
  failed: Intervals | undefined;
}

/** What the status and the pods together say about the indexes. */
export function indexCountsOf(job: Job, pods: readonly Pod[]): IndexCounts {
  const { spec, status } = job;
  const completions = spec.completions ?? 0;
  const counted = parseIntervals(status?.completedIndexes ?? '', completions);
  const isNew = (pod: Pod) => pod.status?.phase === 'Succeeded' && isTracked(pod);
  const succeeded = unionIntervals(counted, intervalsOf(validIndexes(job, pods.filter(isNew))));
  if (spec.backoffLimitPerIndex === undefined) return { counted, succeeded, failed: undefined };
  const newlyFailed = pods.filter((pod) => isTracked(pod) && failsIndex(pod, job));
  const failedBefore = parseIntervals(status?.failedIndexes ?? '', completions);
  return {
    counted,
    succeeded,
    failed: unionIntervals(failedBefore, intervalsOf(validIndexes(job, newlyFailed))),
  };
}

function validIndexes(job: Job, pods: readonly Pod[]): Set<number> {
  return new Set(pods.map((pod) => validIndexOf(pod, job)).filter((index) => index !== undefined));
}

/** Whether this pod's failure is the last its index may have. */
function failsIndex(pod: Pod, job: Job): boolean {
  if (!isFailed(pod, job)) return false;
  const { action, counts } = judgeFailure(job.spec.podFailurePolicy, pod);
  if (action === 'FailIndex') return true;
  return counts && countIn(pod, failureCountKey) >= (job.spec.backoffLimitPerIndex ?? 0);
}

/** How often the pod's index failed before it, whatever of that counts. */
export function allFailuresBefore(pod: Pod): number {
  return countIn(pod, failureCountKey) + countIn(pod, ignoredCountKey);
}

function countIn({ metadata }: Pod, key: string): number {
  const text = metadata.annotations?.[key];
  const count = text !== undefined && /^\d+$/.test(text) ? Number(text) : 0;
  return count <= 2 ** 31 - 1 ? count : 0;
}

/** The annotations that tell a new pod how often its index failed, given the pod it replaces. */
export function failureCountsAfter(job: Job, replaced: Pod | undefined): Record<string, string> {
  if (!replaced) return { [failureCountKey]: '0' };
  const { counts } = judgeFailure(job.spec.podFailurePolicy, replaced);
  const failures = countIn(replaced, failureCountKey) + (counts ? 1 : 0);
  const ignored = countIn(replaced, ignoredCountKey) + (counts ? 0 : 1);
  return {
    [failureCountKey]: String(failures),
    ...(ignored > 0 ? { [ignoredCountKey]: String(ignored) } : {}),
  };
}

/**
 * For each index without a pod or an outcome, its last failed pod. That one stays uncounted until its
 * replacement stands, which takes over its failure count.
 */
export function lastFailedByIndex(
  job: Job,
  pods: readonly Pod[],
  active: readonly Pod[],
  { succeeded, failed }: IndexCounts,
): ReadonlyMap<number, Pod> {
  const activeIndexes = new Set(active.map(indexOf));
  const last = new Map<number, Pod>();
  for (const pod of pods) {
    if (!isTracked(pod) || !isFailed(pod, job)) continue;
    const index = validIndexOf(pod, job);
    if (index === undefined || activeIndexes.has(index)) continue;
    if (containsIndex(succeeded, index) || containsIndex(failed ?? [], index)) continue;
    const present = last.get(index);
    if (!present || isLater(pod, present)) last.set(index, pod);
  }
  return last;
}

function isLater(pod: Pod, present: Pod): boolean {
  return allFailuresBefore(present) <= allFailuresBefore(pod) && finishedMs(pod) >= finishedMs(present);
}

/** The first `count` indexes that have no outcome and no pod. */
export function pendingIndexes(
  job: Job,
  pods: readonly Pod[],
  active: readonly Pod[],
  { succeeded, failed }: IndexCounts,
  count: number,
): number[] {
  if (count <= 0) return [];
  const taken = new Set<number>();
  for (const pod of active) addIndex(taken, pod);
  if (replacesOnlyFailed(job)) for (const pod of pods) if (isTerminating(pod)) addIndex(taken, pod);
  const settled = unionIntervals(unionIntervals(succeeded, intervalsOf(taken)), failed ?? []);
  return firstMissing(settled, count, job.spec.completions ?? 0);
}

function addIndex(indexes: Set<number>, pod: Pod): void {
  const index = indexOf(pod);
  if (index !== undefined) indexes.add(index);
}

/** The first `count` indexes below `completions` that are not in the intervals. */
function firstMissing(intervals: Intervals, count: number, completions: number): number[] {
  const missing: number[] = [];
  let candidate = 0;
  for (const { first, last } of [...intervals, { first: completions, last: completions }]) {
    while (candidate < first && candidate < completions && missing.length < count) missing.push(candidate++);
    if (missing.length === count) break;
    candidate = Math.max(candidate, last + 1);
  }
  return missing;
}
