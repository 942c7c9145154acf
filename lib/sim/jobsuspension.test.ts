import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobSpec } from '../resources/job/types';
import { type Hand, handOn } from './hand';
import { createWorld, type World } from './world';

let world: World;
let hand: Hand;
/** How many log lines a test has looked at itself. */
let refused: number;

beforeEach(async () => {
  world = await createWorld();
  hand = handOn(world.client, world.clock);
  refused = 0;
});

afterEach(async () => {
  expect(world.lines.slice(refused)).toEqual([]);
  await world.stop();
});

const second = 1000;
const statusOf = async () => (await hand.job('work')).status;
const conditionsOf = async () =>
  (await statusOf())?.conditions?.map(({ type, status, reason }) => `${type}=${status} ${reason}`);
const reasonsTold = async () => (await hand.told('work')).map((line) => line.split(':')[0]);

/** Makes a Job whose pods run on a node, so that they take time to end. */
async function runningJob(spec: Partial<JobSpec>) {
  await hand.makeJob('work', spec);
  await world.clock.advance(second);
  const pods = await hand.activePods('work');
  for (const pod of pods) await hand.run(pod);
  await world.clock.advance(second);
  return pods;
}

describe('a Job that is suspended', () => {
  it('from its start, never starts, passes no deadline, and counts that from its resumption', async () => {
    await hand.makeJob('work', { suspend: true, activeDeadlineSeconds: 30 });
    await world.clock.advance(100 * second);
    expect(await conditionsOf()).toEqual(['Suspended=True JobSuspended']);
    expect(await statusOf()).toEqual({
      conditions: expect.anything(),
      ready: 0,
      terminating: 0,
      uncountedTerminatedPods: {},
    });
    await hand.patchJob('work', { suspend: false });
    await world.clock.advance(second);
    expect(await statusOf()).toMatchObject({ active: 1, startTime: '2026-01-01T00:01:40Z' });
    await world.clock.advance(28 * second);
    expect(await conditionsOf()).toEqual(['Suspended=False JobResumed']);
    await world.clock.advance(2 * second);
    expect(await conditionsOf()).toEqual([
      'Suspended=False JobResumed',
      'FailureTarget=True DeadlineExceeded',
      'Failed=True DeadlineExceeded',
    ]);
    expect(await reasonsTold()).toEqual([
      'Suspended',
      'SuccessfulCreate',
      'Resumed',
      'SuccessfulDelete',
      'DeadlineExceeded',
    ]);
  });

  it('in the middle, lets its pods go uncounted, and tells of it after that', async () => {
    const pods = await runningJob({ completions: 4, parallelism: 2 });
    await hand.patchJob('work', { suspend: true });
    await world.clock.advance(second);
    expect(await statusOf()).toMatchObject({ ready: 0, terminating: 2 });
    expect((await statusOf())?.startTime).toBeUndefined();
    for (const { metadata } of await hand.pods('work')) {
      expect([metadata.finalizers ?? [], metadata.deletionTimestamp !== undefined]).toEqual([[], true]);
    }
    for (const pod of pods) await hand.remove(pod);
    await world.clock.advance(second);
    expect(await statusOf()).toMatchObject({ ready: 0, terminating: 0 });
    expect((await statusOf())?.failed).toBeUndefined();
    expect((await reasonsTold()).slice(2)).toEqual(['SuccessfulDelete', 'SuccessfulDelete', 'Suspended']);
  });

  it.each([
    ['TerminatingOrFailed' as const, 2],
    ['Failed' as const, 0],
  ])(
    'and resumed while its pods end, with policy %s, has %i new ones',
    async (podReplacementPolicy, made) => {
      const pods = await runningJob({ completions: 4, parallelism: 2, podReplacementPolicy });
      await hand.patchJob('work', { suspend: true });
      await world.clock.advance(second);
      await hand.patchJob('work', { suspend: false });
      await world.clock.advance(5 * second);
      expect(await hand.activePods('work')).toHaveLength(made);
      expect(await statusOf()).toMatchObject({ terminating: 2 });
      for (const pod of pods) await hand.remove(pod);
      await world.clock.advance(second);
      expect(await hand.activePods('work')).toHaveLength(2);
      expect(await statusOf()).toMatchObject({ active: 2, terminating: 0 });
      expect(await conditionsOf()).toEqual(['Suspended=False JobResumed']);
    },
  );

  it('runs only the indexes that are left when it is resumed', async () => {
    const pods = await runningJob({ completionMode: 'Indexed', completions: 4, parallelism: 3 });
    await hand.succeed(pods[1]!);
    await hand.patchJob('work', { suspend: true });
    await world.clock.advance(second);
    expect(await statusOf()).toMatchObject({ completedIndexes: '1', succeeded: 1, terminating: 2 });
    for (const pod of [pods[0]!, pods[2]!]) await hand.remove(pod);
    await hand.patchJob('work', { suspend: false });
    await world.clock.advance(second);
    const hostnames = (await hand.activePods('work')).map(({ spec }) => spec.hostname);
    expect(hostnames.sort()).toEqual(['work-0', 'work-2', 'work-3']);
  });

  it('fails all the same when a failure that came before it passes the limit', async () => {
    const [pod] = await runningJob({ backoffLimit: 0, completions: 2, parallelism: 1 });
    await hand.fail(pod!);
    await hand.patchJob('work', { suspend: true });
    await world.clock.advance(second);
    expect(await conditionsOf()).toEqual([
      'FailureTarget=True BackoffLimitExceeded',
      'Failed=True BackoffLimitExceeded',
    ]);
  });

  it('and fails then, is said to have failed when it is resumed: the server wants a start time', async () => {
    const [pod] = await runningJob({ backoffLimit: 0, podReplacementPolicy: 'Failed' });
    await hand.stop(pod!);
    await hand.patchJob('work', { suspend: true });
    await world.clock.advance(second);
    await hand.fail(pod!);
    await world.clock.advance(10 * second);
    expect(await conditionsOf()).toEqual([
      'Suspended=True JobSuspended',
      'FailureTarget=True BackoffLimitExceeded',
    ]);
    expect(new Set(world.lines.map((line) => line.split('Required value: ')[1]))).toEqual(
      new Set(['startTime is required for finished job']),
    );
    refused = world.lines.length;
    await hand.patchJob('work', { suspend: false });
    await world.clock.advance(second);
    expect((await conditionsOf())?.at(-1)).toBe('Failed=True BackoffLimitExceeded');
    expect(await statusOf()).toMatchObject({ failed: 1, startTime: '2026-01-01T00:00:13Z' });
  });

  it('is complete when its last pod succeeded before it', async () => {
    const [pod] = await runningJob({});
    await hand.succeed(pod!);
    await hand.patchJob('work', { suspend: true });
    await world.clock.advance(second);
    expect(await conditionsOf()).toEqual([
      'SuccessCriteriaMet=True CompletionsReached',
      'Complete=True CompletionsReached',
    ]);
  });

  it('and wants no completions, is complete without having started', async () => {
    await hand.makeJob('work', { suspend: true, completions: 0 });
    await world.clock.advance(second);
    const status = await statusOf();
    expect(status?.conditions?.map(({ type }) => type)).toEqual(['SuccessCriteriaMet', 'Complete']);
    expect([status?.startTime, status?.completionTime]).toEqual([undefined, '2026-01-01T00:00:00Z']);
  });

  it('waits after it is resumed for as long as its last failure is too recent', async () => {
    await hand.makeJob('work', {});
    await world.clock.advance(second);
    await hand.fail((await hand.activePods('work'))[0]!);
    await world.clock.advance(second);
    await hand.patchJob('work', { suspend: true });
    await world.clock.advance(2 * second);
    await hand.patchJob('work', { suspend: false });
    await world.clock.advance(6 * second);
    expect(await hand.activePods('work')).toEqual([]);
    await world.clock.advance(2 * second);
    expect(await hand.activePods('work')).toHaveLength(1);
    expect(await statusOf()).toMatchObject({ failed: 1, active: 1 });
  });

  it('keeps the count of an index’s failures', async () => {
    await hand.makeJob('work', { completionMode: 'Indexed', completions: 1, backoffLimitPerIndex: 1 });
    await world.clock.advance(second);
    await hand.fail((await hand.activePods('work'))[0]!, 1, 60 * second);
    await hand.patchJob('work', { suspend: true });
    await world.clock.advance(second);
    // The failed pod waits for its replacement, which takes its count over.
    expect((await statusOf())?.failed).toBeUndefined();
    await hand.patchJob('work', { suspend: false });
    await world.clock.advance(second);
    await hand.fail((await hand.activePods('work'))[0]!);
    await world.clock.advance(second);
    expect(await statusOf()).toMatchObject({ failed: 2, failedIndexes: '0' });
    expect((await conditionsOf())?.at(-1)).toBe('Failed=True FailedIndexes');
  });
});
