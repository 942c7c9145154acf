/** A schedule as lists of values; a field left out takes every value. */
export interface Fields {
  minute?: readonly number[];
  hour?: readonly number[];
  monthDay?: readonly number[];
  month?: readonly number[];
  weekday?: readonly number[];
}

const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;

/** The schedule as a CronJob has it. */
export function textOf({ minute, hour, monthDay, month, weekday }: Fields): string {
  return [minute, hour, monthDay, month, weekday].map((values) => values?.join(',') ?? '*').join(' ');
}

/**
 * Every minute after `fromMs` up to `toMs` that the fields take in the zone, found by looking at each. It knows
 * nothing of how schedules are read and searched. Offsets are read at every quarter of an hour.
 */
export function minutesOf(fields: Fields, zone: string, fromMs: number, toMs: number): number[] {
  const offsetAt = offsetReader(zone);
  const found: number[] = [];
  let offsetMs = 0;
  for (let ms = Math.floor(fromMs / quarterMs) * quarterMs; ms <= toMs; ms += minuteMs) {
    if (ms % quarterMs === 0) offsetMs = offsetAt(ms);
    if (ms > fromMs && takes(fields, new Date(ms + offsetMs))) found.push(ms);
  }
  return found;
}

/** `local` shows the zone's clock as if it were UTC. */
function takes({ minute, hour, monthDay, month, weekday }: Fields, local: Date): boolean {
  if (minute && !minute.includes(local.getUTCMinutes())) return false;
  if (hour && !hour.includes(local.getUTCHours())) return false;
  if (month && !month.includes(local.getUTCMonth() + 1)) return false;
  const inMonth = !monthDay || monthDay.includes(local.getUTCDate());
  const inWeek = !weekday || weekday.includes(local.getUTCDay());
  return monthDay && weekday ? inMonth || inWeek : inMonth && inWeek;
}

function offsetReader(timeZone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  return (ms) => {
    const [, sign, hours, minutes] = /GMT(?:([+-])(\d\d):(\d\d))?$/.exec(format.format(ms)) ?? [];
    const size = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * minuteMs;
    return sign === '-' ? -size : size;
  };
}
