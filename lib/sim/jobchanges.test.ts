import { beforeEach, describe, expect, it } from 'vitest';
import { indexKey, trackingFinalizer } from '../controllers/job/podfacts';
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

const second = 1000;
const statusOf = async () => (await hand.job('work')).status;
const conditionsOf = async () =>
  (await statusOf())?.conditions?.map(({ type, reason }) => `${type} ${reason}`);

async function podOf(index: number) {
  const active = await hand.activePods('work');
  return active.find(({ metadata }) => metadata.annotations?.[indexKey] === String(index))!;
}

describe('a Job whose wishes change while it runs', () => {
  it('takes a later deadline, and a nearer one at once', async () => {
    await hand.makeJob('work', { activeDeadlineSeconds: 30 });
    await world.clock.advance(20 * second);
    await hand.patchJob('work', { activeDeadlineSeconds: 100 });
    await world.clock.advance(60 * second);
    expect(await conditionsOf()).toBeUndefined();
    await hand.patchJob('work', { activeDeadlineSeconds: 80 });
    await world.clock.advance(0);
    expect((await conditionsOf())?.[0]).toBe('FailureTarget DeadlineExceeded');
  });

  it('takes a higher limit of failures, and a lower one that is passed already', async () => {
    await hand.makeJob('work', { backoffLimit: 0, completions: 2, parallelism: 2 });
    await world.clock.advance(second);
    const [pod] = await hand.activePods('work');
    await hand.fail(pod!, 1, 60 * second);
    await hand.patchJob('work', { backoffLimit: 3 });
    await world.clock.advance(second);
    expect(await statusOf()).toMatchObject({ failed: 1, active: 2 });
    await hand.patchJob('work', { backoffLimit: 0 });
    await world.clock.advance(second);
    expect((await conditionsOf())?.at(-1)).toBe('Failed BackoffLimitExceeded');
    // One failed, two were stopped.
    expect(await statusOf()).toMatchObject({ failed: 3 });
  });

  it('has no pods when it is to have none, and as many as it wants again', async () => {
    await hand.makeJob('work', { completions: 6, parallelism: 3 });
    await world.clock.advance(second);
    for (const parallelism of [0, 2, 9, 1]) {
      await hand.patchJob('work', { parallelism });
      await world.clock.advance(second);
      const wanted = Math.min(parallelism, 6);
      expect(await hand.activePods('work')).toHaveLength(wanted);
      expect((await statusOf())?.active ?? 0).toBe(wanted);
    }
    expect((await statusOf())?.failed).toBeUndefined();
    expect(await conditionsOf()).toBeUndefined();
  });

  it('forgets a failed index beyond its new end, and is complete without it', async () => {
    const limits = { backoffLimitPerIndex: 0 };
    await hand.makeJob('work', { completionMode: 'Indexed', completions: 3, parallelism: 3, ...limits });
    await world.clock.advance(second);
    await hand.fail(await podOf(2));
    await hand.succeed(await podOf(0));
    await world.clock.advance(second);
    expect(await statusOf()).toMatchObject({ failedIndexes: '2', completedIndexes: '0', failed: 1 });
    await hand.patchJob('work', { completions: 2, parallelism: 2 });
    await world.clock.advance(second);
    expect(await statusOf()).toMatchObject({ failedIndexes: '', failed: 1, active: 1 });
    await hand.succeed(await podOf(1));
    await world.clock.advance(second);
    expect((await conditionsOf())?.at(-1)).toBe('Complete CompletionsReached');
    expect(await statusOf()).toMatchObject({ completedIndexes: '0,1', failed: 1 });
  });

  it('that cuts off a running index counts it neither way', async () => {
    await hand.makeJob('work', { completionMode: 'Indexed', completions: 4, parallelism: 4 });
    await world.clock.advance(second);
    const last = await podOf(3);
    await hand.run(last);
    await hand.patchJob('work', { completions: 2, parallelism: 2 });
    await world.clock.advance(second);
    expect(await statusOf()).toMatchObject({ active: 2, terminating: 1 });
    await hand.succeed(last);
    await hand.remove(last);
    await world.clock.advance(second);
    const { active, succeeded, failed, terminating } = (await statusOf())!;
    expect([active, succeeded, failed, terminating]).toEqual([2, undefined, undefined, 0]);
  });
});

describe('a pod of a Job that somebody frees of its owner', () => {
  it('is taken in again, tracked, and counted when it ends', async () => {
    await hand.makeJob('work', { completions: 2, parallelism: 2 });
    await world.clock.advance(second);
    const [pod] = await hand.activePods('work');
    const { name } = pod!.metadata;
    const freed = { metadata: { ownerReferences: null } };
    await world.client.patch(pods, 'default', name!, 'merge', freed as never);
    await world.clock.advance(2 * second);
    const again = await world.client.get(pods, 'default', name!);
    expect(again.metadata.ownerReferences).toMatchObject([{ kind: 'Job', name: 'work', controller: true }]);
    expect(again.metadata.finalizers).toEqual([trackingFinalizer]);
    expect(await hand.activePods('work')).toHaveLength(2);
    for (const one of await hand.activePods('work')) await hand.succeed(one);
    await world.clock.advance(second);
    expect(await statusOf()).toMatchObject({ succeeded: 2 });
    expect((await conditionsOf())?.at(-1)).toBe('Complete CompletionsReached');
    expect(await hand.pods('work')).toHaveLength(2);
  });
});
