import { next } from '../cron/schedule';
import { zoneError } from '../cron/zones';
import { controllerOf } from '../meta/object';
import type { CronJob } from '../resources/cronjob/types';
import type { Job } from '../resources/job/types';
import { fromTime } from '../time/clock';
import { readSchedule } from './schedulepreview';

/** When a CronJob runs next. `suspended` ones would run at `atMs` if they were resumed. */
export type NextRun =
  | { kind: 'at'; atMs: number; zone: string }
  | { kind: 'suspended'; atMs?: number; zone: string }
  | { kind: 'never' }
  | { kind: 'wrong'; message: string };

/** One line of the list of CronJobs. */
export interface CronJobRow {
  key: string;
  cronJob: CronJob;
  nextRun: NextRun;
  /** The newest of its Jobs that are still there. */
  lastJob: Job | undefined;
}

/** The zone a CronJob's schedule is read in: its own, or else the one of the cluster's controllers. */
export function zoneOf(cronJob: CronJob, clusterZone: string): string {
  return cronJob.spec.timeZone || clusterZone;
}

/**
 * When a CronJob runs next after `nowMs`. Schedules of `@every` count from the run before, else from the
 * CronJob's creation.
 */
export function nextRunOf(cronJob: CronJob, nowMs: number, clusterZone: string): NextRun {
  const zone = zoneOf(cronJob, clusterZone);
  const wrongZone = zoneError(zone);
  if (wrongZone !== undefined) return { kind: 'wrong', message: wrongZone };
  const schedule = readSchedule(cronJob.spec.schedule ?? '');
  if (schedule instanceof Error) return { kind: 'wrong', message: schedule.message };
  let fromMs = nowMs;
  if (schedule.kind === 'delay') {
    const { status, metadata } = cronJob;
    const sinceMs = fromTime(status?.lastScheduleTime) ?? fromTime(metadata.creationTimestamp) ?? nowMs;
    const periods = Math.max(0, Math.floor((nowMs - sinceMs) / schedule.delayMs));
    fromMs = sinceMs + periods * schedule.delayMs;
  }
  const atMs = next(schedule, fromMs, zone);
  if (cronJob.spec.suspend) return { kind: 'suspended', zone, ...(atMs === undefined ? {} : { atMs }) };
  return atMs === undefined ? { kind: 'never' } : { kind: 'at', atMs, zone };
}

/** Jobs by the uid of the CronJob that controls them, newest first. */
export function jobsByCronJob(jobs: readonly Job[]): ReadonlyMap<string, readonly Job[]> {
  const found = new Map<string, Job[]>();
  for (const job of jobs) {
    const owner = controllerOf(job);
    if (owner?.kind !== 'CronJob') continue;
    const list = found.get(owner.uid);
    if (list) list.push(job);
    else found.set(owner.uid, [job]);
  }
  for (const list of found.values()) list.sort(newestFirst);
  return found;
}

function newestFirst(a: Job, b: Job): number {
  const created = (job: Job) => fromTime(job.metadata.creationTimestamp) ?? 0;
  return created(b) - created(a) || (b.metadata.name ?? '').localeCompare(a.metadata.name ?? '');
}

/**
 * The lines of the list. A line whose CronJob, newest Job and next run are what they were is the very one of
 * `before`, so that only what changed is drawn anew.
 */
export function cronJobRows(
  cronJobs: readonly CronJob[],
  jobs: readonly Job[],
  nowMs: number,
  clusterZone: string,
  before: ReadonlyMap<string, CronJobRow> = new Map(),
): CronJobRow[] {
  const owned = jobsByCronJob(jobs);
  return cronJobs.map((cronJob) => {
    const { uid = '', namespace = '', name = '' } = cronJob.metadata;
    const key = uid || `${namespace}/${name}`;
    const lastJob = owned.get(uid)?.[0];
    const old = before.get(key);
    const same = old?.cronJob === cronJob;
    const isDue = !same || (old.nextRun.kind === 'at' && old.nextRun.atMs <= nowMs);
    if (same && !isDue && old.lastJob === lastJob) return old;
    const nextRun = isDue ? nextRunOf(cronJob, nowMs, clusterZone) : old.nextRun;
    return { key, cronJob, nextRun, lastJob };
  });
}

/** Compares by the next run: soonest first, then those that do not run by themselves. */
export function byNextRun(a: CronJobRow, b: CronJobRow): number {
  const rank = { at: 0, suspended: 1, never: 2, wrong: 3 };
  const atMs = ({ nextRun }: CronJobRow) => ('atMs' in nextRun ? (nextRun.atMs ?? 0) : 0);
  return rank[a.nextRun.kind] - rank[b.nextRun.kind] || atMs(a) - atMs(b);
}

/** Whether a line holds every word of a filter text in its name, namespace, schedule or zone. */
export function isFound({ cronJob }: CronJobRow, text: string): boolean {
  const { metadata, spec } = cronJob;
  const whole =
    `${metadata.name} ${metadata.namespace} ${spec.schedule} ${spec.timeZone ?? ''}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => whole.includes(word));
}
