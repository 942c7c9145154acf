import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTrue } from '../meta/object';
import { cronJobs } from '../resources/cronjob/types';
import { jobs } from '../resources/job/types';
import { pods } from '../resources/pod/types';
import { seededRandom } from '../time/random';
import { createWorld } from './world';

const minuteMs = 60_000;
const startMs = Date.UTC(2026, 0, 1, 0, 0, 30);
const template = { spec: { restartPolicy: 'Never' as const, containers: [{ name: 'main', image: 'x' }] } };

function cronJob(schedule: string, historyLimit: number) {
  return {
    metadata: { name: 'tick', namespace: 'default' },
    spec: {
      schedule,
      successfulJobsHistoryLimit: historyLimit,
      jobTemplate: { spec: { backoffLimit: 100, template } },
    },
  };
}

/** Half an hour of minutes while writes of the controllers fail and the controllers start anew. */
async function minutesUnderFaults(seed: number, minutes: number) {
  const world = await createWorld({ seed, startMs, kubelet: true });
  const random = seededRandom(seed);
  await world.client.create(cronJobs, cronJob('* * * * *', 1000));
  world.setFaults({ before: 0.1, after: 0.1 });
  for (let left = minutes * minuteMs; left > 0; ) {
    const byMs = Math.min(left, Math.ceil(random() * 3 * minuteMs));
    await world.clock.advance(byMs);
    left -= byMs;
    if (random() < 0.3) await world.restartControllers();
  }
  world.setFaults({ before: 0, after: 0 });
  await world.clock.advance(minuteMs / 4);
  const { items } = await world.client.list(jobs, { namespace: 'default' });
  const { status } = await world.client.get(cronJobs, 'default', 'tick');
  await world.stop();
  return { items, status };
}

describe('a CronJob', () => {
  it('loses no run and doubles none while writes fail and the controllers start anew', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), async (seed) => {
        const { items, status } = await minutesUnderFaults(seed, 30);
        const expected = Array.from({ length: 30 }, (_, at) => `tick-${Math.ceil(startMs / minuteMs) + at}`);
        expect(items.map(({ metadata }) => metadata.name)).toEqual(expected);
        expect(items.filter((job) => isTrue(job.status?.conditions, 'Complete'))).toHaveLength(30);
        expect(status?.active ?? []).toEqual([]);
        expect(status?.lastScheduleTime).toBe('2026-01-01T00:30:00Z');
      }),
      { numRuns: 6 },
    );
  }, 30_000);

  it('runs every hour of three days through the whole cluster and leaves its history alone', async () => {
    const late: number[] = [];
    const observer = {
      queue: () => ({ added() {}, started() {}, ended() {}, delayed() {} }),
      jobFinished() {},
      cronJobStarted: (lateMs: number) => void late.push(lateMs),
    };
    const world = await createWorld({ startMs, kubelet: true, observer });
    await world.client.create(cronJobs, cronJob('0 * * * *', 2));
    await world.clock.advance(3 * 24 * 60 * minuteMs);
    expect(late).toEqual(Array(3 * 24).fill(100));
    const left = await world.client.list(jobs, { namespace: 'default' });
    const lastHours = ['2026-01-03T23:00:00Z', '2026-01-04T00:00:00Z'];
    expect(left.items.map(({ metadata }) => metadata.name)).toEqual(
      lastHours.map((time) => `tick-${Date.parse(time) / minuteMs}`),
    );
    expect((await world.client.list(pods, { namespace: 'default' })).items).toHaveLength(2);
    expect((await world.client.get(cronJobs, 'default', 'tick')).status).toEqual({
      lastScheduleTime: '2026-01-04T00:00:00Z',
      lastSuccessfulTime: expect.stringMatching(/^2026-01-04T00:00:0/),
    });
    await world.stop();
  }, 30_000);
});
