import { containsIndex, countIndexes, formatIntervals } from '../../meta/intervals';
import type { Job, JobCondition, JobStatus } from '../../resources/job/types';
import type { Pod } from '../../resources/pod/types';
import type { Observation } from './observe';
import { indexOf, isFailed, isIndexed, isTracked, validIndexOf } from './podfacts';
import { judgeFailure } from './podfailurepolicy';

/** Pods whose uids stand in the status at once; it keeps the status small. */
const uncountedAtOnce = 500;

/**
 * The first half of counting: pods are named in the status, so that none is counted twice whatever happens
 * next.
 */
export interface Naming {
  status: JobStatus;
  /** Whether the status differs from the one given. */
  changed: boolean;
  /** Pods named now or before, whose finalizer may go. */
  releasable: readonly Pod[];
  /** There are more, which must wait for the next time. */
  more: boolean;
}

/**
 * Names the pods that have ended since the last time, at most so many. `end` is what ends the Job, if
 * something does: then pods that are still there count as failed, unless it ended well.
 */
export function nameEnded(seen: Observation, status: JobStatus, end: JobCondition | undefined): Naming {
  const { job } = seen;
  const isByIndex = isIndexed(job);
  const pods = isByIndex ? [...seen.pods].sort(byIndex) : seen.pods;
  const succeeded = [...(status.uncountedTerminatedPods?.succeeded ?? [])];
  const failed = [...(status.uncountedTerminatedPods?.failed ?? [])];
  const before = succeeded.length + failed.length;
  const namedSuccesses = new Set(succeeded);
  const namedFailures = new Set(failed);
  let newIndexes = 0;
  const releasable: Pod[] = [];
  let more = false;

  for (const pod of pods) {
    if (!isTracked(pod) || !mayRelease(seen, pod, end)) continue;
    releasable.push(pod);
    const uid = pod.metadata.uid!;
    const index = validIndexOf(pod, job);
    if (pod.status?.phase === 'Succeeded' && !namedFailures.has(uid)) {
      if (!isByIndex) {
        if (!namedSuccesses.has(uid)) succeeded.push(uid);
      } else if (index !== undefined && !containsIndex(seen.indexes!.counted, index)) newIndexes++;
    } else if (isFailed(pod, job) || (end && end.type !== 'SuccessCriteriaMet')) {
      const counts = judgeFailure(job.spec.podFailurePolicy, pod).counts;
      if (!namedFailures.has(uid) && (!isByIndex || index !== undefined) && counts) failed.push(uid);
    }
    more = newIndexes + succeeded.length + failed.length >= uncountedAtOnce;
    if (more) break;
  }
  const named = withUncounted(status, succeeded, failed);
  const isLonger = succeeded.length + failed.length > before || newIndexes > 0;
  const indexed = isByIndex ? withIndexes(seen, named) : { status: named, changed: false };
  return { status: indexed.status, changed: isLonger || indexed.changed, releasable, more };
}

function byIndex(a: Pod, b: Pod): number {
  return (indexOf(a) ?? -1) - (indexOf(b) ?? -1);
}

/**
 * Whether the pod need not be kept any longer: the whole Job ends, or the pod has; but a failed one whose
 * index goes on is kept until its replacement stands.
 */
function mayRelease({ job, lastFailed }: Observation, pod: Pod, end: JobCondition | undefined): boolean {
  if (job.metadata.deletionTimestamp || end || pod.status?.phase === 'Succeeded') return true;
  if (!isFailed(pod, job)) return false;
  const index = indexOf(pod);
  return index === undefined || lastFailed.get(index)?.metadata.uid !== pod.metadata.uid;
}

/** Indexes need no names: that one has succeeded is known from its text, whoever else has its pod. */
function withIndexes({ indexes }: Observation, status: JobStatus): { status: JobStatus; changed: boolean } {
  const { succeeded } = indexes!;
  const completedIndexes = formatIntervals(succeeded);
  const failedIndexes = indexes!.failed && formatIntervals(indexes!.failed);
  const changed =
    completedIndexes !== (status.completedIndexes ?? '') || failedIndexes !== status.failedIndexes;
  const named = { ...status, succeeded: countIndexes(succeeded), completedIndexes };
  return { status: failedIndexes === undefined ? named : { ...named, failedIndexes }, changed };
}

/**
 * The second half: pods named in the status that no longer carry the finalizer move from the names into the
 * counters. The same status when there are none.
 */
export function countNamed(status: JobStatus, isHeld: (uid: string) => boolean): JobStatus {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
  const heldSucceeded = succeeded.filter(isHeld);
  const heldFailed = failed.filter(isHeld);
  const newSuccesses = succeeded.length - heldSucceeded.length;
  const newFailures = failed.length - heldFailed.length;
  if (newSuccesses === 0 && newFailures === 0) return status;
  return {
    ...withUncounted(status, heldSucceeded, heldFailed),
    succeeded: (status.succeeded ?? 0) + newSuccesses,
    failed: (status.failed ?? 0) + newFailures,
  };
}

function withUncounted(status: JobStatus, succeeded: string[], failed: string[]): JobStatus {
  const uncountedTerminatedPods = {
    ...(succeeded.length > 0 ? { succeeded } : {}),
    ...(failed.length > 0 ? { failed } : {}),
  };
  return { ...status, uncountedTerminatedPods };
}

/** Whether pods are named in the status that are not in its counters yet. */
export function hasUncounted({ uncountedTerminatedPods }: JobStatus): boolean {
  const { succeeded = [], failed = [] } = uncountedTerminatedPods ?? {};
  return succeeded.length + failed.length > 0;
}

/** The status as it is written: counters of zero that Kubernetes leaves out are left out. */
export function writtenStatus(job: Job, status: JobStatus): Job {
  const { active, succeeded, failed, completedIndexes, ...rest } = status;
  return {
    ...job,
    status: {
      ...rest,
      ...(active ? { active } : {}),
      ...(succeeded ? { succeeded } : {}),
      ...(failed ? { failed } : {}),
      ...(completedIndexes ? { completedIndexes } : {}),
    },
  };
}
