import { beforeEach, describe, expect, it } from 'vitest';
import { indexKey, trackingFinalizer } from '../controllers/job/podfacts';
import { type Job, type JobStatus, jobs } from '../resources/job/types';
import { type Pod, pods } from '../resources/pod/types';
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
const indexed = { completionMode: 'Indexed' as const };
const statusOf = async () => (await hand.job('work')).status;
const conditionsOf = async () =>
  (await statusOf())?.conditions?.map(({ type, reason }) => `${type} ${reason}`);
const indexOf = ({ metadata }: Pod) => Number(metadata.annotations?.[indexKey]);
const activeIndexes = async () => (await hand.activePods('work')).map(indexOf).sort((a, b) => a - b);

async function byIndex(): Promise<Map<number, Pod>> {
  return new Map((await hand.activePods('work')).map((pod) => [indexOf(pod), pod]));
}

describe('a Job with a success policy', () => {
  it('fails rather than succeeds when both come in one go', async () => {
    const successPolicy = { rules: [{ succeededIndexes: '0' }] };
    const spec = { ...indexed, completions: 2, parallelism: 2, backoffLimitPerIndex: 0, successPolicy };
    await hand.makeJob('work', spec);
    await world.clock.advance(second);
    const found = await byIndex();
    await hand.succeed(found.get(0)!);
    await hand.fail(found.get(1)!);
    await world.clock.advance(second);
    expect(await conditionsOf()).toEqual(['FailureTarget FailedIndexes', 'Failed FailedIndexes']);
  });

  it('succeeds although indexes have failed, and counts none of the rest as failed', async () => {
    const successPolicy = { rules: [{ succeededIndexes: '0-3', succeededCount: 3 }, { succeededCount: 4 }] };
    const spec = { ...indexed, completions: 8, parallelism: 8, backoffLimitPerIndex: 0, successPolicy };
    await hand.makeJob('work', spec);
    await world.clock.advance(second);
    const found = await byIndex();
    await hand.fail(found.get(1)!);
    for (const index of [0, 6, 7]) await hand.succeed(found.get(index)!);
    await world.clock.advance(second);
    expect(await conditionsOf()).toBeUndefined();
    for (const index of [2, 4, 5]) await hand.run(found.get(index)!);
    await hand.succeed(found.get(3)!);
    await world.clock.advance(second);
    expect(await conditionsOf()).toEqual(['SuccessCriteriaMet SuccessPolicy']);
    expect((await statusOf())?.conditions?.[0]?.message).toBe('Matched rules at index 1');
    expect(await statusOf()).toMatchObject({ ready: 0, terminating: 3 });
    // What ends now is no success any more, nor a failure.
    for (const index of [2, 4, 5]) await hand.remove(found.get(index)!);
    await world.clock.advance(second);
    expect(await conditionsOf()).toEqual(['SuccessCriteriaMet SuccessPolicy', 'Complete SuccessPolicy']);
    expect(await statusOf()).toMatchObject({
      succeeded: 4,
      failed: 1,
      completedIndexes: '0,3,6,7',
      failedIndexes: '1',
      terminating: 0,
    });
  });
});

describe('a Job whose pods are told to end by somebody else', () => {
  it.each([
    ['TerminatingOrFailed' as const, { active: 2, terminating: 1, failed: 1 }],
    ['Failed' as const, { active: 1, terminating: 1 }],
  ])('replaces them as policy %s says', async (podReplacementPolicy, meanwhile) => {
    await hand.makeJob('work', { completions: 3, parallelism: 2, podReplacementPolicy });
    await world.clock.advance(60 * second);
    const [pod] = await hand.activePods('work');
    await hand.run(pod!);
    await hand.stop(pod!);
    await world.clock.advance(11 * second);
    expect(await statusOf()).toMatchObject(meanwhile);
    await hand.fail(pod!, 143);
    await hand.remove(pod!);
    await world.clock.advance(11 * second);
    expect(await statusOf()).toMatchObject({ active: 2, terminating: 0, failed: 1 });
  });

  it('says that it has failed only when they have ended', async () => {
    const spec = { completions: 2, parallelism: 2, backoffLimit: 0 };
    await hand.makeJob('work', { ...spec, podReplacementPolicy: 'Failed' });
    await world.clock.advance(second);
    const [one, other] = await hand.activePods('work');
    for (const pod of [one!, other!]) await hand.run(pod);
    await hand.stop(one!);
    await hand.fail(other!);
    await world.clock.advance(second);
    expect(await conditionsOf()).toEqual(['FailureTarget BackoffLimitExceeded']);
    expect(await statusOf()).toMatchObject({ failed: 2, terminating: 1 });
    await hand.remove(one!);
    await world.clock.advance(second);
    expect(await conditionsOf()).toEqual([
      'FailureTarget BackoffLimitExceeded',
      'Failed BackoffLimitExceeded',
    ]);
    expect(await statusOf()).toMatchObject({ failed: 2, terminating: 0 });
  });
});

describe('a Job whose pods are started again in place', () => {
  it.each([
    [0, [[0], [1]]],
    [2, [[1], [2]]],
    [
      3,
      [
        [1, 1],
        [2, 1],
      ],
    ],
  ])('fails at a limit of %i when they were restarted so often: %j', async (backoffLimit, steps) => {
    const spec = { containers: [{ name: 'main', image: 'x' }], restartPolicy: 'OnFailure' as const };
    const parallelism = steps[0]!.length;
    await hand.makeJob('work', { backoffLimit, parallelism, completions: parallelism, template: { spec } });
    await world.clock.advance(second);
    const started = await hand.activePods('work');
    for (const pod of started) await hand.run(pod);
    const [within, beyond] = steps;
    const restart = async (counts: readonly number[]) => {
      for (const [at, restartCount] of counts.entries()) {
        const containerStatuses = [{ name: 'main', image: 'x', imageID: '', ready: true, restartCount }];
        const { name } = started[at]!.metadata;
        const status = { status: { containerStatuses } };
        await world.client.patch(pods, 'default', name!, 'merge', status, { subresource: 'status' });
      }
      await world.clock.advance(second);
    };
    await restart(within!);
    expect(await conditionsOf()).toBeUndefined();
    await restart(beyond!);
    expect(await conditionsOf()).toEqual(['FailureTarget BackoffLimitExceeded']);
  });
});

describe('an Indexed Job that is scaled', () => {
  it('down and up again, forgets what is beyond its end and runs it again', async () => {
    await hand.makeJob('work', { ...indexed, completions: 5, parallelism: 5 });
    await world.clock.advance(second);
    const found = await byIndex();
    for (const index of [1, 3, 4]) await hand.succeed(found.get(index)!);
    await world.clock.advance(second);
    expect(await statusOf()).toMatchObject({ completedIndexes: '1,3,4', succeeded: 3 });
    await hand.patchJob('work', { completions: 3, parallelism: 3 });
    await world.clock.advance(second);
    expect(await statusOf()).toMatchObject({ completedIndexes: '1', succeeded: 1 });
    expect(await activeIndexes()).toEqual([0, 2]);
    await hand.patchJob('work', { completions: 6, parallelism: 6 });
    await world.clock.advance(second);
    expect(await activeIndexes()).toEqual([0, 2, 3, 4, 5]);
    expect((await statusOf())?.failed).toBeUndefined();
  });

  it('down to what has succeeded is complete', async () => {
    await hand.makeJob('work', { ...indexed, completions: 4, parallelism: 4 });
    await world.clock.advance(second);
    const found = await byIndex();
    for (const index of [0, 1]) await hand.succeed(found.get(index)!);
    await world.clock.advance(second);
    await hand.patchJob('work', { completions: 2, parallelism: 2 });
    await world.clock.advance(second);
    expect((await conditionsOf())?.at(-1)).toBe('Complete CompletionsReached');
    expect(await statusOf()).toMatchObject({ completedIndexes: '0,1', succeeded: 2 });
    expect((await statusOf())?.failed).toBeUndefined();
  });
});

/** A pod somebody else made. */
function strayPod(name: string, labels: Record<string, string>): Pod {
  return {
    metadata: { name, namespace: 'default', labels },
    spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'x' }] },
  };
}

describe('a Job that selects pods itself', () => {
  const labels = { app: 'mine' };
  const template = {
    metadata: { labels },
    spec: { restartPolicy: 'Never' as const, containers: [{ name: 'main', image: 'x' }] },
  };
  const manual = { manualSelector: true, selector: { matchLabels: labels }, template };

  it('takes in what is there, also what has ended, and counts it', async () => {
    const [running, ended] = await Promise.all(
      ['running', 'ended'].map((name) => world.client.create(pods, strayPod(name, labels))),
    );
    await world.client.create(pods, strayPod('other', { app: 'other' }));
    await hand.succeed(ended!);
    await hand.makeJob('work', { ...manual, completions: 3, parallelism: 2 });
    await world.clock.advance(second);
    expect(await statusOf()).toMatchObject({ active: 2, succeeded: 1 });
    const owned = (await hand.pods('work')).map(({ metadata }) => metadata.name);
    expect([owned.includes('running'), owned.includes('ended'), owned.includes('other')]).toEqual([
      true,
      true,
      false,
    ]);
    const adopted = await world.client.get(pods, 'default', running!.metadata.name!);
    expect(adopted.metadata.finalizers).toEqual([trackingFinalizer]);
    expect(adopted.metadata.labels).toEqual(labels);
  });

  it('removes one it took in that has no index, where it goes by index', async () => {
    await world.client.create(pods, strayPod('stray', labels));
    await hand.makeJob('work', { ...manual, ...indexed, completions: 2, parallelism: 2 });
    await world.clock.advance(second);
    expect(await activeIndexes()).toEqual([0, 1]);
    expect((await hand.told('work')).filter((line) => line.startsWith('SuccessfulDelete'))).toEqual([
      'SuccessfulDelete: Deleted pod: stray',
    ]);
  });

  it('counts a pod no longer that it let go while the pod ends', async () => {
    await hand.makeJob('work', { ...manual, completions: 2, parallelism: 2 });
    await world.clock.advance(second);
    const [pod] = await hand.activePods('work');
    const relabel = { metadata: { labels: { app: 'theirs' } } };
    await world.client.patch(pods, 'default', pod!.metadata.name!, 'merge', relabel);
    await hand.succeed(pod!);
    await world.clock.advance(second);
    expect(await statusOf()).toMatchObject({ active: 2 });
    expect((await statusOf())?.succeeded).toBeUndefined();
    const free = await world.client.get(pods, 'default', pod!.metadata.name!);
    expect([free.metadata.ownerReferences ?? [], free.metadata.finalizers ?? []]).toEqual([[], []]);
  });
});

describe('a Job that is being deleted', () => {
  it('neither lets go of a pod nor counts it when it selects it no longer', async () => {
    await hand.makeJob('work', { completions: 3, parallelism: 2 });
    await world.clock.advance(second);
    const [pod] = await hand.activePods('work');
    await world.client.patch(jobs, 'default', 'work', 'merge', {
      metadata: { finalizers: ['example.com/hold'] },
    });
    await world.client.patch(pods, 'default', pod!.metadata.name!, 'merge', {
      metadata: { labels: { 'batch.kubernetes.io/controller-uid': 'other' } },
    });
    await world.client.delete(jobs, 'default', 'work', { propagationPolicy: 'Background' });
    await world.clock.advance(second);
    expect(await statusOf()).toMatchObject({ active: 1 });
    const left = await world.client.get(pods, 'default', pod!.metadata.name!);
    expect(left.metadata.ownerReferences).toHaveLength(1);
    expect(left.metadata.finalizers).toEqual([trackingFinalizer]);
  });
});

describe('a Job of many pods', () => {
  it('makes, stops and counts at most 500 of them in one go', async () => {
    const stop = new AbortController();
    const seen: JobStatus[] = [];
    const job = await hand.makeJob('work', { completions: 1200, parallelism: 1200 });
    world.clock.spawn(async () => {
      const options = { resourceVersion: job.metadata.resourceVersion, signal: stop.signal };
      for await (const event of world.client.watch(jobs, { namespace: 'default', ...options })) {
        if (event.type === 'MODIFIED') seen.push((event.object as Job).status!);
      }
    });
    await world.clock.advance(5 * second);
    expect(seen.map(({ active }) => active)).toEqual([500, 1000, 1200]);
    for (const pod of await hand.activePods('work')) await hand.succeed(pod);
    seen.length = 0;
    await world.clock.advance(5 * second);
    stop.abort();
    const named = seen.map(({ uncountedTerminatedPods }) => uncountedTerminatedPods?.succeeded?.length ?? 0);
    expect(Math.max(...named)).toBe(500);
    expect(seen.at(-1)).toMatchObject({ succeeded: 1200, ready: 0, terminating: 0 });
    expect(seen.at(-1)?.conditions?.map(({ type }) => type)).toEqual(['SuccessCriteriaMet', 'Complete']);
    expect((await hand.pods('work')).filter(({ metadata }) => metadata.finalizers?.length)).toEqual([]);
  });
});
