import { isTrue } from '../meta/object';
import type { Job } from '../resources/job/types';
import type { Pod } from '../resources/pod/types';
import { isPodFailed, isPodSucceeded, podFinishedMs } from './podstate';

/** The Job controller's first and longest waits between a failed pod and the pod that replaces it. */
const firstBackoffMs = 10_000;
const longestBackoffMs = 600_000;

/** The wait after so many failures in a row: 10 s, doubled each time, 10 min at most. */
export function backoffDelayMs(failures: number): number {
  return failures <= 0 ? 0 : Math.min(longestBackoffMs, firstBackoffMs * 2 ** (failures - 1));
}

/** What is known about a Job that waits before it tries again. */
export interface Backoff {
  failures: number;
  retriesLeft?: number;
  nextAtMs?: number;
}

/**
 * The back-off a Job without active pods is in, or `undefined` when it waits for nothing of the kind. The time of the next try
 * needs the Job's pods; it follows the Job controller's record of failures since the last success.
 */
export function backoffOf(job: Job, pods: readonly Pod[]): Backoff | undefined {
  const failures = job.status?.failed ?? 0;
  if (failures === 0) return undefined;
  const retries = retriesLeft(job, pods);
  const nextAtMs = job.spec.backoffLimitPerIndex === undefined ? nextTryAtMs(pods) : undefined;
  return { failures, retriesLeft: retries, nextAtMs };
}

/** When the controller tries again after the failures among these pods; `undefined` when none stands after the last success. */
export function nextTryAtMs(pods: readonly Pod[]): number | undefined {
  const lastSuccessMs = latest(pods.filter(isPodSucceeded).map(podFinishedMs));
  const failedMs = pods
    .filter(isPodFailed)
    .map(podFinishedMs)
    .filter((endMs) => endMs > lastSuccessMs);
  if (failedMs.length === 0) return undefined;
  return latest(failedMs) + backoffDelayMs(failedMs.length);
}

function latest(timesMs: readonly number[]): number {
  return timesMs.reduce((last, timeMs) => Math.max(last, timeMs), 0);
}

/**
 * How many more pod failures a Job bears before it fails; `undefined` where the limit is per index or the Job has ended.
 * Restarts of containers in pods that still run count as failures, as they do for the controller with `OnFailure`.
 */
export function retriesLeft(job: Job, pods: readonly Pod[]): number | undefined {
  const { conditions, failed = 0 } = job.status ?? {};
  if (job.spec.backoffLimitPerIndex !== undefined) return undefined;
  if (isTrue(conditions, 'Complete') || isTrue(conditions, 'Failed')) return undefined;
  const limit = job.spec.backoffLimit ?? 6;
  const restarts = pods
    .filter((pod) => pod.spec.restartPolicy === 'OnFailure')
    .filter((pod) => pod.status?.phase === 'Running' || pod.status?.phase === 'Pending')
    .flatMap((pod) => [
      ...(pod.status?.initContainerStatuses ?? []),
      ...(pod.status?.containerStatuses ?? []),
    ])
    .reduce((sum, { restartCount }) => sum + restartCount, 0);
  return Math.max(0, limit - failed - restarts);
}
