import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fields, minutesOf, textOf } from '../../cron/minutes.fixture';
import type { CronJobSpec } from '../../resources/cronjob/types';
import { fromTime } from '../../time/clock';
import { createLab, type Lab } from './lab.fixture';
import { type Fate, foretell, type Outcome, type Wish } from './model.fixture';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const at = Date.parse;

/** What a CronJob is asked for in a test: its schedule as fields, the rest as it has it. */
interface Asked extends Pick<CronJobSpec, 'concurrencyPolicy' | 'suspend' | 'startingDeadlineSeconds'> {
  fields: Fields;
  zone: string;
  keep: { Complete: number; Failed: number };
}

/** A story as both the lab and the model can be told. */
interface Plot {
  createdMs: number;
  days: number;
  asked: Asked;
  changes?: { atMs: number; asked: Asked }[];
  downs?: { fromMs: number; toMs: number }[];
  jumps?: { atMs: number; byMs: number }[];
  fateOf: (runMs: number) => Fate;
}

function specOf({ fields, zone, keep, ...rest }: Asked): Omit<CronJobSpec, 'jobTemplate'> {
  const { Complete, Failed } = keep;
  const limits = { successfulJobsHistoryLimit: Complete, failedJobsHistoryLimit: Failed };
  return { schedule: textOf(fields), timeZone: zone, ...limits, ...rest };
}

function foretold({ createdMs, days, asked, changes = [], downs = [], jumps = [], fateOf }: Plot): Outcome {
  const endMs = createdMs + days * dayMs;
  const wishOf = (of: Asked): Wish => ({
    times: minutesOf(of.fields, of.zone, createdMs - 2 * dayMs, endMs + 2 * dayMs),
    policy: of.concurrencyPolicy ?? 'Allow',
    deadlineMs: of.startingDeadlineSeconds && of.startingDeadlineSeconds * 1000,
    suspended: of.suspend,
    keep: of.keep,
  });
  const told = changes.map((change, index) => {
    const before = specOf(changes[index - 1]?.asked ?? asked);
    const after = specOf(change.asked);
    const rescheduled = before.schedule !== after.schedule || before.timeZone !== after.timeZone;
    return { atMs: change.atMs, wish: wishOf(change.asked), rescheduled };
  });
  return foretell({ createdMs, endMs, wish: wishOf(asked), changes: told, downs, jumps, fateOf });
}

async function played({
  createdMs,
  days,
  asked,
  changes = [],
  downs = [],
  jumps = [],
  fateOf,
}: Plot): Promise<Lab> {
  const lab = await createLab(specOf(asked), createdMs, fateOf);
  const acts = [
    ...changes.map((change) => ({ atMs: change.atMs, act: () => lab.change(specOf(change.asked)) })),
    ...downs.map(({ fromMs }) => ({ atMs: fromMs, act: () => lab.turn(false) })),
    ...downs.map(({ toMs }) => ({ atMs: toMs, act: () => lab.turn(true) })),
    ...jumps.map(({ atMs, byMs }) => ({ atMs, act: async () => lab.jump(byMs) })),
  ].sort((a, b) => a.atMs - b.atMs);
  for (const { atMs, act } of acts) {
    await lab.passTo(atMs);
    await act();
  }
  await lab.passTo(createdMs + days * dayMs);
  return lab;
}

const runMsOf = (name = '') => Number(name.slice('tick-'.length)) * minuteMs;

/** What came of a story, in the model's words. */
function outcomeOf(lab: Lab): Outcome {
  const { status = {} } = lab.cronJob();
  const kept = lab.jobs().map(({ metadata }) => runMsOf(metadata.name));
  return {
    runs: lab.made.map(({ job, atMs }) => ({ runMs: runMsOf(job.metadata.name), startMs: atMs })),
    kept: kept.sort((a, b) => a - b),
    active: (status.active ?? []).map(({ name }) => runMsOf(name)),
    lastMs: fromTime(status.lastScheduleTime),
    successMs: fromTime(status.lastSuccessfulTime),
  };
}

const keep = { Complete: 3, Failed: 1 };
const daily: Asked = { fields: { minute: [30], hour: [2] }, zone: 'UTC', keep };
const hourly: Asked = { fields: { minute: [0] }, zone: 'UTC', keep };
const quick = (): Fate => ({ afterMs: 20_037, end: 'Complete' });
const lasting =
  (minutes: number, end: Fate['end'] = 'Complete') =>
  (): Fate => ({ afterMs: minutes * minuteMs + 37, end });

describe('a month', () => {
  it('of minutes: every run on time, and no more of them kept than asked for', async () => {
    const fateOf = (runMs: number): Fate => ({
      afterMs: 20_037,
      end: (runMs / minuteMs) % 10 === 0 ? 'Failed' : 'Complete',
    });
    const asked: Asked = { fields: {}, zone: 'UTC', keep };
    const plot: Plot = { createdMs: at('2026-04-01T00:00:30Z'), days: 30, asked, fateOf };
    const lab = await played(plot);
    expect(lab.made).toHaveLength(43_200);
    expect(outcomeOf(lab)).toEqual(foretold(plot));
    expect([...lab.told]).toEqual([
      ['SuccessfulCreate', 43_200],
      ['SawCompletedJob', 43_200],
      ['SuccessfulDelete', 43_196],
    ]);
  }, 60_000);

  it.each<[string, number, Asked, string]>([
    ['loses a night in Berlin', 30, { ...daily, zone: 'Europe/Berlin' }, '2026-03-10T00:00:00Z'],
    ['runs twice in Berlin', 32, { ...daily, zone: 'Europe/Berlin' }, '2026-10-10T00:00:00Z'],
    ['loses a night in New York', 30, { ...daily, zone: 'America/New_York' }, '2026-03-01T00:00:00Z'],
    ['goes on in Kathmandu', 31, { ...daily, zone: 'Asia/Kathmandu' }, '2026-03-10T00:00:00Z'],
    ['has every hour in London', 744, { ...hourly, zone: 'Europe/London' }, '2026-10-10T00:00:30Z'],
  ])('%s', async (_, count, asked, created) => {
    const plot: Plot = { createdMs: at(created), days: 31, asked, fateOf: quick };
    const lab = await played(plot);
    expect(outcomeOf(lab)).toEqual(foretold(plot));
    expect(lab.made.length).toBe(count);
  });

  const createdMs = at('2026-05-01T00:00:30Z');
  const day = (number: number) => createdMs + number * dayMs + 457;
  it.each<[string, Omit<Plot, 'createdMs' | 'days'>]>([
    [
      'of runs that are longer than an hour, one at a time',
      { asked: { ...hourly, concurrencyPolicy: 'Forbid' }, fateOf: lasting(95) },
    ],
    [
      'of runs that are longer than an hour, one at a time and not late',
      {
        asked: { ...hourly, concurrencyPolicy: 'Forbid', startingDeadlineSeconds: 600 },
        fateOf: lasting(95),
      },
    ],
    [
      'of runs that the next replaces',
      { asked: { ...hourly, concurrencyPolicy: 'Replace' }, fateOf: lasting(95) },
    ],
    ['of runs that fail beside each other', { asked: hourly, fateOf: lasting(200, 'Failed') }],
    [
      'with days of suspension',
      {
        asked: hourly,
        fateOf: quick,
        changes: [4, 5, 9, 16].map((number, index) => ({
          atMs: day(number),
          asked: { ...hourly, suspend: index % 2 === 0 },
        })),
      },
    ],
    [
      'with hours and days without a controller',
      {
        asked: hourly,
        fateOf: lasting(10),
        downs: [
          { fromMs: day(2), toMs: day(2) + 7 * hourMs },
          { fromMs: day(8), toMs: day(20) },
        ],
      },
    ],
    [
      'with a clock that is set forward and back',
      {
        asked: hourly,
        fateOf: lasting(10),
        jumps: [
          { atMs: day(3), byMs: hourMs },
          { atMs: day(5), byMs: -hourMs },
          { atMs: day(7) + 50 * minuteMs, byMs: 8 * hourMs },
          { atMs: day(9), byMs: -8 * hourMs },
        ],
      },
    ],
    [
      'without a controller for longer than the deadline',
      {
        asked: { ...daily, startingDeadlineSeconds: 3600 },
        fateOf: quick,
        downs: [{ fromMs: day(2), toMs: day(6) }],
      },
    ],
  ])('%s', async (_, plot) => {
    const whole: Plot = { createdMs, days: 30, ...plot };
    const lab = await played(whole);
    expect(outcomeOf(lab)).toEqual(foretold(whole));
    expect(lab.made.length).toBeGreaterThan(20);
  });
});

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Sydney', 'Asia/Kathmandu'];
const anyFields: fc.Arbitrary<Fields> = fc.record(
  {
    minute: fc.constantFrom([0], [7], [0, 30], [0, 10, 20, 30, 40, 50], [1, 2, 3]),
    hour: fc.constantFrom([2], [1, 2, 3], [0, 6, 12, 18], [23]),
    weekday: fc.constantFrom([0, 6], [1, 2, 3, 4, 5]),
    monthDay: fc.constantFrom([1, 15], [28, 29, 30, 31]),
  },
  { requiredKeys: ['minute'] },
);
const anyAsked: fc.Arbitrary<Asked> = fc.record({
  fields: anyFields,
  zone: fc.constantFrom(...zones),
  keep: fc.record({ Complete: fc.nat(3), Failed: fc.nat(3) }),
  concurrencyPolicy: fc.constantFrom('Allow' as const, 'Forbid' as const, 'Replace' as const),
  suspend: fc.boolean(),
  startingDeadlineSeconds: fc.constantFrom(undefined, 30, 600, 7200, 200_000),
});
const anyFates = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.boolean()), { minLength: 1, maxLength: 7 })
  .map((fates) => (runMs: number): Fate => {
    const [minutes, fails] = fates[Math.floor(runMs / minuteMs) % fates.length]!;
    return { afterMs: minutes * minuteMs + 37, end: fails ? 'Failed' : 'Complete' };
  });
const days = 6;
const aSecond = fc.integer({ min: 1, max: days * 86_400 - 1 });
const anyPlot: fc.Arbitrary<Plot> = fc
  .record({
    createdMs: fc
      .constantFrom(
        '2026-03-05T00:00:30Z',
        '2026-03-27T11:59:59Z',
        '2026-10-22T06:00:00Z',
        '2026-10-29T00:00:00Z',
      )
      .map((created) => at(created)),
    asked: anyAsked,
    changes: fc.array(fc.tuple(aSecond, anyAsked), { maxLength: 6 }),
    downs: fc.uniqueArray(aSecond, { maxLength: 6 }),
    jumps: fc.array(fc.tuple(aSecond, fc.integer({ min: -180, max: 180 })), { maxLength: 3 }),
    fateOf: anyFates,
  })
  .map(({ createdMs, asked, changes, downs, jumps, fateOf }) => {
    const edges = downs.sort((a, b) => a - b).map((second) => createdMs + second * 1000 + 613);
    return {
      createdMs,
      days,
      asked: { ...asked, suspend: false },
      changes: changes
        .sort(([a], [b]) => a - b)
        .map(([second, of]) => ({ atMs: createdMs + second * 1000 + 457, asked: of })),
      downs: edges.flatMap((toMs, index) => (index % 2 === 1 ? [{ fromMs: edges[index - 1]!, toMs }] : [])),
      jumps: jumps.map(([second, minutes]) => ({
        atMs: createdMs + second * 1000 + 789,
        byMs: minutes * minuteMs,
      })),
      fateOf,
    };
  });

describe('any story', () => {
  it('comes out as the rules foretell', async () => {
    await fc.assert(
      fc.asyncProperty(anyPlot, async (plot) => {
        const outcome = outcomeOf(await played(plot));
        expect(outcome).toEqual(foretold(plot));
        expect(new Set(outcome.runs.map(({ runMs }) => runMs)).size).toBe(outcome.runs.length);
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});
