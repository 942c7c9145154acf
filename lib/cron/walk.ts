import { dayNumber, dayOf, weekdayOf } from './calendar';
import type { CalendarSchedule } from './syntax';
import type { Zone } from './zones';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const minuteMs = 60_000;

/** Years after which the search gives up: such a schedule never fires. */
const searchYears = 5;

/**
 * Whether the schedule takes that day: both day fields must match, or either of them when neither is
 * written with a star.
 */
export function takesDay(schedule: CalendarSchedule, number: number, monthDay: number): boolean {
  const inMonth = schedule.monthDay.has[monthDay] === 1;
  const inWeek = schedule.weekday.has[weekdayOf(number)] === 1;
  return schedule.monthDay.star || schedule.weekday.star ? inMonth && inWeek : inMonth || inWeek;
}

/**
 * The first fire time after `afterMs`, found step by step in the zone's local time exactly as robfig/cron's
 * `SpecSchedule.Next` does, with what that does around clock changes: a time that is skipped is not made up
 * for, one that comes twice fires twice. Answers `undefined` when there is none within five years. Where
 * that algorithm would stand still for ever (a calendar day that a zone left out), this one steps over the
 * day.
 */
export function walk(schedule: CalendarSchedule, afterMs: number, zone: Zone): number | undefined {
  const local = new LocalTime(zone, Math.floor(afterMs / 1000) * 1000 + 1000);
  const lastYear = local.year + searchYears;
  const search = { floored: false };
  while (local.year <= lastYear) {
    if (
      reachMonth(schedule, local, search) &&
      reachDay(schedule, local, search) &&
      reachHour(schedule, local, search) &&
      reachMinute(schedule, local, search) &&
      reachSecond(local, search)
    ) {
      return local.utcMs;
    }
  }
  return undefined;
}

/**
 * Whether the time has been set back to the start of a field yet, which is done once, at the first field
 * that does not match.
 */
interface Search {
  floored: boolean;
}

/** Each of these moves on to a match in its field, or answers false when it ran over into the field above. */
function reachMonth({ month }: CalendarSchedule, local: LocalTime, search: Search): boolean {
  while (!month.has[local.month]) {
    if (!search.floored) local.set(local.year, local.month, 1, 0);
    search.floored = true;
    local.addMonth();
    if (local.month === 1) return false;
  }
  return true;
}

function reachDay(schedule: CalendarSchedule, local: LocalTime, search: Search): boolean {
  while (!takesDay(schedule, local.dayNumber, local.day)) {
    if (!search.floored) local.set(local.year, local.month, local.day, 0);
    search.floored = true;
    local.addDay();
    if (local.day === 1) return false;
  }
  return true;
}

function reachHour({ hour }: CalendarSchedule, local: LocalTime, search: Search): boolean {
  while (!hour.has[local.hour]) {
    if (!search.floored) local.set(local.year, local.month, local.day, local.hour);
    search.floored = true;
    local.moveTo(local.utcMs + hourMs);
    if (local.hour === 0) return false;
  }
  return true;
}

function reachMinute({ minute }: CalendarSchedule, local: LocalTime, search: Search): boolean {
  while (!minute.has[local.minute]) {
    if (!search.floored) local.moveTo(Math.floor(local.utcMs / minuteMs) * minuteMs);
    search.floored = true;
    local.moveTo(local.utcMs + minuteMs);
    if (local.minute === 0) return false;
  }
  return true;
}

function reachSecond(local: LocalTime, search: Search): boolean {
  while (local.second !== 0) {
    search.floored = true;
    local.moveTo(local.utcMs + 1000);
    if (local.second === 0) return false;
  }
  return true;
}

/** An instant and what clock and calendar of a zone show at it. */
class LocalTime {
  utcMs = 0;
  year = 0;
  month = 0;
  day = 0;
  dayNumber = 0;
  hour = 0;
  minute = 0;
  second = 0;

  constructor(
    private readonly zone: Zone,
    utcMs: number,
  ) {
    this.moveTo(utcMs);
  }

  moveTo(utcMs: number): void {
    this.utcMs = utcMs;
    const localMs = utcMs + this.zone.segmentAt(utcMs).offsetMs;
    const number = Math.floor(localMs / dayMs);
    if (number !== this.dayNumber || this.year === 0) {
      const { year, month, day } = dayOf(number);
      this.year = year;
      this.month = month;
      this.day = day;
      this.dayNumber = number;
    }
    const inDayMs = localMs - number * dayMs;
    this.hour = Math.floor(inDayMs / hourMs);
    this.minute = Math.floor(inDayMs / minuteMs) % 60;
    this.second = Math.floor(inDayMs / 1000) % 60;
  }

  /** As Go's `time.Date`: where a local time comes twice or not at all, this picks as Go does. */
  set(year: number, month: number, day: number, hour: number, minute = 0, second = 0): void {
    const wallMs = dayNumber(year, month, day) * dayMs + hour * hourMs + minute * minuteMs + second * 1000;
    const { startMs, endMs, offsetMs } = this.zone.segmentAt(wallMs);
    const utcMs = wallMs - offsetMs;
    const inside = offsetMs === 0 || (utcMs >= startMs && utcMs < endMs);
    this.moveTo(inside ? utcMs : wallMs - this.zone.segmentAt(utcMs).offsetMs);
  }

  addMonth(): void {
    this.set(this.year, this.month + 1, this.day, this.hour, this.minute, this.second);
  }

  /** The next day's midnight, or the hour beside it where a clock change takes midnight away. */
  addDay(): void {
    const beforeMs = this.utcMs;
    this.set(this.year, this.month, this.day + 1, this.hour, this.minute, this.second);
    if (this.hour > 12) this.moveTo(this.utcMs + (24 - this.hour) * hourMs);
    else if (this.hour !== 0) this.moveTo(this.utcMs - this.hour * hourMs);
    if (this.utcMs <= beforeMs) this.moveTo(beforeMs + dayMs);
  }
}
