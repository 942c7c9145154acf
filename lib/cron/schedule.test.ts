import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { between, next, parseSchedule, previous, type Schedule } from './schedule';
import { walk } from './walk';
import { loadZone, zoneError } from './zones';

const at = Date.parse;
const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());

describe('parseSchedule', () => {
  it.each([
    ['', 'empty spec string'],
    ['* * *', 'expected exactly 5 fields, found 3: [* * *]'],
    ['60 * * * *', 'end of range (60) above maximum (59): 60'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['5-2 * * * *', 'beginning of range (5) beyond end of range (2): 5-2'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['1/2/3 * * * *', 'too many slashes: 1/2/3'],
    ['1-5-7 * * * *', 'too many hyphens: 1-5-7'],
    ['a * * * *', 'failed to parse int from a: strconv.Atoi: parsing "a": invalid syntax'],
    [
      '99999999999999999999 * * * *',
      'failed to parse int from 99999999999999999999: ' +
        'strconv.Atoi: parsing "99999999999999999999": value out of range',
    ],
    ['-1 * * * *', 'failed to parse int from : strconv.Atoi: parsing "": invalid syntax'],
    ['*/-1 * * * *', 'negative number (-1) not allowed: -1'],
    ['@reboot', 'unrecognized descriptor: @reboot'],
    ['@every ', 'failed to parse duration @every : time: invalid duration ""'],
    ['@every 5', 'failed to parse duration @every 5: time: missing unit in duration "5"'],
    ['@every 5x', 'failed to parse duration @every 5x: time: unknown unit "x" in duration "5x"'],
    ['@every .s', 'failed to parse duration @every .s: time: invalid duration ".s"'],
    ['TZ=Mars/Base * * * * *', 'provided bad location Mars/Base: unknown time zone Mars/Base'],
    ['TZ=../etc * * * * *', 'provided bad location ../etc: time: invalid location name'],
    ['0 0 * * 7', 'end of range (7) above maximum (6): 7'],
    ['0 0 L * *', 'failed to parse int from L: strconv.Atoi: parsing "L": invalid syntax'],
    ['0 0 * * 5#2', 'failed to parse int from 5#2: strconv.Atoi: parsing "5#2": invalid syntax'],
    ['MON * * * *', 'failed to parse int from MON: strconv.Atoi: parsing "MON": invalid syntax'],
    ['1- * * * *', 'failed to parse int from : strconv.Atoi: parsing "": invalid syntax'],
    ['8-/2/3 * * * *', 'failed to parse int from : strconv.Atoi: parsing "": invalid syntax'],
    ['1/x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
    ['70/5 * * * *', 'beginning of range (70) beyond end of range (59): 70/5'],
    ['\u0663 * * * *', 'failed to parse int from \u0663: strconv.Atoi: parsing "\u0663": invalid syntax'],
    ['* * * * * *', 'expected exactly 5 fields, found 6: [* * * * * *]'],
    ['TZ=UTC ', 'expected exactly 5 fields, found 0: []'],
    ['@DAILY', 'unrecognized descriptor: @DAILY'],
    ['@daily ', 'unrecognized descriptor: @daily '],
    ['@every 1d', 'failed to parse duration @every 1d: time: unknown unit "d" in duration "1d"'],
    ['@every 2562048h', 'failed to parse duration @every 2562048h: time: invalid duration "2562048h"'],
    ['TZ=europe/berlin * * * * *', 'provided bad location europe/berlin: unknown time zone europe/berlin'],
    ['TZ=0', 'invalid schedule format: runtime error: slice bounds out of range [:-1]'],
  ])('refuses %j in the words of robfig/cron', (text, message) => {
    expect(() => parseSchedule(text)).toThrow(new Error(message));
  });

  it.each([
    ['@every 1h30m', 5400_000],
    ['@every 500ms', 1000],
    ['@every -1h', 1000],
    ['@every 1.5s', 1000],
    ['@every 3.3333333333333333333m', 200_000],
    ['@every 1.9999999999s', 1000],
    ['@every 2400h', 2400 * 3600_000],
  ])('reads %s as a delay in whole seconds', (text, delayMs) => {
    expect(parseSchedule(text)).toEqual({ kind: 'delay', delayMs });
  });
});

describe('zoneError', () => {
  it.each(['', 'UTC', 'Asia/Kolkata', 'US/Eastern', 'Etc/GMT+5', 'EST5EDT', 'Europe/London'])(
    'takes %j',
    (name) => {
      expect(zoneError(name)).toBeUndefined();
    },
  );
  it.each(['europe/london', 'PST', 'IST', '+05:30', 'SystemV/EST5', 'utc', 'Mars/Base'])(
    'refuses %j',
    (name) => {
      expect(zoneError(name)).toBe(`unknown time zone ${name}`);
    },
  );
});

describe('next', () => {
  it.each([
    // Spring forward in Berlin: 02:30 does not exist on 29 March.
    ['30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-30T00:30:00.000Z'],
    // Fall back in New York: 01:30 comes twice on 1 November.
    ['30 1 * * *', 'America/New_York', '2026-11-01T05:30:00Z', '2026-11-01T06:30:00.000Z'],
    // The original's own ways: a Sunday is lost to half an hour, a midnight that is not there makes a Monday one.
    ['15 2 * * 0', 'Australia/Lord_Howe', '2026-04-04T02:00:00Z', '2026-04-11T15:45:00.000Z'],
    ['15 2 * * *', 'Australia/Lord_Howe', '2026-10-02T16:00:00Z', '2026-10-04T15:15:00.000Z'],
    ['15 2 * * 0', 'Asia/Tehran', '2021-03-21T08:00:00Z', '2021-03-21T21:45:00.000Z'],
    ['0 0 * * *', 'America/Havana', '2026-03-07T12:00:00Z', '2026-03-09T04:00:00.000Z'],
    ['0 0 * * 5', 'Africa/Cairo', '2026-04-20T12:00:00Z', '2026-04-30T21:00:00.000Z'],
    ['0 0 29 2 *', 'UTC', '2026-03-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['TZ=Asia/Tokyo 0 6 * * *', 'Europe/Berlin', '2026-01-01T00:00:00Z', '2026-01-01T21:00:00.000Z'],
    ['@every 90s', 'UTC', '2026-01-01T00:00:00.400Z', '2026-01-01T00:01:30.000Z'],
  ])('of %s in %s after %s', (text, zone, from, expected) => {
    expect(iso(next(parseSchedule(text), at(from), zone))).toBe(expected);
  });

  it.each(['0 0 30 2 *', '0 0 31 2,4,6,9,11 *', ', * * * *'])('never fires for %s', (text) => {
    expect(next(parseSchedule(text), at('2026-01-01T00:00:00Z'), 'America/New_York')).toBeUndefined();
  });

  it('does not stand still where a zone left out a whole day', () => {
    const found = next(parseSchedule('0 0 31 12 *'), at('2011-12-29T12:00:00Z'), 'Pacific/Apia');
    expect(found).toBeGreaterThan(at('2011-12-29T12:00:00Z'));
  });
});

const zones = [
  ...['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'],
  ...['America/Havana', 'Africa/Casablanca', 'Pacific/Apia', 'America/Sao_Paulo', 'Antarctica/Troll'],
];
const part = (min: number, max: number) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant('*') },
    fc.integer({ min, max }).map(String),
    fc.integer({ min: 1, max: 20 }).map((step) => `*/${step}`),
    fc
      .tuple(fc.integer({ min, max }), fc.integer({ min, max }), fc.integer({ min: 1, max: 5 }))
      .map(([a, b, step]) => `${Math.min(a, b)}-${Math.max(a, b)}/${step}`),
    fc.array(fc.integer({ min, max }), { minLength: 1, maxLength: 4 }).map((list) => list.join(',')),
  );
const anySchedule = fc
  .tuple(part(0, 59), part(0, 23), part(1, 31), part(1, 12), part(0, 6))
  .map((parts) => parts.join(' '));
const anyInstant = fc.integer({
  min: at('1990-01-01T00:00:00Z') / 1000,
  max: at('2040-01-01T00:00:00Z') / 1000,
});

/**
 * The first whole minute after `afterMs` at which calendar and clock match, tried one by one for `days`
 * days.
 */
function tryMinutes(text: string, afterMs: number, days: number): number | undefined {
  const schedule = parseSchedule(text) as Extract<Schedule, { kind: 'calendar' }>;
  const end = afterMs + days * 86_400_000;
  for (let ms = Math.floor(afterMs / 60_000) * 60_000 + 60_000; ms < end; ms += 60_000) {
    const date = new Date(ms);
    const inMonth = schedule.monthDay.has[date.getUTCDate()] === 1;
    const inWeek = schedule.weekday.has[date.getUTCDay()] === 1;
    const inDay = schedule.monthDay.star || schedule.weekday.star ? inMonth && inWeek : inMonth || inWeek;
    const inClock = schedule.hour.has[date.getUTCHours()] && schedule.minute.has[date.getUTCMinutes()];
    if (inClock && inDay && schedule.month.has[date.getUTCMonth() + 1]) return ms;
  }
  return undefined;
}

describe('properties', () => {
  it('next is the first matching minute in UTC', () => {
    fc.assert(
      fc.property(anySchedule, anyInstant, (text, seconds) => {
        const afterMs = seconds * 1000;
        const tried = tryMinutes(text, afterMs, 40);
        const found = next(parseSchedule(text), afterMs);
        if (tried !== undefined) expect(iso(found)).toBe(iso(tried));
        else expect(found ?? Infinity).toBeGreaterThanOrEqual(afterMs + 40 * 86_400_000);
      }),
      { numRuns: 150 },
    );
  });

  it('next by arithmetic is next step by step, in every zone', () => {
    fc.assert(
      fc.property(anySchedule, anyInstant, fc.constantFrom(...zones), (text, seconds, zone) => {
        const schedule = parseSchedule(text) as Extract<Schedule, { kind: 'calendar' }>;
        expect(iso(next(schedule, seconds * 1000, zone))).toBe(
          iso(walk(schedule, seconds * 1000, loadZone(zone))),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('between is next repeated, and previous the last of them', () => {
    fc.assert(
      fc.property(anySchedule, anyInstant, fc.constantFrom(...zones), (text, seconds, zone) => {
        const schedule = parseSchedule(text);
        const fromMs = seconds * 1000;
        const toMs = fromMs + 50 * 86_400_000;
        const chain: number[] = [];
        for (let ms = next(schedule, fromMs, zone); ms !== undefined && ms <= toMs && chain.length < 300; ) {
          chain.push(ms);
          ms = next(schedule, ms, zone);
        }
        expect(between(schedule, fromMs, toMs, zone, 300)).toEqual(chain);
        const last = chain.at(-1);
        if (last !== undefined && chain.length < 300) {
          expect(next(schedule, previous(schedule, toMs + 1, zone)!, zone) ?? Infinity).toBeGreaterThan(toMs);
        }
      }),
      { numRuns: 300 },
    );
  });
});
