import { isTrue } from '../../meta/object';
import type { CronJob } from '../../resources/cronjob/types';
import type { Job } from '../../resources/job/types';
import { fromTime } from '../../time/clock';

/** Finished Jobs beyond the history limits, oldest first; where a limit is not set, all stay. */
export function surplusOf({ spec }: CronJob, jobs: readonly Job[]): Job[] {
  const complete = jobs.filter(({ status }) => isTrue(status?.conditions, 'Complete'));
  const failed = jobs.filter(
    ({ status }) => isTrue(status?.conditions, 'Failed') && !isTrue(status?.conditions, 'Complete'),
  );
  return [
    ...oldest(complete, spec.successfulJobsHistoryLimit),
    ...oldest(failed, spec.failedJobsHistoryLimit),
  ];
}

function oldest(jobs: Job[], limit: number | undefined): Job[] {
  return limit === undefined ? [] : jobs.sort(byStart).slice(0, Math.max(0, jobs.length - limit));
}

/** By start time, those never started last, then by name. */
function byStart(a: Job, b: Job): number {
  const aMs = fromTime(a.status?.startTime) ?? Number.MAX_SAFE_INTEGER;
  const bMs = fromTime(b.status?.startTime) ?? Number.MAX_SAFE_INTEGER;
  if (aMs !== bMs) return aMs - bMs;
  return (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1;
}
