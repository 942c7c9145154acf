import { isTrue } from '../../meta/object';
import type { CronJob, CronJobStatus } from '../../resources/cronjob/types';
import type { Job } from '../../resources/job/types';
import { fromTime } from '../../time/clock';
import type { Tell } from './due';

/** What the Jobs of a CronJob change about its status. */
export interface Review {
  /** The same object when nothing changed. */
  status: CronJobStatus;
  tell: Tell[];
  /**
   * Unfinished Jobs of the CronJob that its list does not name: made by somebody else, or before a crash that lost
   * the note of them.
   */
  unexpected: Job[];
  /**
   * Jobs named in the status that were not among those given; whether they are gone must be asked of the
   * server.
   */
  missing: { name: string; uid: string }[];
}

/** Takes finished Jobs off the list of active ones and notes the last success. */
export function reviewActive({ status = {} }: CronJob, jobs: readonly Job[]): Review {
  const tell: Tell[] = [];
  const unexpected: Job[] = [];
  let next = status;
  for (const job of jobs) {
    const { uid, name } = job.metadata;
    const isListed = next.active?.some((reference) => reference.uid === uid) ?? false;
    const ended = endOf(job);
    if (!ended) {
      if (isListed) continue;
      unexpected.push(job);
      const message = `Saw a job that the controller did not create or forgot: ${name}`;
      tell.push({ type: 'Warning', reason: 'UnexpectedJob', message });
      continue;
    }
    if (isListed) {
      next = withoutActive(next, uid);
      const message = `Saw completed job: ${name}, condition: ${ended}`;
      tell.push({ type: 'Normal', reason: 'SawCompletedJob', message });
    }
    if (ended === 'Complete') next = withSuccess(next, job);
  }
  const present = new Set(jobs.map(({ metadata }) => metadata.uid));
  const missing = (next.active ?? [])
    .filter(({ uid }) => !present.has(uid))
    .map(({ name = '', uid = '' }) => ({ name, uid }));
  return { status: next, tell, unexpected, missing };
}

function endOf({ status }: Job): 'Complete' | 'Failed' | undefined {
  if (isTrue(status?.conditions, 'Complete')) return 'Complete';
  return isTrue(status?.conditions, 'Failed') ? 'Failed' : undefined;
}

/** The status without that Job among the active ones. */
export function withoutActive(status: CronJobStatus, uid: string | undefined): CronJobStatus {
  const { active = [], ...rest } = status;
  const left = active.filter((reference) => reference.uid !== uid);
  if (left.length === active.length) return status;
  return left.length > 0 ? { ...rest, active: left } : rest;
}

function withSuccess(status: CronJobStatus, job: Job): CronJobStatus {
  const { completionTime } = job.status ?? {};
  const atMs = fromTime(completionTime);
  const lastMs = fromTime(status.lastSuccessfulTime);
  if (atMs === undefined || (lastMs !== undefined && atMs <= lastMs)) return status;
  return { ...status, lastSuccessfulTime: completionTime };
}
