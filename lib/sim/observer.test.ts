import { expect, it } from 'vitest';
import { cronJobs } from '../resources/cronjob/types';
import { handOn } from './hand';
import { createWorld } from './world';

it('tells an observer of queues, of Jobs that end, and of CronJobs that start', async () => {
  const added = new Map<string, number>();
  const finished: string[] = [];
  const lateMs: number[] = [];
  const world = await createWorld({
    startMs: Date.UTC(2026, 0, 1, 0, 0, 30),
    observer: {
      queue: (name) => ({
        added: () => added.set(name, (added.get(name) ?? 0) + 1),
        started: () => {},
        ended: () => {},
        delayed: () => {},
      }),
      jobFinished: ({ metadata }, { type, reason }) => finished.push(`${metadata.name} ${type} ${reason}`),
      cronJobStarted: (late) => lateMs.push(late),
    },
  });
  const hand = handOn(world.client, world.clock);
  await hand.makeJob('good', {});
  await hand.makeJob('bad', { backoffLimit: 0 });
  await world.clock.advance(1000);
  for (const pod of await hand.activePods('good')) await hand.succeed(pod);
  for (const pod of await hand.activePods('bad')) await hand.fail(pod);
  const template = { spec: { restartPolicy: 'Never' as const, containers: [{ name: 'c', image: 'i' }] } };
  await world.client.create(cronJobs, {
    metadata: { namespace: 'default', name: 'often' },
    spec: { schedule: '* * * * *', jobTemplate: { spec: { template } } },
  });
  await world.clock.advance(60_000);
  expect(finished.sort()).toEqual(['bad Failed BackoffLimitExceeded', 'good Complete CompletionsReached']);
  expect(lateMs).toHaveLength(1);
  expect(lateMs[0]).toBeLessThan(1000);
  for (const queue of ['job', 'cronjob', 'bootstrap']) expect(added.get(queue)).toBeGreaterThan(0);
  await world.stop();
});
