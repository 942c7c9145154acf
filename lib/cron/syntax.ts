import { DurationError, parseDuration } from './duration';
import {
  everyValue,
  type Field,
  fieldOf,
  hours,
  minutes,
  monthDays,
  months,
  parseField,
  ScheduleError,
  weekdays,
} from './field';
import { loadZone, ZoneError } from './zones';

/** A schedule of calendar fields; seconds are always 0. */
export interface CalendarSchedule {
  readonly kind: 'calendar';
  readonly minute: Field;
  readonly hour: Field;
  readonly monthDay: Field;
  readonly month: Field;
  readonly weekday: Field;
  /** The zone of a `TZ=` prefix; it wins over any other. */
  readonly zone: string | undefined;
}

/** `@every`: a constant delay in whole seconds from one time to the next. */
export interface DelaySchedule {
  readonly kind: 'delay';
  readonly delayMs: number;
}

/** A schedule, read. */
export type Schedule = CalendarSchedule | DelaySchedule;

const space = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/**
 * Reads a schedule as robfig/cron's standard parser does: five fields, names, `@daily` and the like,
 * `@every 1h30m`, `TZ=` and `CRON_TZ=` before them. Throws `ScheduleError` with that library's message word
 * for word.
 */
export function parseSchedule(text: string): Schedule {
  if (text === '') throw new ScheduleError('empty spec string');
  let rest = text;
  let zone: string | undefined;
  if (/^(CRON_)?TZ=/.test(text)) {
    const from = text.indexOf('=') + 1;
    const to = text.indexOf(' ');
    if (to < from) throw new ScheduleError(prefixError(from, to));
    zone = readZone(text.slice(from, to));
    rest = trim(text.slice(to));
  }
  return rest.startsWith('@') ? parseDescriptor(rest, zone) : parseFields(rest, zone);
}

/** A prefix without a space after it makes robfig/cron panic; Kubernetes catches that and says this. */
function prefixError(from: number, to: number): string {
  const range = to < 0 ? '[:-1]' : `[${from}:${to}]`;
  return `invalid schedule format: runtime error: slice bounds out of range ${range}`;
}

function readZone(name: string): string {
  try {
    return loadZone(name).name;
  } catch (error) {
    if (error instanceof ZoneError) {
      throw new ScheduleError(`provided bad location ${name}: ${error.message}`);
    }
    throw error;
  }
}

function trim(text: string): string {
  return text.split(space).filter(Boolean).length === 0
    ? ''
    : text.replace(new RegExp(`^${space.source}|${space.source}$`, 'g'), '');
}

function parseFields(text: string, zone: string | undefined): Schedule {
  const fields = text.split(space).filter(Boolean);
  if (fields.length !== 5) {
    throw new ScheduleError(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`);
  }
  const [minute, hour, monthDay, month, weekday] = fields as [string, string, string, string, string];
  return {
    kind: 'calendar',
    minute: parseField(minute, minutes),
    hour: parseField(hour, hours),
    monthDay: parseField(monthDay, monthDays),
    month: parseField(month, months),
    weekday: parseField(weekday, weekdays),
    zone,
  };
}

function parseDescriptor(text: string, zone: string | undefined): Schedule {
  if (text.startsWith('@every ')) return { kind: 'delay', delayMs: readDelay(text) };
  const hourly: CalendarSchedule = {
    kind: 'calendar',
    minute: fieldOf([0], false),
    hour: everyValue(hours),
    monthDay: everyValue(monthDays),
    month: everyValue(months),
    weekday: everyValue(weekdays),
    zone,
  };
  const daily = { ...hourly, hour: fieldOf([0], false) };
  const monthly = { ...daily, monthDay: fieldOf([1], false) };
  switch (text) {
    case '@yearly':
    case '@annually':
      return { ...monthly, month: fieldOf([1], false) };
    case '@monthly':
      return monthly;
    case '@weekly':
      return { ...daily, weekday: fieldOf([0], false) };
    case '@daily':
    case '@midnight':
      return daily;
    case '@hourly':
      return hourly;
    default:
      throw new ScheduleError(`unrecognized descriptor: ${text}`);
  }
}

/** Whole seconds, at least one, as `cron.Every` makes of a duration. */
function readDelay(text: string): number {
  try {
    const seconds = parseDuration(text.slice('@every '.length)) / 1_000_000_000n;
    return Math.max(1, Number(seconds)) * 1000;
  } catch (error) {
    if (error instanceof DurationError) {
      throw new ScheduleError(`failed to parse duration ${text}: ${error.message}`);
    }
    throw error;
  }
}
