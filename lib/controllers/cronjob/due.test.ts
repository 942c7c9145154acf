import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CronJob, CronJobSpec, CronJobStatus } from '../../resources/cronjob/types';
import { dueOf, lookAfterChange } from './due';
import { jobOfRun } from './run';

const at = Date.parse;
const iso = (ms: number | undefined) => ms && new Date(ms).toISOString().replace('.000', '');

function cron(
  spec: Partial<CronJobSpec>,
  status: CronJobStatus = {},
  created = '2026-01-01T00:00:00Z',
): CronJob {
  return {
    metadata: { name: 'tick', namespace: 'default', uid: 'cron-uid', creationTimestamp: created },
    spec: {
      schedule: '0 * * * *',
      jobTemplate: {
        metadata: { labels: { app: 'demo' }, annotations: { note: 'kept' } },
        spec: { template: { spec: { containers: [] } } },
      },
      ...spec,
    },
    status,
  };
}

describe('dueOf', () => {
  it.each<
    [string, Partial<CronJobSpec>, CronJobStatus, string, string | undefined, string | undefined, string[]]
  >([
    ['nothing before the first time', {}, {}, '00:30:00', undefined, '01:00:00.100', []],
    ['the first run', {}, {}, '01:00:00', '01:00:00', '02:00:00.100', []],
    ['the latest of several', {}, {}, '05:20:00', '05:00:00', '06:00:00.100', []],
    [
      'not one that was started',
      {},
      { lastScheduleTime: '2026-01-01T05:00:00Z' },
      '05:20:00',
      undefined,
      '06:00:00.100',
      [],
    ],
    [
      'not one whose Job is listed',
      {},
      { active: [{ namespace: 'default', name: `tick-${at('2026-01-01T05:00:00Z') / 60_000}` }] },
      '05:20:00',
      undefined,
      '06:00:00.100',
      [],
    ],
    ['nothing while suspended', { suspend: true }, {}, '05:20:00', undefined, undefined, []],
    [
      'within the deadline',
      { startingDeadlineSeconds: 1800 },
      {},
      '05:20:00',
      '05:00:00',
      '06:00:00.100',
      [],
    ],
    ['past the deadline', { startingDeadlineSeconds: 600 }, {}, '05:20:00', undefined, '06:00:00.100', []],
    [
      'very many missed',
      { schedule: '* * * * *' },
      {},
      '05:20:00',
      '05:20:00',
      '05:21:00.100',
      ['TooManyMissedTimes'],
    ],
    ['an unknown zone', { timeZone: 'Mars/Base' }, {}, '05:20:00', undefined, undefined, ['UnknownTimeZone']],
    [
      'a schedule that cannot be read',
      { schedule: 'x' },
      {},
      '05:20:00',
      undefined,
      undefined,
      ['UnparseableSchedule'],
    ],
    [
      'one that never fires',
      { schedule: '0 0 30 2 *' },
      {},
      '05:20:00',
      undefined,
      undefined,
      ['InvalidSchedule'],
    ],
    [
      'a zone in the schedule',
      { schedule: 'TZ=Asia/Tokyo 0 12 * * *' },
      {},
      '05:20:00',
      '03:00:00',
      '27:00:00.100',
      ['UnsupportedSchedule'],
    ],
    [
      'a zone of its own',
      { schedule: '0 12 * * *', timeZone: 'Asia/Tokyo' },
      {},
      '05:20:00',
      '03:00:00',
      '27:00:00.100',
      [],
    ],
  ])('%s', (_, spec, status, now, run, again, reasons) => {
    const nowMs = at(`2026-01-01T${now}Z`);
    const due = dueOf(cron(spec, status), nowMs);
    expect(iso(due.runMs)).toBe(run && `2026-01-01T${run}Z`);
    const [hours, rest] = again ? [Number(again.slice(0, 2)), again.slice(2)] : [0, ''];
    const againMs = again && at(`2026-01-01T00${rest}Z`) + hours * 3600_000;
    expect(due.againInMs === undefined ? undefined : nowMs + due.againInMs).toBe(againMs);
    expect(due.tell.map(({ reason }) => reason)).toEqual(reasons);
  });
});

describe('a starting deadline', () => {
  it('is never passed by what is found, so that nothing is ever told to be missed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('* * * * *', '*/7 * * * *', '0 * * * *', '30 2 * * 1', '@every 90s', '@every 1h'),
        fc.integer({ min: 1, max: 5_000_000 }),
        fc.integer({ min: 0, max: 5_000_000_000 }),
        (schedule, startingDeadlineSeconds, passedMs) => {
          const nowMs = at('2026-01-01T00:00:00Z') + passedMs;
          const { runMs } = dueOf(cron({ schedule, startingDeadlineSeconds }), nowMs);
          if (runMs !== undefined)
            expect(runMs + startingDeadlineSeconds * 1000).toBeGreaterThanOrEqual(nowMs);
        },
      ),
    );
  });
});

describe('lookAfterChange', () => {
  const nowMs = at('2026-01-01T05:20:00Z');

  it('goes to the next time of a new schedule and makes up for none', () => {
    expect(lookAfterChange(cron({ schedule: '30 * * * *' }), nowMs)).toEqual({ inMs: 600_100, tell: [] });
  });

  it('goes by UTC where the zone is unknown', () => {
    const changed = cron({ schedule: '0 6 * * *', timeZone: 'Mars/Base' });
    expect(lookAfterChange(changed, nowMs)).toEqual({ inMs: 2_400_100, tell: [] });
  });

  it('looks at once at a schedule that never fires', () => {
    expect(lookAfterChange(cron({ schedule: '0 0 30 2 *' }), nowMs)).toEqual({ inMs: 0, tell: [] });
  });

  it('tells of one that cannot be read, and leaves it', () => {
    const { inMs, tell } = lookAfterChange(cron({ schedule: 'x' }), nowMs);
    expect(inMs).toBeUndefined();
    expect(tell).toEqual([
      {
        type: 'Warning',
        reason: 'UnParseableCronJobSchedule',
        message: 'unparseable schedule for cronjob: x',
      },
    ]);
  });
});

describe('jobOfRun', () => {
  it('makes the Job of the template, named and stamped by its fire time', () => {
    const runMs = at('2026-07-01T04:30:00Z');
    const job = jobOfRun(cron({ timeZone: 'America/St_Johns' }), runMs);
    expect(job.metadata).toMatchObject({
      name: `tick-${runMs / 60_000}`,
      namespace: 'default',
      labels: { app: 'demo' },
      annotations: {
        note: 'kept',
        'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-07-01T02:00:00-02:30',
      },
      ownerReferences: [{ kind: 'CronJob', name: 'tick', uid: 'cron-uid', controller: true }],
    });
    const utc = jobOfRun(cron({}), runMs).metadata.annotations;
    expect(utc?.['batch.kubernetes.io/cronjob-scheduled-timestamp']).toBe('2026-07-01T04:30:00Z');
  });
});
