import { beforeEach, describe, expect, it } from 'vitest';
import { failureCountKey } from '../controllers/job/indexes';
import { indexKey } from '../controllers/job/podfacts';
import type { JobSpec, PodFailurePolicyRule } from '../resources/job/types';
import type { Hand } from './hand';
import type { World } from './world';
import { eachWorld } from './world.suite';

let world: World;
let hand: Hand;

const each = eachWorld();
beforeEach(() => {
  ({ world, hand } = each());
});

const longAgoMs = 3_600_000;
const ignoredCountKey = 'batch.kubernetes.io/job-index-ignored-failure-count';

async function podOf(index: number) {
  const active = await hand.activePods('work');
  return active.find(({ metadata }) => metadata.annotations?.[indexKey] === String(index));
}

async function endOf(name: string): Promise<string | undefined> {
  const conditions = (await hand.job(name)).status?.conditions ?? [];
  const [first, second] = conditions;
  if (second) expect([first?.reason, first?.message]).toEqual([second.reason, second.message]);
  return second ? `${second.type} ${second.reason}` : first && `${first.type} ${first.reason}`;
}

const global = { backoffLimit: 1 };
const none = { backoffLimitPerIndex: 0 };
const one = { backoffLimitPerIndex: 1 };

/** Counts that a pod's annotations hand on: failures, and failures that are ignored. */
type Counts = [string | undefined, string | undefined];

describe('an Indexed Job whose index 0 fails twice with a code the policy knows', () => {
  it.each<
    [PodFailurePolicyRule['action'] | 'no policy', Partial<JobSpec>, Counts[], string, number, string?]
  >([
    // The pod of index 1 is still there when the Job fails, and counts as failed then.
    ['no policy', global, [[undefined, undefined]], 'Failed BackoffLimitExceeded', 3],
    ['Count', global, [[undefined, undefined]], 'Failed BackoffLimitExceeded', 3],
    [
      'Ignore',
      global,
      [
        [undefined, undefined],
        [undefined, undefined],
      ],
      'Complete CompletionsReached',
      0,
    ],
    ['FailJob', global, [], 'Failed PodFailurePolicy', 2],
    ['no policy', none, [], 'Failed FailedIndexes', 1, '0'],
    ['Count', none, [], 'Failed FailedIndexes', 1, '0'],
    [
      'Ignore',
      none,
      [
        ['0', '1'],
        ['0', '2'],
      ],
      'Complete CompletionsReached',
      0,
      '',
    ],
    ['FailIndex', none, [], 'Failed FailedIndexes', 1, '0'],
    ['FailJob', none, [], 'Failed PodFailurePolicy', 2, '0'],
    ['no policy', one, [['1', undefined]], 'Failed FailedIndexes', 2, '0'],
    ['Count', one, [['1', undefined]], 'Failed FailedIndexes', 2, '0'],
    [
      'Ignore',
      one,
      [
        ['0', '1'],
        ['0', '2'],
      ],
      'Complete CompletionsReached',
      0,
      '',
    ],
    ['FailIndex', one, [], 'Failed FailedIndexes', 1, '0'],
    ['FailJob', one, [], 'Failed PodFailurePolicy', 2, ''],
  ])('%s, %j', async (action, limits, counts, end, failed, failedIndexes) => {
    const onExitCodes = { operator: 'In' as const, values: [7, 42] };
    const podFailurePolicy = action === 'no policy' ? undefined : { rules: [{ action, onExitCodes }] };
    const indexed = { completionMode: 'Indexed' as const, completions: 2, parallelism: 2 };
    await hand.makeJob('work', { ...indexed, ...limits, ...(podFailurePolicy ? { podFailurePolicy } : {}) });
    await world.clock.advance(1000);
    const replaced: Counts[] = [];
    for (let failures = 0; failures < 2; failures++) {
      const pod = await podOf(0);
      if (!pod) break;
      await hand.fail(pod, 42, longAgoMs);
      await world.clock.advance(1000);
      const next = await podOf(0);
      if (!next) break;
      const { annotations = {} } = next.metadata;
      replaced.push([annotations[failureCountKey], annotations[ignoredCountKey]]);
    }
    expect(replaced).toEqual(counts);
    for (const index of [0, 1]) {
      const pod = await podOf(index);
      if (pod) await hand.succeed(pod);
    }
    await world.clock.advance(1000);
    expect(await endOf('work')).toBe(end);
    const { status } = await hand.job('work');
    expect([status?.failed ?? 0, status?.failedIndexes]).toEqual([failed, failedIndexes]);
    const held = (await hand.pods('work')).filter(({ metadata }) => metadata.finalizers?.length);
    expect(held).toEqual([]);
  });
});

describe('a Job with a failure policy', () => {
  it('takes the first rule that matches, conditions and codes alike', async () => {
    const rules: PodFailurePolicyRule[] = [
      { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] },
      { action: 'FailJob', onExitCodes: { operator: 'NotIn', values: [3] } },
    ];
    await hand.makeJob('work', { backoffLimit: 1, podFailurePolicy: { rules } });
    await world.clock.advance(1000);
    await hand.disrupt((await hand.activePods('work'))[0]!);
    await world.clock.advance(1000);
    await hand.fail((await hand.activePods('work'))[0]!, 3, longAgoMs);
    await world.clock.advance(1000);
    expect(await endOf('work')).toBeUndefined();
    expect((await hand.job('work')).status?.failed).toBe(1);
    const [last] = await hand.activePods('work');
    await hand.fail(last!, 4);
    await world.clock.advance(1000);
    expect((await hand.told('work')).at(-1)).toBe(
      `PodFailurePolicy: Container main for pod default/${last!.metadata.name} failed with exit code 4 ` +
        'matching FailJob rule at index 1',
    );
    expect((await hand.job('work')).status).toMatchObject({ failed: 2, ready: 0 });
  });

  it('waits for how a pod ends that was told to, and judges that', async () => {
    const onExitCodes = { operator: 'In' as const, values: [143] };
    await hand.makeJob('work', { podFailurePolicy: { rules: [{ action: 'Ignore', onExitCodes }] } });
    await world.clock.advance(1000);
    const [pod] = await hand.activePods('work');
    await hand.run(pod!);
    await hand.stop(pod!);
    await world.clock.advance(5000);
    expect(await hand.activePods('work')).toEqual([]);
    const { status } = await hand.job('work');
    expect(status).toMatchObject({ terminating: 1, ready: 0 });
    expect([status?.active, status?.failed]).toEqual([undefined, undefined]);
    await hand.fail(pod!, 143, longAgoMs);
    await world.clock.advance(1000);
    expect(await hand.activePods('work')).toHaveLength(1);
    expect((await hand.job('work')).status).toMatchObject({ active: 1, terminating: 0 });
    expect((await hand.job('work')).status?.failed).toBeUndefined();
  });
});

describe('pods of a Job that fail', () => {
  it('make it wait, but it goes on counting those that are there', async () => {
    await hand.makeJob('work', { completions: 5, parallelism: 3 });
    await world.clock.advance(1000);
    const [first, ...others] = await hand.activePods('work');
    for (const pod of others) await hand.run(pod);
    await hand.fail(first!);
    await world.clock.advance(5000);
    expect((await hand.job('work')).status).toMatchObject({ active: 2, ready: 2, failed: 1 });
    await world.clock.advance(6000);
    expect((await hand.job('work')).status).toMatchObject({ active: 3, ready: 2, failed: 1 });
  });

  it('let others of their index run on, and their own wait for twice as long each time', async () => {
    await hand.makeJob('work', {
      completionMode: 'Indexed',
      completions: 3,
      parallelism: 3,
      backoffLimitPerIndex: 5,
    });
    await world.clock.advance(1000);
    for (const [failures, delaySeconds] of [10, 20, 40].entries()) {
      await hand.fail((await podOf(1))!);
      await world.clock.advance(delaySeconds * 1000 - 1000);
      expect(await podOf(1)).toBeUndefined();
      expect((await hand.job('work')).status).toMatchObject({ active: 2 });
      expect((await hand.job('work')).status?.failed ?? 0).toBe(failures);
      await world.clock.advance(2000);
      expect((await podOf(1))?.metadata.annotations?.[failureCountKey]).toBe(String(failures + 1));
      expect((await hand.job('work')).status).toMatchObject({ active: 3, failed: failures + 1 });
    }
  });

  it('end it when too many indexes have failed, and the rest is stopped', async () => {
    const limits = { backoffLimitPerIndex: 0, maxFailedIndexes: 1 };
    await hand.makeJob('work', { completionMode: 'Indexed', completions: 9, parallelism: 4, ...limits });
    await world.clock.advance(1000);
    await hand.succeed((await podOf(2))!);
    await hand.fail((await podOf(3))!);
    await world.clock.advance(1000);
    expect(await endOf('work')).toBeUndefined();
    await hand.fail((await podOf(0))!);
    await world.clock.advance(1000);
    expect(await endOf('work')).toBe('Failed MaxFailedIndexesExceeded');
    // Two failed, and those of the indexes 1, 4 and 5 were stopped.
    expect((await hand.job('work')).status).toMatchObject({
      failed: 5,
      failedIndexes: '0,3',
      completedIndexes: '2',
    });
    expect((await hand.told('work')).at(-1)).toBe(
      'MaxFailedIndexesExceeded: Job has exceeded the specified maximal number of failed indexes',
    );
  });
});
