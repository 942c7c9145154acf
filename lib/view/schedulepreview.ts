import { next, parseSchedule, type Schedule } from '../cron/schedule';
import { describe, type Language } from '../cron/words';
import { zoneError } from '../cron/zones';

/** What a schedule will do, or what is wrong with it. */
export type SchedulePreview =
  | { kind: 'wrong'; message: string; field: 'schedule' | 'timeZone' }
  | { kind: 'never'; words: string }
  | { kind: 'fires'; words: string; zone: string; timesMs: readonly number[] };

/**
 * The next `count` runs of a schedule after `fromMs` in a zone, in words and as times. A schedule without a
 * day that exists (`0 0 30 2 *`) is never due, which is no error.
 */
export function previewSchedule(
  text: string,
  zone: string,
  fromMs: number,
  language: Language,
  count = 10,
): SchedulePreview {
  const wrongZone = zoneError(zone);
  if (wrongZone !== undefined) return { kind: 'wrong', message: wrongZone, field: 'timeZone' };
  const schedule = readSchedule(text);
  if (schedule instanceof Error) return { kind: 'wrong', message: schedule.message, field: 'schedule' };
  const words = describe(schedule, language);
  const timesMs: number[] = [];
  for (let at = next(schedule, fromMs, zone); at !== undefined && timesMs.length < count; ) {
    timesMs.push(at);
    at = next(schedule, at, zone);
  }
  return timesMs.length === 0 ? { kind: 'never', words } : { kind: 'fires', words, zone, timesMs };
}

/** A schedule read, or the reader's complaint. */
export function readSchedule(text: string): Schedule | Error {
  try {
    return parseSchedule(text);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
