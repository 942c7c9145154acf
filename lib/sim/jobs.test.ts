import { beforeEach, describe, expect, it } from 'vitest';
import { jobs } from '../resources/job/types';
import { pods } from '../resources/pod/types';
import type { Hand } from './hand';
import type { World } from './world';
import { eachWorld } from './world.suite';

let world: World;
let hand: Hand;

const each = eachWorld();
beforeEach(() => {
  ({ world, hand } = each());
});

const conditionsOf = async (name: string) =>
  (await hand.job(name)).status?.conditions?.map(({ type, status, reason }) => `${type}=${status} ${reason}`);

describe('a Job', () => {
  it('runs to completion, wave by wave, and tells about it', async () => {
    await hand.makeJob('work', { completions: 3, parallelism: 2 });
    await world.clock.advance(1000);
    const first = await hand.activePods('work');
    expect(first).toHaveLength(2);
    for (const pod of first) await hand.succeed(pod);
    await world.clock.advance(1000);
    expect((await hand.job('work')).status).toMatchObject({
      active: 1,
      succeeded: 2,
      ready: 0,
      terminating: 0,
    });
    const [last] = await hand.activePods('work');
    await hand.succeed(last!);
    await world.clock.advance(1000);
    expect(await conditionsOf('work')).toEqual([
      'SuccessCriteriaMet=True CompletionsReached',
      'Complete=True CompletionsReached',
    ]);
    const { status } = await hand.job('work');
    expect(status).toMatchObject({ succeeded: 3, uncountedTerminatedPods: {} });
    expect(status?.completionTime).toBe('2026-01-01T00:00:02Z');
    const finalizers = (await hand.pods('work')).flatMap(({ metadata }) => metadata.finalizers ?? []);
    expect(finalizers).toEqual([]);
    expect((await hand.told('work')).map((line) => line.split(':')[0])).toEqual([
      ...Array(3).fill('SuccessfulCreate'),
      'Completed',
    ]);
  });

  it('replaces failed pods with growing delay until the limit is passed', async () => {
    await hand.makeJob('work', { backoffLimit: 2 });
    for (const delaySeconds of [10, 20]) {
      await world.clock.advance(1000);
      const [pod] = await hand.activePods('work');
      await hand.fail(pod!);
      await world.clock.advance((delaySeconds - 1) * 1000);
      expect(await hand.activePods('work')).toEqual([]);
      await world.clock.advance(1000);
      expect(await hand.activePods('work')).toHaveLength(1);
    }
    const [pod] = await hand.activePods('work');
    await hand.fail(pod!);
    await world.clock.advance(1000);
    expect(await conditionsOf('work')).toEqual([
      'FailureTarget=True BackoffLimitExceeded',
      'Failed=True BackoffLimitExceeded',
    ]);
    expect((await hand.job('work')).status).toMatchObject({ failed: 3 });
    expect((await hand.told('work')).at(-1)).toBe(
      'BackoffLimitExceeded: Job has reached the specified backoff limit',
    );
  });

  it('is said to have failed only when its pods have ended', async () => {
    await hand.makeJob('work', { parallelism: 2, completions: 2, activeDeadlineSeconds: 30 });
    await world.clock.advance(1000);
    for (const pod of await hand.activePods('work')) await hand.run(pod);
    await world.clock.advance(30_000);
    expect(await conditionsOf('work')).toEqual(['FailureTarget=True DeadlineExceeded']);
    expect((await hand.job('work')).status).toMatchObject({ terminating: 2, ready: 0 });
    for (const pod of await hand.pods('work')) await hand.remove(pod);
    await world.clock.advance(1000);
    expect(await conditionsOf('work')).toEqual([
      'FailureTarget=True DeadlineExceeded',
      'Failed=True DeadlineExceeded',
    ]);
  });

  it('can be suspended and resumed; its deadline starts over', async () => {
    await hand.makeJob('work', { completions: 4, parallelism: 2, activeDeadlineSeconds: 60 });
    await world.clock.advance(50_000);
    await hand.patchJob('work', { suspend: true });
    await world.clock.advance(1000);
    expect(await hand.pods('work')).toEqual([]);
    expect((await hand.job('work')).status).toMatchObject({ ready: 0, terminating: 0 });
    expect((await hand.job('work')).status?.startTime).toBeUndefined();
    await world.clock.advance(100_000);
    await hand.patchJob('work', { suspend: false });
    await world.clock.advance(50_000);
    expect(await hand.activePods('work')).toHaveLength(2);
    expect(await conditionsOf('work')).toEqual(['Suspended=False JobResumed']);
    await world.clock.advance(11_000);
    expect((await conditionsOf('work'))?.at(-1)).toBe('Failed=True DeadlineExceeded');
  });

  it('runs every index once and tells which are done', async () => {
    await hand.makeJob('work', { completionMode: 'Indexed', completions: 5, parallelism: 2 });
    await world.clock.advance(1000);
    for (let wave = 0; wave < 3; wave++) {
      for (const pod of await hand.activePods('work')) await hand.succeed(pod);
      await world.clock.advance(1000);
    }
    const indexes = (await hand.pods('work')).map(
      ({ metadata }) => metadata.labels?.['batch.kubernetes.io/job-completion-index'],
    );
    expect(indexes.sort()).toEqual(['0', '1', '2', '3', '4']);
    expect((await hand.job('work')).status).toMatchObject({ completedIndexes: '0-4', succeeded: 5 });
  });

  it('lets a pod go that it no longer selects, and takes it back', async () => {
    const job = await hand.makeJob('work', { completions: 3 });
    await world.clock.advance(1000);
    const [pod] = await hand.activePods('work');
    const label = (uid?: string) =>
      world.client.patch(pods, 'default', pod!.metadata.name!, 'merge', {
        metadata: { labels: { 'batch.kubernetes.io/controller-uid': uid } },
      });
    await label('other');
    await world.clock.advance(1000);
    const free = await world.client.get(pods, 'default', pod!.metadata.name!);
    expect([free.metadata.ownerReferences ?? [], free.metadata.finalizers ?? []]).toEqual([[], []]);
    await label(job.metadata.uid);
    await world.clock.advance(1000);
    expect(await hand.activePods('work')).toHaveLength(1);
  });

  it('is left alone when somebody else manages it', async () => {
    await hand.makeJob('work', { managedBy: 'example.com/other' });
    await world.clock.advance(60_000);
    expect(await hand.pods()).toEqual([]);
    expect((await hand.job('work')).status ?? {}).toEqual({});
  });

  it('goes with its pods when its time to live has passed', async () => {
    await hand.makeJob('work', { ttlSecondsAfterFinished: 30 });
    await world.clock.advance(1000);
    const [pod] = await hand.activePods('work');
    await hand.succeed(pod!);
    await world.clock.advance(29_000);
    expect(await hand.pods()).toHaveLength(1);
    await world.clock.advance(2000);
    expect((await world.client.list(jobs, { namespace: 'default' })).items).toEqual([]);
    expect(await hand.pods()).toEqual([]);
  });
});

describe('controllers that start anew', () => {
  it('count what ended meanwhile, and nothing twice', async () => {
    await hand.makeJob('work', { completions: 4, parallelism: 2 });
    await world.clock.advance(1000);
    for (const pod of await hand.activePods('work')) await hand.succeed(pod);
    await world.restartControllers();
    await world.clock.advance(1000);
    expect((await hand.job('work')).status).toMatchObject({ active: 2, succeeded: 2 });
    expect(await hand.pods('work')).toHaveLength(4);
  });
});
