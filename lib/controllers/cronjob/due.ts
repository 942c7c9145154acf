import { missed } from '../../cron/missed';
import { next, parseSchedule, type Schedule, ScheduleError } from '../../cron/schedule';
import { zoneError } from '../../cron/zones';
import { quoteText } from '../../meta/quote';
import type { CronJob } from '../../resources/cronjob/types';
import { fromTime } from '../../time/clock';

/** An event to tell. */
export interface Tell {
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
}

/** What the schedule says at this instant. */
export interface Due {
  /** The run to start; `undefined` when none is due. */
  runMs: number | undefined;
  /** When to look again; `undefined` when nothing will come of it until the CronJob changes. */
  againInMs: number | undefined;
  tell: Tell[];
}

/** Clocks differ a little; the look at a fire time is taken this much after it. */
const marginMs = 100;

/** The zone of a CronJob's schedule that names none itself: the control plane runs on UTC. */
export function zoneOf({ spec }: CronJob): string {
  return spec.timeZone ?? 'UTC';
}

/**
 * Which run is due now: the latest fire time since the last run (or since creation) that was not missed by
 * more than the starting deadline and has not been started yet. Suspended, impossible and unreadable
 * schedules have none. The search begins at the deadline, so that what it finds is never too late: that is
 * why Kubernetes never tells its `MissSchedule` either.
 */
export function dueOf(cronJob: CronJob, nowMs: number): Due {
  const { spec, status, metadata } = cronJob;
  const tell: Tell[] = [];
  const nothing = (againInMs?: number): Due => ({ runMs: undefined, againInMs, tell });
  const zoneProblem = spec.timeZone == null ? undefined : zoneError(spec.timeZone);
  if (zoneProblem !== undefined) {
    const message = `invalid timeZone: ${quoteText(spec.timeZone!)}: ${zoneProblem}`;
    tell.push({ type: 'Warning', reason: 'UnknownTimeZone', message });
    return nothing();
  }
  if (spec.suspend) return nothing();
  const schedule = readSchedule(cronJob, tell);
  if (!schedule) return nothing();

  const deadlineMs =
    spec.startingDeadlineSeconds === undefined ? undefined : spec.startingDeadlineSeconds * 1000;
  const sinceMs = fromTime(status?.lastScheduleTime) ?? fromTime(metadata.creationTimestamp) ?? nowMs;
  const fromMs = deadlineMs === undefined ? sinceMs : Math.max(sinceMs, nowMs - deadlineMs);
  const found = missed(schedule, fromMs, nowMs, zoneOf(cronJob));
  if (found.error) {
    const message = `invalid schedule: ${spec.schedule} : ${found.error}`;
    tell.push({ type: 'Warning', reason: 'InvalidSchedule', message });
    return nothing();
  }
  const againInMs = againAfter(schedule, sinceMs, nowMs, zoneOf(cronJob));
  if (found.recentMs === undefined) return nothing(againInMs);
  if (found.count === 'many') tell.push(tooMany);
  const isStarted =
    fromTime(status?.lastScheduleTime) === found.recentMs ||
    isListed(cronJob, runName(cronJob, found.recentMs));
  return isStarted ? nothing(againInMs) : { runMs: found.recentMs, againInMs, tell };
}

function isListed({ metadata, status }: CronJob, job: string): boolean {
  return (
    status?.active?.some(({ namespace, name }) => name === job && namespace === metadata.namespace) ?? false
  );
}

const tooMany: Tell = {
  type: 'Warning',
  reason: 'TooManyMissedTimes',
  message: 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
};

function readSchedule({ spec }: CronJob, tell: Tell[]): Schedule | undefined {
  if (spec.schedule.includes('TZ')) {
    const link = 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/';
    const message =
      `CRON_TZ or TZ used in schedule ${quoteText(spec.schedule)} is not officially supported, ` +
      `see ${link} for more details`;
    tell.push({ type: 'Warning', reason: 'UnsupportedSchedule', message });
  }
  try {
    return parseSchedule(spec.schedule);
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    const message = `unparseable schedule: ${quoteText(spec.schedule)} : ${error.message}`;
    tell.push({ type: 'Warning', reason: 'UnparseableSchedule', message });
    return undefined;
  }
}

/** Milliseconds until the fire time after the latest one there was, or after now where that is unclear. */
function againAfter(schedule: Schedule, sinceMs: number, nowMs: number, zone: string): number | undefined {
  const found = missed(schedule, sinceMs, nowMs, zone);
  const isFirst = found.recentMs === undefined && found.count === 'none' && !found.error;
  const nextMs = next(schedule, found.recentMs ?? (isFirst ? sinceMs : nowMs), zone);
  return nextMs === undefined ? undefined : nextMs + marginMs - nowMs;
}

/**
 * When a CronJob whose schedule has just changed is to be looked at: at its next fire time; at once where
 * there is none, for `dueOf` to say so. A zone that is unknown does not count, a schedule that cannot be read
 * is told and left alone. The rules are those of Kubernetes' `updateCronJob`.
 */
export function lookAfterChange(
  cronJob: CronJob,
  nowMs: number,
): { inMs: number | undefined; tell: readonly Tell[] } {
  const { spec, status, metadata } = cronJob;
  let schedule: Schedule;
  try {
    schedule = parseSchedule(spec.schedule);
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    const message = `unparseable schedule for cronjob: ${spec.schedule}`;
    return { inMs: undefined, tell: [{ type: 'Warning', reason: 'UnParseableCronJobSchedule', message }] };
  }
  const sinceMs = fromTime(status?.lastScheduleTime) ?? fromTime(metadata.creationTimestamp) ?? nowMs;
  const zone = zoneError(zoneOf(cronJob)) === undefined ? zoneOf(cronJob) : 'UTC';
  return { inMs: againAfter(schedule, sinceMs, nowMs, zone) ?? 0, tell: [] };
}

/**
 * The name of the Job of a run: the CronJob's and the minutes of its fire time since 1970, so that none is
 * made twice.
 */
export function runName({ metadata }: CronJob, runMs: number): string {
  return `${metadata.name}-${Math.floor(runMs / 60_000)}`;
}
