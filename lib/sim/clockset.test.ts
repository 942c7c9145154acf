import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cronJobs } from '../resources/cronjob/types';
import { type Job, type JobSpec, jobs } from '../resources/job/types';
import { type Hand, handOn } from './hand';
import { createWorld, type World } from './world';

/** The machine's time is set while things wait: timers count evenly, and what is written on objects is compared with the new time. */

let world: World;
let hand: Hand;

const hourMs = 3600_000;
const startMs = Date.UTC(2026, 0, 1, 12, 0, 30);
const template = { spec: { restartPolicy: 'Never' as const, containers: [{ name: 'main', image: 'x' }] } };

beforeEach(async () => {
  world = await createWorld({ startMs });
  hand = handOn(world.client, world.clock);
});

afterEach(() => world.stop());

async function makeJob(spec: Partial<JobSpec>): Promise<void> {
  await world.client.create(jobs, {
    metadata: { name: 'work', namespace: 'default' },
    spec: { template, ...spec },
  });
  await world.clock.advance(1000);
}

async function endedJob(): Promise<string[]> {
  const { status } = await world.client.get(jobs, 'default', 'work');
  return (status?.conditions ?? []).map(({ type, reason }) => `${type} ${reason}`);
}

async function succeedOne(): Promise<void> {
  const [pod] = await hand.activePods('work');
  await hand.succeed(pod!);
  await world.clock.advance(1000);
}

const setBy = (byMs: number) => world.clock.jump(byMs);
const names = async (): Promise<string[]> =>
  (await world.client.list<Job>(jobs, { namespace: 'default' })).items.map(({ metadata }) => metadata.name!);

const complete = ['SuccessCriteriaMet CompletionsReached', 'Complete CompletionsReached'];

describe('when the time is set forward', () => {
  it('a Job that has time left goes on at once', async () => {
    await makeJob({ completions: 2, parallelism: 1, activeDeadlineSeconds: 24 * 3600 });
    setBy(hourMs);
    await succeedOne();
    await succeedOne();
    expect(await endedJob()).toEqual(complete);
  });

  it('a Job whose deadline that is beyond fails when it is looked at', async () => {
    await makeJob({ completions: 2, parallelism: 1, activeDeadlineSeconds: 1800 });
    setBy(hourMs);
    await succeedOne();
    expect(await endedJob()).toContain('FailureTarget DeadlineExceeded');
  });

  it('a CronJob runs once for all it has missed', async () => {
    await makeCronJob('*/10 * * * *');
    await world.clock.advance(10 * 60_000);
    setBy(hourMs);
    await world.clock.advance(10 * 60_000);
    expect(await names()).toEqual([runAt(12, 10), runAt(13, 20)]);
  });
});

describe('when the time is set back', () => {
  // No Job can have completed before it started: Kubernetes refuses such a status, and tries again.
  it('a Job goes on, and is complete when the time of its start has come again', async () => {
    await makeJob({ completions: 2, parallelism: 1, activeDeadlineSeconds: 24 * 3600 });
    setBy(-hourMs);
    await succeedOne();
    await succeedOne();
    expect(await hand.activePods('work')).toEqual([]);
    expect(await endedJob()).toEqual(complete.slice(0, 1));
    await world.clock.advance(hourMs + 60_000);
    expect(await endedJob()).toEqual(complete);
  });

  it('a finished Job stays until its time to live has passed by the new time', async () => {
    await makeJob({ ttlSecondsAfterFinished: 60 });
    await succeedOne();
    setBy(-hourMs);
    await world.clock.advance(hourMs);
    expect(await names()).toEqual(['work']);
    await world.clock.advance(61_000);
    expect(await names()).toEqual([]);
  });

  it('a CronJob runs no time a second time, and goes on when the old time is reached', async () => {
    await makeCronJob('*/10 * * * *');
    await world.clock.advance(10 * 60_000);
    setBy(-hourMs);
    await world.clock.advance(hourMs);
    expect(await names()).toEqual([runAt(12, 10)]);
    await world.clock.advance(10 * 60_000);
    expect(await names()).toEqual([runAt(12, 10), runAt(12, 20)]);
  });
});

const runAt = (hour: number, minute: number) => `tick-${Date.UTC(2026, 0, 1, hour, minute) / 60_000}`;

async function makeCronJob(schedule: string): Promise<void> {
  await world.client.create(cronJobs, {
    metadata: { name: 'tick', namespace: 'default' },
    spec: { schedule, jobTemplate: { spec: { template } } },
  });
  await world.clock.settle();
}
