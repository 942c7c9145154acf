import { findCondition, isTrue } from '../meta/object';
import type { Job } from '../resources/job/types';
import { fromTime } from '../time/clock';
import { countIndexes } from './jobindexes';
import { isFinished } from './jobstate';

/** How far a Job is, in pods (or indexes, which is the same for what has succeeded). */
export interface JobCounts {
  done: number;
  active: number;
  ready?: number;
  terminating: number;
  failed: number;
  /** Failed indexes, where failures count per index. */
  failedIndexes: number;
  /** Completions that neither are there nor are being worked on; `undefined` for a work queue. */
  left?: number;
  /** Completions asked for; `undefined` for a work queue. */
  wanted?: number;
}

/** The counts of a Job as its status tells them. */
export function jobCounts(job: Job): JobCounts {
  const { active = 0, succeeded = 0, failed = 0, terminating = 0, ready, failedIndexes } = job.status ?? {};
  const wanted = job.spec.completions;
  const lostIndexes = countIndexes(failedIndexes);
  const left = wanted === undefined ? undefined : Math.max(0, wanted - succeeded - active - lostIndexes);
  return { done: succeeded, active, ready, terminating, failed, failedIndexes: lostIndexes, left, wanted };
}

/** The parts of a progress bar; they add up to `total`, which is at least 1. */
export interface JobBar {
  done: number;
  active: number;
  failed: number;
  left: number;
  total: number;
  /** The Job has failed: what is left will not be done. */
  stopped: boolean;
}

/**
 * What a progress bar shows. A work queue (completions unset) has no known end: its workers are the total. Failed pods take no
 * place in the bar unless they cost their index; a Job that failed shows what it did not reach.
 */
export function jobBar(job: Job): JobBar {
  const { done, active, failedIndexes, wanted } = jobCounts(job);
  const workers = Math.max(job.spec.parallelism ?? 1, done + active, 1);
  const complete = isTrue(job.status?.conditions, 'Complete');
  const total = complete ? Math.max(1, done) : Math.max(1, wanted ?? workers);
  const doneShown = complete ? total : Math.min(done, total);
  const failed = Math.min(failedIndexes, total - doneShown);
  const activeShown = Math.min(active, total - doneShown - failed);
  const left = total - doneShown - failed - activeShown;
  const stopped = isTrue(job.status?.conditions, 'Failed') || isTrue(job.status?.conditions, 'FailureTarget');
  return { done: doneShown, active: activeShown, failed, left, total, stopped };
}

/** The completions as `kubectl get jobs` prints them: `3/8`; for a work queue `0/1`, or `1/1 of 2` with several workers. */
export function completionsText(job: Job): string {
  const { completions, parallelism = 0 } = job.spec;
  const done = job.status?.succeeded ?? 0;
  if (completions !== undefined) return `${done}/${completions}`;
  return parallelism > 1 ? `${done}/1 of ${parallelism}` : `${done}/1`;
}

/** From when to when a Job has run. `endMs` is left out while it runs. */
export interface JobSpan {
  startMs: number;
  endMs?: number;
}

/**
 * The time a Job has run: from `startTime` to `completionTime`, or for a failed Job (which has none) to when it was found failed.
 * `undefined` before the start and while suspended, when Kubernetes clears the start.
 */
export function jobSpan(job: Job): JobSpan | undefined {
  const startMs = fromTime(job.status?.startTime);
  if (startMs === undefined) return undefined;
  const completedMs = fromTime(job.status?.completionTime);
  const failed = findCondition(job.status?.conditions, 'Failed');
  const failedMs = failed?.status === 'True' ? fromTime(failed.lastTransitionTime) : undefined;
  const endMs = completedMs ?? failedMs;
  return endMs === undefined ? { startMs } : { startMs, endMs: Math.max(startMs, endMs) };
}

/** How long a Job has run by `nowMs`; stands still once it has ended. */
export function jobDurationMs(job: Job, nowMs: number): number | undefined {
  const span = jobSpan(job);
  return span && Math.max(0, (span.endMs ?? nowMs) - span.startMs);
}

/** When `activeDeadlineSeconds` ends the Job; `undefined` without one, before the start and after the end. */
export function deadlineAtMs(job: Job): number | undefined {
  const span = jobSpan(job);
  if (!span || span.endMs !== undefined || job.spec.activeDeadlineSeconds === undefined) return undefined;
  return span.startMs + job.spec.activeDeadlineSeconds * 1000;
}

/** When `ttlSecondsAfterFinished` has the Job deleted; `undefined` without one and before the end. */
export function expiresAtMs(job: Job): number | undefined {
  if (job.spec.ttlSecondsAfterFinished === undefined || !isFinished(job)) return undefined;
  const type = isTrue(job.status?.conditions, 'Complete') ? 'Complete' : 'Failed';
  const endMs = fromTime(findCondition(job.status?.conditions, type)?.lastTransitionTime);
  return endMs === undefined ? undefined : endMs + job.spec.ttlSecondsAfterFinished * 1000;
}
