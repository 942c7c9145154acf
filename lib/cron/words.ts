import { chineseCalendar, chineseDelay } from './chinese';
import { englishCalendar, englishDelay } from './english';
import { daysOf, timesOf } from './shape';
import type { Schedule } from './syntax';

/** The languages schedules are put into words in. */
export type Language = 'en' | 'zh-CN';

/**
 * A schedule in words: "at 02:00 every day", "every 5 minutes", "at 09:00 on Monday to Friday". Usual forms
 * read naturally; odd ones are spelled out as lists of minutes, hours and days, so that the words are
 * always true. The zone is told only where the schedule itself names one.
 */
export function describe(schedule: Schedule, language: Language): string {
  const english = language === 'en';
  if (schedule.kind === 'delay') {
    return english ? englishDelay(schedule.delayMs) : chineseDelay(schedule.delayMs);
  }
  if (!canMatch(schedule)) return english ? 'never' : '从不';
  const times = timesOf(schedule);
  const days = daysOf(schedule);
  return english ? englishCalendar(times, days, schedule.zone) : chineseCalendar(times, days, schedule.zone);
}

const longestMonthDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether there is a day in the calendar that a schedule takes; 30 February is none. */
function canMatch({ minute, hour, monthDay, month, weekday }: Extract<Schedule, { kind: 'calendar' }>) {
  if (minute.values.length === 0 || hour.values.length === 0) return false;
  const first = monthDay.values[0];
  const anyMonthDay =
    first !== undefined && month.values.some((value) => first <= longestMonthDays[value - 1]!);
  const anyWeekday = weekday.values.length > 0 && month.values.length > 0;
  return monthDay.star || weekday.star ? anyMonthDay && anyWeekday : anyMonthDay || anyWeekday;
}
