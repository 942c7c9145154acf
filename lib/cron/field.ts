import { quoteText } from '../meta/quote';

/** What a field of a schedule may hold. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: Readonly<Record<string, number>>;
}

/** One field of a schedule: the values it takes. */
export interface Field {
  /** In ascending order. */
  readonly values: readonly number[];
  /** 1 at the values it takes. */
  readonly has: Uint8Array;
  /** Written with a bare `*` or `?`: in the two day fields that decides whether both or either must match. */
  readonly star: boolean;
}

export const minutes: Bounds = { min: 0, max: 59 };
export const hours: Bounds = { min: 0, max: 23 };
export const monthDays: Bounds = { min: 1, max: 31 };
export const months: Bounds = {
  min: 1,
  max: 12,
  names: numbered(['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'], 1),
};
export const weekdays: Bounds = {
  min: 0,
  max: 6,
  names: numbered(['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'], 0),
};

function numbered(names: string[], first: number): Record<string, number> {
  return Object.fromEntries(names.map((name, at) => [name, at + first]));
}

/** A schedule that cannot be read; the message is robfig/cron's. */
export class ScheduleError extends Error {}

/** The field that takes `values`. */
export function fieldOf(values: Iterable<number>, star: boolean): Field {
  const has = new Uint8Array(64);
  for (const value of values) has[value] = 1;
  const sorted: number[] = [];
  for (let value = 0; value < has.length; value++) if (has[value]) sorted.push(value);
  return { values: sorted, has, star };
}

const everyValues = new Map(
  [minutes, hours, monthDays, months, weekdays].map((bounds) => [
    bounds,
    fieldOf(range(bounds.min, bounds.max, 1), true),
  ]),
);

/** The field that takes everything. */
export function everyValue(bounds: Bounds): Field {
  return everyValues.get(bounds)!;
}

/** Reads one field: a list of ranges with steps. Throws `ScheduleError` with robfig/cron's message. */
export function parseField(text: string, bounds: Bounds): Field {
  if (text === '*' || text === '?') return everyValue(bounds);
  const parts = text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => parseRange(part, bounds));
  return fieldOf(
    parts.flatMap((part) => part.values),
    parts.some((part) => part.star),
  );
}

function parseRange(text: string, bounds: Bounds): { values: number[]; star: boolean } {
  const [span = '', stepText, ...moreSteps] = text.split('/');
  const [low = '', high, ...moreHyphens] = span.split('-');
  let star = low === '*' || low === '?';
  let start = BigInt(bounds.min);
  let end = BigInt(bounds.max);
  if (!star) {
    start = parseValue(low, bounds);
    if (moreHyphens.length > 0) throw new ScheduleError(`too many hyphens: ${text}`);
    end = high === undefined ? start : parseValue(high, bounds);
  }
  let step = 1n;
  if (moreSteps.length > 0) throw new ScheduleError(`too many slashes: ${text}`);
  if (stepText !== undefined) {
    step = parseNumber(stepText);
    if (high === undefined) end = BigInt(bounds.max);
    if (step > 1n) star = false;
  }
  checkRange(text, bounds, start, end, step);
  return { values: range(Number(start), Number(end), Number(step)), star };
}

function checkRange(text: string, { min, max }: Bounds, start: bigint, end: bigint, step: bigint): void {
  if (start < min) throw new ScheduleError(`beginning of range (${start}) below minimum (${min}): ${text}`);
  if (end > max) throw new ScheduleError(`end of range (${end}) above maximum (${max}): ${text}`);
  if (start > end) {
    throw new ScheduleError(`beginning of range (${start}) beyond end of range (${end}): ${text}`);
  }
  if (step === 0n) throw new ScheduleError(`step of range should be a positive number: ${text}`);
}

function range(start: number, end: number, step: number): number[] {
  const values: number[] = [];
  for (let value = start; value <= end; value += step) values.push(value);
  return values;
}

function parseValue(text: string, { names }: Bounds): bigint {
  const name = text.toLowerCase();
  return names && Object.hasOwn(names, name) ? BigInt(names[name]!) : parseNumber(text);
}

const largest = 2n ** 63n;

/** A decimal as Go's `strconv.Atoi` reads it. */
function parseNumber(text: string): bigint {
  const failed = (why: string) =>
    new ScheduleError(`failed to parse int from ${text}: strconv.Atoi: parsing ${quoteText(text)}: ${why}`);
  if (!/^[+-]?\d+$/.test(text)) throw failed('invalid syntax');
  const value = text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text.replace('+', ''));
  if (value >= largest || value < -largest) throw failed('value out of range');
  if (value < 0n) throw new ScheduleError(`negative number (${value}) not allowed: ${text}`);
  return value;
}
