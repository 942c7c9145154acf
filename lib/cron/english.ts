import type { Days, Span, Times } from './shape';

const weekdayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const monthNames = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August'],
  ...['September', 'October', 'November', 'December'],
];

/** Times, days and zone of a schedule as an English phrase. */
export function englishCalendar(times: Times, days: Days, zone: string | undefined): string {
  const parts = [timesText(times), daysText(times, days)].filter(Boolean);
  return parts.join(' ') + (zone ? ` (${zone})` : '');
}

/** A constant delay in English. */
export function englishDelay(delayMs: number): string {
  const units = unitsOf(delayMs).map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`);
  const [only] = unitsOf(delayMs);
  return units.length === 1 && only![0] === 1 ? `every ${only![1]}` : `every ${units.join(' ')}`;
}

/** What a delay is made of: hours, minutes and seconds, as far as there are any. */
export function unitsOf(delayMs: number): [number, 'hour' | 'minute' | 'second'][] {
  const seconds = Math.round(delayMs / 1000);
  const all: [number, 'hour' | 'minute' | 'second'][] = [
    [Math.floor(seconds / 3600), 'hour'],
    [Math.floor(seconds / 60) % 60, 'minute'],
    [seconds % 60, 'second'],
  ];
  return all.filter(([count]) => count > 0);
}

/** A clock time such as `09:05`. */
export function clockText(hour: number, minute: number): string {
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

function timesText(times: Times): string {
  switch (times.kind) {
    case 'everyMinute':
      return `every minute${hoursText(times.hours, 59)}`;
    case 'everyMinutes':
      return `every ${times.step} minutes${hoursText(times.hours, 60 - times.step)}`;
    case 'everyHour':
      if (times.hours) return `every hour${hoursText(times.hours, times.minute, times.minute)}`;
      if (times.minute === 0) return 'every hour';
      return `${times.minute} minute${times.minute === 1 ? '' : 's'} past every hour`;
    case 'everyHours':
      return `every ${times.step} hours${times.minute === 0 ? '' : ` from ${clockText(0, times.minute)}`}`;
    case 'at':
      return `at ${list(times.times.map(({ hour, minute }) => clockText(hour, minute)))}`;
    case 'lists': {
      const minutes = `at minute${isSingle(times.minutes) ? '' : 's'} ${spans(times.minutes, String)} past`;
      if (!times.hours) return `${minutes} every hour`;
      return `${minutes} hour${isSingle(times.hours) ? '' : 's'} ${spans(times.hours, String)}`;
    }
  }
}

function hoursText(span: Span | undefined, lastMinute: number, firstMinute = 0): string {
  return span ? ` from ${clockText(span.from, firstMinute)} to ${clockText(span.to, lastMinute)}` : '';
}

function daysText(times: Times, { monthDays, weekdays, months }: Days): string {
  const month = (at: number) => monthNames[at - 1]!;
  const weekday = (at: number) => weekdayNames[at]!;
  if (monthDays && months && isSingle(months) && !weekdays) {
    return `on ${month(months[0]!.from)} ${spans(monthDays, String)}`;
  }
  const ofMonths = months ? spans(months, month) : 'every month';
  const onDays =
    monthDays && `on day${isSingle(monthDays) ? '' : 's'} ${spans(monthDays, String)} of ${ofMonths}`;
  const onWeekdays = weekdays && `on ${spans(weekdays, weekday)}`;
  if (onDays && onWeekdays) return `${onDays}, or ${onWeekdays}${months ? ` in ${ofMonths}` : ''}`;
  if (onDays) return onDays;
  const inMonths = months ? `in ${ofMonths}` : '';
  if (onWeekdays) return [onWeekdays, inMonths].filter(Boolean).join(' ');
  return [times.kind === 'at' ? 'every day' : '', inMonths].filter(Boolean).join(' ');
}

function isSingle(all: Span[]): boolean {
  return all.length === 1 && all[0]!.from === all[0]!.to;
}

function spans(all: Span[], name: (value: number) => string): string {
  return list(all.map(({ from, to }) => (from === to ? name(from) : `${name(from)} to ${name(to)}`)));
}

function list(words: string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
