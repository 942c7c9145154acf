import { describe, expect, it } from 'vitest';
import type { CronJob, CronJobSpec } from '../resources/cronjob/types';
import type { Job } from '../resources/job/types';
import { byNextRun, cronJobRows, isFound, nextRunOf } from './cronjoblist';

const nowMs = Date.UTC(2026, 10, 22, 6, 4, 30);

function cronJob(name: string, spec: Partial<CronJobSpec>, status: CronJob['status'] = {}): CronJob {
  return {
    metadata: { name, namespace: 'default', uid: name, creationTimestamp: '2026-11-22T06:00:10Z' },
    spec: {
      schedule: '* * * * *',
      jobTemplate: { spec: { template: { spec: { containers: [] } } } },
      ...spec,
    },
    status,
  };
}

function job(name: string, owner: string, created: string): Job {
  return {
    metadata: {
      name,
      creationTimestamp: created,
      ownerReferences: [
        { apiVersion: 'batch/v1', kind: 'CronJob', name: owner, uid: owner, controller: true },
      ],
    },
    spec: { template: { spec: { containers: [] } } },
  };
}

describe('the next run', () => {
  const cases: [string, CronJob, string][] = [
    ['on the minute', cronJob('a', {}), 'at 2026-11-22T06:05:00'],
    [
      'in its own zone',
      cronJob('a', { schedule: '0 9 * * *', timeZone: 'Asia/Tokyo' }),
      'at 2026-11-23T00:00:00',
    ],
    ['in the cluster’s zone', cronJob('a', { schedule: '0 9 * * *' }), 'at 2026-11-22T08:00:00'],
    ['suspended', cronJob('a', { suspend: true }), 'suspended 2026-11-22T06:05:00'],
    ['never', cronJob('a', { schedule: '0 0 30 2 *' }), 'never'],
    ['a wrong schedule', cronJob('a', { schedule: 'x' }), 'wrong'],
    ['a wrong zone', cronJob('a', { timeZone: 'Mars/Base' }), 'wrong'],
    ['every, from creation', cronJob('a', { schedule: '@every 1m30s' }), 'at 2026-11-22T06:04:40'],
    [
      'every, from the run before',
      cronJob('a', { schedule: '@every 10m' }, { lastScheduleTime: '2026-11-22T06:03:00Z' }),
      'at 2026-11-22T06:13:00',
    ],
  ];
  for (const [title, object, expected] of cases)
    it(title, () => {
      const run = nextRunOf(object, nowMs, 'Europe/Berlin');
      const at = 'atMs' in run && run.atMs ? ` ${new Date(run.atMs).toISOString().slice(0, 19)}` : '';
      expect(run.kind + at).toBe(expected);
    });
});

describe('the lines of the list', () => {
  const a = cronJob('a', {});
  const b = cronJob('b', { schedule: '0 0 * * *' });
  const jobs = [job('a-1', 'a', '2026-11-22T06:02:00Z'), job('a-2', 'a', '2026-11-22T06:03:00Z')];
  const rows = cronJobRows([a, b], jobs, nowMs, 'UTC');
  const before = new Map(rows.map((row) => [row.key, row]));

  it('show the newest Job of each', () => {
    expect(rows.map((row) => row.lastJob?.metadata.name)).toEqual(['a-2', undefined]);
  });

  it('stay the same objects until something changes', () => {
    const again = cronJobRows([a, b], jobs, nowMs + 1000, 'UTC', before);
    expect(again[0]).toBe(rows[0]);
    const minuteLater = cronJobRows([a, b], jobs, nowMs + 60_000, 'UTC', before);
    expect(minuteLater[0]).not.toBe(rows[0]);
    expect(minuteLater[1]).toBe(rows[1]);
    const changed = cronJobRows([{ ...a }, b], jobs, nowMs, 'UTC', before);
    expect(changed[0]).not.toBe(rows[0]);
  });

  it('sort by what runs soonest', () => {
    const others = [cronJob('never', { schedule: '0 0 30 2 *' }), cronJob('off', { suspend: true }), b, a];
    const sorted = cronJobRows(others, [], nowMs, 'UTC').toSorted(byNextRun);
    expect(sorted.map((row) => row.key)).toEqual(['a', 'b', 'off', 'never']);
  });

  it('are found by every word', () => {
    expect(rows.filter((row) => isFound(row, 'default 0 0')).map((row) => row.key)).toEqual(['b']);
    expect(rows.filter((row) => isFound(row, '')).length).toBe(2);
  });
});
