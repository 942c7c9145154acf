import type { CronJob } from '@/lib/resources/cronjob/types';
import type { Job } from '@/lib/resources/job/types';
import { byNextRun, type CronJobRow, cronJobRows } from '@/lib/view/cronjoblist';
import { type JobRow, jobRow } from '@/lib/view/joblist';
import type { JobPhase } from '@/lib/view/jobstate';

/** What the overview shows of the Jobs. */
export interface JobsToday {
  counts: ReadonlyMap<JobPhase, number>;
  /** Failed or failing within the last day, newest first. */
  failed: readonly JobRow[];
  /** Not ended, newest first. */
  underWay: readonly JobRow[];
}

const dayMs = 24 * 3600 * 1000;
const underWayPhases: ReadonlySet<JobPhase> = new Set([
  'pending',
  'running',
  'retrying',
  'finishing',
  'failing',
]);

/** Counts the Jobs by state and picks those a person on call looks for. */
export function jobsToday(jobs: readonly Job[], nowMs: number): JobsToday {
  const rows = jobs.map(jobRow);
  const counts = new Map<JobPhase, number>();
  for (const { state } of rows) counts.set(state.phase, (counts.get(state.phase) ?? 0) + 1);
  const since = (row: JobRow) => row.state.sinceMs ?? 0;
  const newestFirst = (a: JobRow, b: JobRow) => since(b) - since(a) || a.name.localeCompare(b.name);
  const failed = rows.filter(({ state }) => state.phase === 'failed' && (state.sinceMs ?? 0) > nowMs - dayMs);
  const underWay = rows.filter(({ state }) => underWayPhases.has(state.phase));
  return { counts, failed: failed.sort(newestFirst), underWay: underWay.sort(newestFirst) };
}

/** The CronJobs that are going to fire, soonest first. */
export function firesNext(cronJobs: readonly CronJob[], nowMs: number, clusterZone: string): CronJobRow[] {
  const rows = cronJobRows(cronJobs, [], nowMs, clusterZone);
  return rows.filter(({ nextRun }) => nextRun.kind === 'at').sort(byNextRun);
}
