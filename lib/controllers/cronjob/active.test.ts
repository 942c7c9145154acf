import { describe, expect, it } from 'vitest';
import type { CronJob, CronJobStatus } from '../../resources/cronjob/types';
import type { Job } from '../../resources/job/types';
import { toTime } from '../../time/clock';
import { reviewActive } from './active';
import { surplusOf } from './history';

const cron = (status: CronJobStatus, limits = {}): CronJob => ({
  metadata: { name: 'tick', namespace: 'default' },
  spec: {
    schedule: '* * * * *',
    jobTemplate: { spec: { template: { spec: { containers: [] } } } },
    ...limits,
  },
  status,
});

function job(name: string, end?: 'Complete' | 'Failed', startedMs?: number): Job {
  const completionTime = end === 'Complete' ? toTime((startedMs ?? 0) + 60_000) : undefined;
  return {
    metadata: { name, uid: `uid-${name}`, namespace: 'default' },
    spec: { template: { spec: { containers: [] } } },
    status: {
      ...(startedMs === undefined ? {} : { startTime: toTime(startedMs) }),
      ...(completionTime ? { completionTime } : {}),
      conditions: end ? [{ type: end, status: 'True' }] : [],
    },
  };
}
const listed = (...names: string[]) => ({ active: names.map((name) => ({ name, uid: `uid-${name}` })) });

describe('reviewActive', () => {
  it('takes finished Jobs off the list and says so', () => {
    const review = reviewActive(cron(listed('a', 'b', 'c')), [
      job('a', 'Complete', 0),
      job('b', 'Failed', 0),
      job('c'),
    ]);
    expect(review.status.active?.map(({ name }) => name)).toEqual(['c']);
    expect(review.tell.map(({ message }) => message)).toEqual([
      'Saw completed job: a, condition: Complete',
      'Saw completed job: b, condition: Failed',
    ]);
  });

  it('notes the latest success, listed or not, and never goes back', () => {
    const lastSuccessfulTime = toTime(600_000);
    const earlier = reviewActive(cron({ lastSuccessfulTime }), [job('a', 'Complete', 0)]);
    expect(earlier.status).toEqual({ lastSuccessfulTime });
    const later = reviewActive(cron({ lastSuccessfulTime }), [job('b', 'Complete', 700_000)]);
    expect(later.status.lastSuccessfulTime).toBe(toTime(760_000));
  });

  it('names Jobs it does not know and Jobs it misses', () => {
    const review = reviewActive(cron(listed('gone')), [job('stranger')]);
    expect(review.unexpected.map(({ metadata }) => metadata.name)).toEqual(['stranger']);
    expect(review.missing).toEqual([{ name: 'gone', uid: 'uid-gone' }]);
  });

  it('answers the same status when nothing changed', () => {
    const status = listed('a');
    expect(reviewActive(cron(status), [job('a')]).status).toBe(status);
  });
});

describe('surplusOf', () => {
  const jobs = [
    job('never', 'Complete'),
    job('new', 'Complete', 3000),
    job('old', 'Complete', 1000),
    job('running'),
    job('bad2', 'Failed', 2000),
    job('bad1', 'Failed', 1000),
  ];
  it.each([
    [{}, []],
    [{ successfulJobsHistoryLimit: 2 }, ['old']],
    [{ successfulJobsHistoryLimit: 0 }, ['old', 'new', 'never']],
    [{ successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 }, ['bad1']],
  ])('with %j removes %j', (limits, names) => {
    expect(surplusOf(cron({}, limits), jobs).map(({ metadata }) => metadata.name)).toEqual(names);
  });
});
