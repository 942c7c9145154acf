import type { Field } from './field';
import type { CalendarSchedule } from './syntax';

/** The part of a schedule that says when in a day. */
export type Times =
  | { kind: 'everyMinute'; hours?: Span }
  | { kind: 'everyMinutes'; step: number; hours?: Span }
  | { kind: 'everyHour'; minute: number; hours?: Span }
  | { kind: 'everyHours'; minute: number; step: number }
  | { kind: 'at'; times: { hour: number; minute: number }[] }
  | { kind: 'lists'; minutes: Span[]; hours: Span[] | undefined };

/** Values from one to another, both of them included. */
export interface Span {
  from: number;
  to: number;
}

/** The part that says on which days; `undefined` is all. Where both are there, either suffices. */
export interface Days {
  monthDays: Span[] | undefined;
  weekdays: Span[] | undefined;
  months: Span[] | undefined;
}

/** Clock times are listed one by one up to this many. */
const listedTimes = 6;

/** The usual form a schedule's times of day have, or their plain lists. */
export function timesOf({ minute, hour }: CalendarSchedule): Times {
  const hours = hour.values;
  const allHours = hours.length === 24;
  const span = spansOf(hour);
  const within = allHours ? undefined : span.length === 1 && hours.length > 1 ? span[0] : null;
  if (within !== null) {
    if (minute.values.length === 60) return { kind: 'everyMinute', hours: within };
    const step = stepOf(minute.values, 60);
    if (step) return { kind: 'everyMinutes', step, hours: within };
    if (minute.values.length === 1 && (allHours || hours.length > 2)) {
      return { kind: 'everyHour', minute: minute.values[0]!, hours: within };
    }
  }
  const hourStep = stepOf(hours, 24);
  if (minute.values.length === 1 && hourStep && hours.length > 2) {
    return { kind: 'everyHours', minute: minute.values[0]!, step: hourStep };
  }
  if (minute.values.length * hours.length <= listedTimes) {
    const times = hours.flatMap((at) => minute.values.map((value) => ({ hour: at, minute: value })));
    return { kind: 'at', times };
  }
  return { kind: 'lists', minutes: spansOf(minute), hours: allHours ? undefined : span };
}

/** On which days and in which months a schedule fires. */
export function daysOf({ monthDay, weekday, month }: CalendarSchedule): Days {
  const allMonthDays = monthDay.values.length === 31;
  const allWeekdays = weekday.values.length === 7;
  // With a bare star in one field both must match; without one either does, and a full field takes every day.
  const either = !monthDay.star && !weekday.star;
  const everyDay = either && (allMonthDays || allWeekdays);
  return {
    monthDays: everyDay || allMonthDays ? undefined : spansOf(monthDay),
    weekdays: everyDay || allWeekdays ? undefined : weekSpansOf(weekday),
    months: month.values.length === 12 ? undefined : spansOf(month),
  };
}

/** Neighbouring values together: 1, 2, 3, 7 become 1–3 and 7. Two neighbours stay apart. */
function spansOf({ values }: Pick<Field, 'values'>): Span[] {
  const spans: Span[] = [];
  for (const value of values) {
    const last = spans.at(-1);
    if (last && last.to === value - 1) last.to = value;
    else spans.push({ from: value, to: value });
  }
  return spans.flatMap((span) =>
    span.to === span.from + 1
      ? [
          { from: span.from, to: span.from },
          { from: span.to, to: span.to },
        ]
      : [span],
  );
}

/** Weeks are told from Monday on, so that Saturday and Sunday stand together at the end. */
function weekSpansOf({ values }: Field): Span[] {
  const fromMonday = values.map((value) => (value + 6) % 7).sort((a, b) => a - b);
  return spansOf({ values: fromMonday }).map(({ from, to }) => ({ from: (from + 1) % 7, to: (to + 1) % 7 }));
}

/** The step of values that count up evenly from 0 through the whole period, such as 0, 15, 30, 45 of 60. */
function stepOf(values: readonly number[], period: number): number | undefined {
  const step = values[1];
  if (values[0] !== 0 || step === undefined || step < 2 || period % step !== 0) return undefined;
  const even = values.length === period / step && values.every((value, at) => value === at * step);
  return even ? step : undefined;
}
