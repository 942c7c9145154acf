import { countIndexes } from '../../meta/intervals';
import { findCondition, isTrue } from '../../meta/object';
import type { Job, JobCondition } from '../../resources/job/types';
import type { Pod } from '../../resources/pod/types';
import { fromTime } from '../../time/clock';
import { newCondition } from './conditions';
import type { Observation } from './observe';
import { isFailed } from './podfacts';
import { judgeFailure } from './podfailurepolicy';
import { metSuccessPolicy } from './successpolicy';

/**
 * The condition that ends the Job, if something does: `SuccessCriteriaMet` or `FailureTarget` when it is
 * decided now, and `Failed` when the failure was decided before. What was decided stays; failure is looked
 * at before success.
 */
export function endOf(seen: Observation, nowMs: number): JobCondition | undefined {
  const { conditions } = seen.job.status ?? {};
  const met = findCondition(conditions, 'SuccessCriteriaMet');
  if (met?.status === 'True') return met;
  const target = findCondition(conditions, 'FailureTarget');
  if (target?.status === 'True') {
    return newCondition('Failed', 'True', target.reason ?? '', target.message ?? '', nowMs);
  }
  const failure = failureOf(seen, nowMs);
  if (failure) return newCondition('FailureTarget', 'True', failure.reason, failure.message, nowMs);
  const { job, indexes } = seen;
  const message =
    indexes && metSuccessPolicy(job.spec.successPolicy, job.spec.completions ?? 0, indexes.succeeded);
  return message ? newCondition('SuccessCriteriaMet', 'True', 'SuccessPolicy', message, nowMs) : undefined;
}

function failureOf(seen: Observation, nowMs: number): { reason: string; message: string } | undefined {
  const { job, pods, failed } = seen;
  const policyMessage = failedByPolicy(seen);
  if (policyMessage) return { reason: 'PodFailurePolicy', message: policyMessage };
  if (failed > backoffLimitOf(job) || isPastRestarts(job, pods)) {
    return { reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
  }
  if ((deadlineInMs(job, nowMs) ?? 1) <= 0) {
    return { reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };
  }
  return failureByIndex(seen);
}

/** Counted pods matter too: where the rest could not be removed at once, nothing but they says so. */
function failedByPolicy({ job, pods, counted }: Observation): string | undefined {
  const { podFailurePolicy } = job.spec;
  if (!podFailurePolicy) return undefined;
  for (const pod of [...pods, ...counted]) {
    const message = isFailed(pod, job) ? judgeFailure(podFailurePolicy, pod).message : undefined;
    if (message) return message;
  }
  return undefined;
}

function backoffLimitOf({ spec }: Job): number {
  return spec.backoffLimit ?? 6;
}

/** Where containers are started again within their pods, those restarts count against the limit. */
function isPastRestarts(job: Job, pods: readonly Pod[]): boolean {
  if (job.spec.template.spec.restartPolicy !== 'OnFailure') return false;
  let restarts = 0;
  for (const { status } of pods) {
    if (status?.phase !== 'Running' && status?.phase !== 'Pending') continue;
    for (const { restartCount } of status.initContainerStatuses ?? []) restarts += restartCount;
    for (const { restartCount } of status.containerStatuses ?? []) restarts += restartCount;
  }
  const limit = backoffLimitOf(job);
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

/** Milliseconds to the Job's deadline; `undefined` when it has none or the deadline is not running. */
export function deadlineInMs({ spec, status }: Job, nowMs: number): number | undefined {
  const startMs = fromTime(status?.startTime);
  if (spec.activeDeadlineSeconds === undefined || startMs === undefined || spec.suspend) return undefined;
  return startMs + spec.activeDeadlineSeconds * 1000 - nowMs;
}

function failureByIndex({ job, indexes }: Observation): { reason: string; message: string } | undefined {
  if (!indexes?.failed) return undefined;
  const failed = countIndexes(indexes.failed);
  const { maxFailedIndexes, completions = 0 } = job.spec;
  if (maxFailedIndexes !== undefined && failed > maxFailedIndexes) {
    return {
      reason: 'MaxFailedIndexesExceeded',
      message: 'Job has exceeded the specified maximal number of failed indexes',
    };
  }
  const isDecided = failed > 0 && failed + countIndexes(indexes.succeeded) >= completions;
  return isDecided ? { reason: 'FailedIndexes', message: 'Job has failed indexes' } : undefined;
}

/** The condition that says enough pods succeeded, when they have and `active` pods are left. */
export function completionOf(seen: Observation, active: number, nowMs: number): JobCondition | undefined {
  const { completions } = seen.job.spec;
  const isEnough = completions === undefined ? seen.succeeded > 0 : seen.succeeded >= completions;
  if (!isEnough || active > 0) return undefined;
  const message = 'Reached expected number of succeeded pods';
  return newCondition('SuccessCriteriaMet', 'True', 'CompletionsReached', message, nowMs);
}

/** The last condition of a Job whose end is decided: Complete or Failed, for the reason given then. */
export function finalOf({ type, reason = '', message = '' }: JobCondition, nowMs: number): JobCondition {
  const isSuccess = type === 'SuccessCriteriaMet' || type === 'Complete';
  return newCondition(isSuccess ? 'Complete' : 'Failed', 'True', reason, message, nowMs);
}

/** Whether the Job has decided on this condition before. */
export function isDecided({ status }: Job, type: 'SuccessCriteriaMet' | 'FailureTarget'): boolean {
  return isTrue(status?.conditions, type);
}
