import { dayNumber, dayOf } from './calendar';
import type { CalendarSchedule, Schedule } from './syntax';
import { takesDay, walk } from './walk';
import { loadZone, type Segment, type Zone } from './zones';

export { ScheduleError } from './field';
export type { Schedule } from './syntax';
export { parseSchedule } from './syntax';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const minuteMs = 60_000;

/**
 * Within this distance of a clock change nothing is taken for granted and the step-by-step search decides.
 */
const cautionMs = 26 * hourMs;

/** Days the quick search looks ahead before it leaves the rest to the other one. */
const quickDays = 400;

/**
 * The first fire time after `afterMs`, in the schedule's own zone or else in `zone` (default UTC);
 * `undefined` when it does not fire within five years. The answers are those of robfig/cron, clock changes
 * included. Throws `ZoneError` for an unknown zone.
 */
export function next(schedule: Schedule, afterMs: number, zone = 'UTC'): number | undefined {
  if (!Number.isFinite(afterMs)) return undefined;
  if (schedule.kind === 'delay') return afterMs - mod(afterMs, 1000) + schedule.delayMs;
  if (isEmpty(schedule)) return undefined;
  const where = loadZone(schedule.zone ?? zone);
  return quickNext(schedule, afterMs, where) ?? walk(schedule, afterMs, where);
}

/**
 * Fire times after `fromMs` up to and including `toMs`, at most `limit`, each being `next` of the one
 * before.
 */
export function between(
  schedule: Schedule,
  fromMs: number,
  toMs: number,
  zone = 'UTC',
  limit = Number.POSITIVE_INFINITY,
): number[] {
  const found: number[] = [];
  if (schedule.kind === 'calendar' && isEmpty(schedule)) return found;
  const where = schedule.kind === 'calendar' ? loadZone(schedule.zone ?? zone) : undefined;
  let atMs = fromMs;
  while (found.length < limit) {
    if (where && schedule.kind === 'calendar') atMs = takeDays(schedule, atMs, toMs, where, limit, found);
    const dueMs = atMs <= toMs && found.length < limit ? next(schedule, atMs, zone) : undefined;
    if (dueMs === undefined || dueMs > toMs) break;
    found.push(dueMs);
    atMs = dueMs;
  }
  return found;
}

/**
 * How far back `previous` looks, in growing steps, so that a frequent schedule is not unrolled over years.
 */
const windowsMs = [2 * hourMs, 2 * dayMs, 63 * dayMs, 800 * dayMs, 5 * 366 * dayMs];

/**
 * The last fire time before `beforeMs`; `undefined` when there was none for five years. Schedules of
 * `@every` have no previous time: theirs count from whatever came before.
 */
export function previous(schedule: Schedule, beforeMs: number, zone = 'UTC'): number | undefined {
  if (schedule.kind === 'delay') return undefined;
  for (const windowMs of windowsMs) {
    const lastMs = between(schedule, beforeMs - windowMs, beforeMs - 1, zone).at(-1);
    if (lastMs !== undefined) return lastMs;
  }
  return undefined;
}

function isEmpty({ minute, hour, monthDay, month, weekday }: CalendarSchedule): boolean {
  const never = monthDay.values.length === 0 && weekday.values.length === 0;
  return never || minute.values.length === 0 || hour.values.length === 0 || month.values.length === 0;
}

/**
 * `next` by arithmetic, for when the search stays in one segment of the zone, clear of its ends.
 * `undefined` when it does not, or when nothing is found soon.
 */
function quickNext(schedule: CalendarSchedule, afterMs: number, zone: Zone): number | undefined {
  const firstMs = Math.floor(afterMs / minuteMs) * minuteMs + minuteMs;
  const segment = zone.segmentAt(firstMs);
  const { offsetMs } = segment;
  if (offsetMs % minuteMs !== 0) return undefined;
  let number = Math.floor((firstMs + offsetMs) / dayMs);
  let { year, month, day } = dayOf(number);
  const floor = schedule.month.has[month] ? number : number - day + 1;
  if (floor * dayMs - offsetMs - cautionMs < segment.startMs) return undefined;
  let fromMs = firstMs + offsetMs - number * dayMs;
  for (const last = number + quickDays; number < last; ) {
    if (number * dayMs - offsetMs + cautionMs + dayMs > segment.endMs) return undefined;
    if (!schedule.month.has[month]) {
      number = dayNumber(year, month + 1, 1);
      ({ year, month, day } = dayOf(number));
      fromMs = 0;
      continue;
    }
    const inDayMs = takesDay(schedule, number, day) ? firstInDay(schedule, fromMs) : undefined;
    if (inDayMs !== undefined) return number * dayMs + inDayMs - offsetMs;
    number += 1;
    fromMs = 0;
    if (day < 28) day += 1;
    else ({ year, month, day } = dayOf(number));
  }
  return undefined;
}

/** The first time of day at or after `fromMs` (both since local midnight). */
function firstInDay({ hour, minute }: CalendarSchedule, fromMs: number): number | undefined {
  const fromHour = Math.floor(fromMs / hourMs);
  const fromMinute = Math.floor(fromMs / minuteMs) % 60;
  if (hour.has[fromHour]) {
    const found = minute.values.find((value) => value >= fromMinute);
    if (found !== undefined) return fromHour * hourMs + found * minuteMs;
  }
  const nextHour = hour.values.find((value) => value > fromHour);
  return nextHour === undefined ? undefined : nextHour * hourMs + minute.values[0]! * minuteMs;
}

/**
 * Adds whole days' fire times as long as no clock change is near; answers how far it came, everything up to
 * there being in `found`.
 */
function takeDays(
  schedule: CalendarSchedule,
  afterMs: number,
  toMs: number,
  zone: Zone,
  limit: number,
  found: number[],
): number {
  let atMs = afterMs;
  let times: number[] | undefined;
  let segment: Segment = zone.segmentAt(atMs);
  let number = Math.floor((atMs + segment.offsetMs) / dayMs);
  let { month, day } = dayOf(number);
  while (atMs < toMs && found.length < limit) {
    const startMs = number * dayMs - segment.offsetMs;
    if (segment.offsetMs % minuteMs !== 0 || startMs - cautionMs < segment.startMs) return atMs;
    if (startMs + dayMs + cautionMs > segment.endMs) return atMs;
    // A month that does not match is searched from its first day, which may lie before the last clock change.
    if (!schedule.month.has[month] && startMs - 32 * dayMs < segment.startMs) return atMs;
    if (schedule.month.has[month] && takesDay(schedule, number, day)) {
      times ??= timesOfDay(schedule);
      for (const inDayMs of times) {
        const dueMs = startMs + inDayMs;
        if (dueMs <= afterMs) continue;
        if (dueMs > toMs || found.length >= limit) return Math.min(dueMs - 1, toMs);
        found.push(dueMs);
      }
    }
    atMs = startMs + dayMs - 1;
    number += 1;
    if (day < 28) day += 1;
    else ({ month, day } = dayOf(number));
    segment = zone.segmentAt(atMs + 1);
  }
  return atMs;
}

function timesOfDay({ hour, minute }: CalendarSchedule): number[] {
  return hour.values.flatMap((atHour) =>
    minute.values.map((atMinute) => atHour * hourMs + atMinute * minuteMs),
  );
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}
