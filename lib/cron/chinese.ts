import { clockText, unitsOf } from './english';
import type { Days, Span, Times } from './shape';

const weekdayNames = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];
const unitNames = { hour: '小时', minute: '分钟', second: '秒' };

/** Times, days and zone of a schedule as a Chinese phrase. */
export function chineseCalendar(times: Times, days: Days, zone: string | undefined): string {
  const parts = [daysText(times, days), timesText(times)].filter(Boolean);
  return parts.join(' ') + (zone ? `（${zone}）` : '');
}

/** A constant delay in Chinese. */
export function chineseDelay(delayMs: number): string {
  const units = unitsOf(delayMs);
  const [only] = units;
  if (units.length === 1 && only![0] === 1) return `每${unitNames[only![1]]}`;
  return `每 ${units.map(([count, unit]) => `${count} ${unitNames[unit]}`).join(' ')}`;
}

function timesText(times: Times): string {
  switch (times.kind) {
    case 'everyMinute':
      return `${hoursText(times.hours, 59)}每分钟`;
    case 'everyMinutes':
      return `${hoursText(times.hours, 60 - times.step)}每 ${times.step} 分钟`;
    case 'everyHour':
      if (times.hours) return `${hoursText(times.hours, times.minute, times.minute)}每小时`;
      return times.minute === 0 ? '每小时整点' : `每小时的第 ${times.minute} 分钟`;
    case 'everyHours':
      return `${times.minute === 0 ? '' : `从 ${clockText(0, times.minute)} 起`}每 ${times.step} 小时`;
    case 'at':
      return list(times.times.map(({ hour, minute }) => clockText(hour, minute)));
    case 'lists': {
      const hours = times.hours ? `${spans(times.hours, String)} 点` : '每小时';
      return `${hours}的第 ${spans(times.minutes, String)} 分钟`;
    }
  }
}

function hoursText(span: Span | undefined, lastMinute: number, firstMinute = 0): string {
  return span ? `${clockText(span.from, firstMinute)} 至 ${clockText(span.to, lastMinute)} ` : '';
}

function daysText(times: Times, { monthDays, weekdays, months }: Days): string {
  const inMonths = months ? spans(months, (at) => `${at} 月`) : '';
  const onWeekdays = weekdays ? spans(weekdays, (at) => weekdayNames[at]!) : '';
  if (monthDays) {
    const onDays = `${inMonths || '每月'} ${spans(monthDays, (at) => `${at} 日`)}`;
    return onWeekdays ? `${onDays}，或${inMonths ? `${inMonths}的` : ''}${onWeekdays}` : onDays;
  }
  if (onWeekdays) return inMonths ? `${inMonths}的${onWeekdays}` : `每${onWeekdays}`;
  if (inMonths) return times.kind === 'at' ? `${inMonths}每天` : inMonths;
  return times.kind === 'at' ? '每天' : '';
}

function spans(all: Span[], name: (value: number) => string): string {
  return list(all.map(({ from, to }) => (from === to ? name(from) : join(name(from), '至', name(to)))));
}

function list(words: string[]): string {
  return words.length < 2 ? words.join('') : join(words.slice(0, -1).join('、'), '和', words.at(-1)!);
}

/** Chinese characters stand apart from digits by a space. */
function join(before: string, word: string, after: string): string {
  return `${before}${/\d$/.test(before) ? ' ' : ''}${word}${/^\d/.test(after) ? ' ' : ''}${after}`;
}
