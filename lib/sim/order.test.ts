import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findCondition } from '../meta/object';
import { runAfterKey } from '../resources/job/runafter';
import { runAfterStateKey, waitingType } from '../resources/job/runafterstate';
import { type JobSpec, jobs } from '../resources/job/types';
import { type Hand, handOn } from './hand';
import { createWorld, type World } from './world';

let world: World;
let hand: Hand;

beforeEach(async () => {
  world = await createWorld();
  hand = handOn(world.client, world.clock);
});

afterEach(async () => {
  expect(world.lines.filter((line) => !line.endsWith('broke off'))).toEqual([]);
  await world.stop();
});

const template = {
  spec: { restartPolicy: 'Never' as const, containers: [{ name: 'main', image: 'busybox' }] },
};

/** Makes a Job that runs after others; it is suspended unless the spec says otherwise. */
async function make(name: string, runAfter?: string, spec: Partial<JobSpec> = {}): Promise<void> {
  const annotations: Record<string, string> = runAfter === undefined ? {} : { [runAfterKey]: runAfter };
  await world.client.create(jobs, {
    metadata: { name, namespace: 'default', annotations },
    spec: { template, backoffLimit: 0, suspend: runAfter !== undefined, ...spec },
  });
  await world.clock.advance(2000);
}

async function annotate(name: string, runAfter: string | null): Promise<void> {
  const metadata = { annotations: { [runAfterKey]: runAfter } };
  await world.client.patch(jobs, 'default', name, 'merge', { metadata });
  await world.clock.advance(200);
}

async function suspend(name: string, isSuspended: boolean): Promise<void> {
  await hand.patchJob(name, { suspend: isSuspended });
  await world.clock.advance(200);
}

async function remove(name: string): Promise<void> {
  await world.client.delete(jobs, 'default', name, { propagationPolicy: 'Background' });
  await world.clock.advance(200);
}

async function finish(name: string, ending: 'Complete' | 'Failed' = 'Complete'): Promise<void> {
  const [pod] = await hand.activePods(name);
  await (ending === 'Complete' ? hand.succeed(pod!) : hand.fail(pod!));
  await world.clock.advance(1000);
}

/** `waits: reason: message`, `goes: …` or nothing told, and whether it is suspended. */
async function standing(name: string): Promise<string> {
  const { spec, status } = await hand.job(name);
  const told = findCondition(status?.conditions, waitingType);
  const word = told ? `${told.reason}: ${told.message}` : 'nothing told';
  return `${spec.suspend ? 'suspended' : 'started'}, ${word}`;
}

const eventsOf = async (name: string) =>
  (await hand.told(name)).filter(
    (line) => !/^(Suspended|Resumed|SuccessfulCreate|SuccessfulDelete|Completed):/.test(line),
  );

describe('a Job that runs after another', () => {
  it('is started when that one is complete, and says so', async () => {
    await make('first');
    await make('second', 'first');
    expect(await standing('second')).toBe('suspended, WaitingForJobs: Waiting for Job first');
    expect(await hand.pods('second')).toEqual([]);
    await finish('first');
    expect(await standing('second')).toBe('started, JobsEnded: Started after Job first');
    expect(await hand.activePods('second')).toHaveLength(1);
    expect(await eventsOf('second')).toEqual([
      'WaitingForJobs: Waiting for Job first',
      'JobsEnded: Started after Job first',
    ]);
    expect(await eventsOf('first')).toEqual([]);
  });

  it('is started at once after one that has ended', async () => {
    await make('first');
    await finish('first', 'Failed');
    await make('second', 'first=Failed');
    expect(await standing('second')).toBe('started, JobsEnded: Started after Job first=Failed');
  });

  it.each([
    ['first', 'Failed', 'Job first has ended as Failed, not as Complete'],
    ['first=Failed', 'Complete', 'Job first has ended as Complete, not as Failed'],
  ] as const)('%s is never started after %s', async (runAfter, ending, message) => {
    await make('first');
    await make('second', runAfter);
    await finish('first', ending);
    expect(await standing('second')).toBe(`suspended, JobsEndedOtherwise: ${message}`);
    expect((await eventsOf('second')).at(-1)).toBe(`JobsEndedOtherwise: ${message}`);
  });

  it.each(['Complete', 'Failed'] as const)('may be started after %s or the other', async (ending) => {
    await make('first');
    await make('second', 'first = Complete | Failed');
    await finish('first', ending);
    expect(await standing('second')).toContain('started, JobsEnded');
  });

  it('keeps to the order of a chain', async () => {
    await make('third', 'second');
    await make('second', 'first');
    await make('first');
    for (const name of ['first', 'second', 'third']) {
      expect((await hand.activePods()).map(({ metadata }) => metadata.name!.split('-')[0])).toEqual([name]);
      await finish(name);
    }
  });

  it('waits for all it names, and starts with all that name the same', async () => {
    for (const name of ['a', 'b', 'c']) await make(name);
    for (const name of ['x', 'y']) await make(name, 'a, b=Failed, c');
    expect(await standing('x')).toBe('suspended, WaitingForJobs: Waiting for Jobs a, b=Failed, c');
    await finish('a');
    await finish('b', 'Failed');
    expect(await standing('x')).toBe('suspended, WaitingForJobs: Waiting for Job c');
    expect(await eventsOf('x')).toEqual(['WaitingForJobs: Waiting for Jobs a, b=Failed, c']);
    await finish('c');
    for (const name of ['x', 'y']) {
      expect(await standing(name)).toBe('started, JobsEnded: Started after Jobs a, b=Failed, c');
    }
  });

  it('is told of nothing while its own are still being made', async () => {
    const name = (at: number) => ({ name: `j${at}`, namespace: 'default' });
    for (const at of [3, 2, 1]) {
      const annotations = { [runAfterKey]: `j${at - 1}` };
      await world.client.create(jobs, {
        metadata: { ...name(at), annotations },
        spec: { template, suspend: true },
      });
      await world.clock.advance(300);
    }
    await world.client.create(jobs, { metadata: name(0), spec: { template } });
    await world.clock.advance(2000);
    for (const at of [3, 2, 1]) {
      expect(await hand.told(`j${at}`)).toEqual([
        'Suspended: Job suspended',
        `WaitingForJobs: Waiting for Job j${at - 1}`,
      ]);
    }
  });

  it('says which Jobs there are not, and waits for them once they are made', async () => {
    await make('last', 'gone, absent');
    expect(await standing('last')).toBe('suspended, JobsMissing: There are no Jobs gone, absent');
    await make('absent');
    expect(await standing('last')).toBe(
      'suspended, JobsMissing: There is no Job gone; waiting for Job absent',
    );
    await make('gone');
    expect(await standing('last')).toBe('suspended, WaitingForJobs: Waiting for Jobs gone, absent');
    await finish('gone');
    await finish('absent');
    expect(await standing('last')).toContain('started');
  });
});

describe('a circle', () => {
  it.each([
    [{ a: 'a' }, { a: 'a → a' }],
    [
      { a: 'b', b: 'a' },
      { a: 'a → b → a', b: 'b → a → b' },
    ],
    [
      { a: 'b', b: 'c', c: 'a' },
      { a: 'a → b → c → a', b: 'b → c → a → b', c: 'c → a → b → c' },
    ],
  ])('of %j is told to all in it', async (order, ways) => {
    for (const [name, runAfter] of Object.entries(order)) await make(name, runAfter);
    for (const [name, way] of Object.entries(ways)) {
      expect(await standing(name)).toBe(`suspended, JobsInCircle: Jobs wait for one another: ${way}`);
    }
  });

  it('is over when it is opened anywhere', async () => {
    await make('a', 'b');
    await make('b', 'c');
    await make('c', 'a, d');
    expect(await standing('c')).toBe(
      'suspended, JobsInCircle: Jobs wait for one another: c → a → b → c; there is no Job d',
    );
    await make('d');
    await annotate('c', 'd');
    expect(await standing('a')).toBe('suspended, WaitingForJobs: Waiting for Job b');
    for (const name of ['d', 'c', 'b', 'a']) await finish(name);
    expect(await standing('a')).toContain('started');
  });

  it('is over when a Job of it is resumed that nothing was told of yet', async () => {
    await make('a', 'b');
    await make('b', 'c');
    await world.client.create(jobs, {
      metadata: { name: 'c', namespace: 'default', annotations: { [runAfterKey]: 'a' } },
      spec: { template, suspend: true },
    });
    await world.clock.advance(500);
    await annotate('a', 'b=Complete|Failed');
    expect(await standing('a')).toContain('JobsInCircle');
    expect(await standing('c')).toBe('suspended, nothing told');
    await suspend('c', false);
    expect(await standing('a')).toBe('suspended, WaitingForJobs: Waiting for Job b=Complete|Failed');
    expect(await standing('b')).toBe('suspended, WaitingForJobs: Waiting for Job c');
  });

  it('is told to all though answers to writes are lost', async () => {
    await make('a', 'b');
    await make('b', 'c');
    world.setFaults({ before: 0, after: 1 });
    await make('c', 'a');
    world.setFaults({ before: 0, after: 0 });
    await world.clock.advance(60_000);
    for (const name of ['a', 'b', 'c']) expect(await standing(name)).toContain('JobsInCircle');
  });

  it('is none where one of the Jobs runs', async () => {
    await make('a', 'b');
    await make('b', 'a', { suspend: false });
    expect(await standing('a')).toBe('suspended, WaitingForJobs: Waiting for Job b');
    await finish('b');
    expect(await standing('a')).toContain('started');
  });

  it('is told to those in another circle through the same Job', async () => {
    await make('a', 'hub');
    await make('b', 'hub');
    await make('hub', 'a, b');
    for (const name of ['a', 'b', 'hub']) expect(await standing(name)).toContain('JobsInCircle');
    await remove('hub');
    for (const name of ['a', 'b']) {
      expect(await standing(name)).toBe('suspended, JobsMissing: There is no Job hub');
    }
  });
});

describe('the annotation', () => {
  it('that cannot be read is told with the place, and may be mended', async () => {
    await make('first');
    await make('second', 'first=failed');
    const problem =
      `${runAfterKey}: character 7: "failed" is not how a Job ends: ` +
      'write Complete, Failed or Complete|Failed';
    expect(await standing('second')).toBe(`suspended, InvalidRunAfter: ${problem}`);
    expect(await eventsOf('second')).toEqual([`InvalidRunAfter: ${problem}`]);
    await annotate('second', 'first=Failed');
    await finish('first', 'Failed');
    expect(await standing('second')).toContain('started');
  });

  it('may be changed while the Job waits', async () => {
    await make('a');
    await make('b');
    await make('last', 'a, b');
    await finish('a');
    await annotate('last', 'a=Failed, b');
    expect(await standing('last')).toBe(
      'suspended, JobsEndedOtherwise: Job a has ended as Complete, not as Failed; waiting for Job b',
    );
    await annotate('last', 'a');
    expect(await standing('last')).toBe('started, JobsEnded: Started after Job a');
  });

  it('that is taken away leaves the Job suspended, and begins anew when it is put back', async () => {
    await make('a');
    await make('b');
    await make('last', 'a, b');
    await finish('a');
    await annotate('last', null);
    await finish('b');
    expect(await standing('last')).toBe(
      `suspended, RunAfterRemoved: ${runAfterKey} was removed: the Job is not started by itself any more`,
    );
    expect((await hand.job('last')).metadata.annotations ?? {}).toEqual({});
    await annotate('last', 'b');
    expect(await standing('last')).toBe('started, JobsEnded: Started after Job b');
  });

  it('of a Job without suspend is of no effect, which is told once', async () => {
    await make('first');
    await make('second', 'first', { suspend: false });
    const told = `NotSuspended: ${runAfterKey} has no effect: only a Job that is created with spec.suspend waits for others`;
    expect(await standing('second')).toBe(`started, ${told}`);
    await world.restartControllers();
    await suspend('second', true);
    await finish('first');
    expect(await standing('second')).toBe(`suspended, ${told}`);
    expect(await eventsOf('second')).toEqual([told]);
  });
});

describe('somebody else', () => {
  it('may resume the Job before its turn, and suspend it for good', async () => {
    await make('first');
    await make('second', 'first');
    await suspend('second', false);
    const told = `ResumedBefore: Resumed by somebody else before the Jobs in ${runAfterKey} had ended`;
    expect(await standing('second')).toBe(`started, ${told}`);
    await suspend('second', true);
    await finish('first');
    expect(await standing('second')).toBe(`suspended, ${told}`);
  });

  it('may suspend the Job after its start, also while no controller looks', async () => {
    await make('first');
    await make('second', 'first');
    await finish('first');
    await suspend('second', true);
    expect(await standing('second')).toBe('suspended, JobsEnded: Started after Job first');
    await world.restartControllers();
    await world.clock.advance(60_000);
    expect(await standing('second')).toBe('suspended, JobsEnded: Started after Job first');
  });

  it('may suspend the Job when the answer to its start was lost', async () => {
    await make('first');
    await make('second', 'first');
    const [pod] = await hand.activePods('first');
    await hand.succeed(pod!);
    world.setFaults({ before: 0, after: 1 });
    const isStarted = async () => !(await hand.job('second')).spec.suspend;
    for (let waitedMs = 0; !(await isStarted()) && waitedMs < 60_000; waitedMs += 10) {
      await world.clock.advance(10);
    }
    expect(await isStarted()).toBe(true);
    await suspend('second', true);
    world.setFaults({ before: 0, after: 0 });
    await world.clock.advance(120_000);
    expect(await standing('second')).toBe('suspended, JobsEnded: Started after Job first');
  });

  it('may delete a Job that has ended: how it did is known while others are waited for', async () => {
    await make('a', undefined, { ttlSecondsAfterFinished: 0 });
    await make('b');
    await make('c');
    await make('last', 'a, b, c');
    await finish('a');
    await finish('b');
    await remove('b');
    expect((await hand.job('last')).metadata.annotations?.[runAfterStateKey]).toContain(
      '"ended":{"a":"Complete","b":"Complete"}',
    );
    await world.restartControllers();
    expect(await standing('last')).toBe('suspended, WaitingForJobs: Waiting for Job c');
    await finish('c');
    expect(await standing('last')).toBe('started, JobsEnded: Started after Jobs a, b, c');
  });

  it('may make a Job anew under its name, which then counts', async () => {
    await make('a');
    await make('b');
    await make('last', 'a, b');
    await finish('a', 'Failed');
    expect(await standing('last')).toContain('JobsEndedOtherwise');
    await remove('a');
    expect(await standing('last')).toContain('JobsEndedOtherwise');
    await make('a');
    expect(await standing('last')).toBe('suspended, WaitingForJobs: Waiting for Jobs a, b');
    await finish('b');
    await finish('a');
    expect(await standing('last')).toContain('started');
  });

  it('may delete a Job that has not ended, which is missing then', async () => {
    await make('first');
    await make('second', 'first');
    await remove('first');
    expect(await standing('second')).toBe('suspended, JobsMissing: There is no Job first');
  });

  it('may copy the Job with all its annotations: the copy waits as the first did', async () => {
    await make('a');
    await make('b');
    await make('last', 'a, b');
    await finish('a');
    const { metadata } = await hand.job('last');
    await remove('a');
    await world.client.create(jobs, {
      metadata: { name: 'copy', namespace: 'default', annotations: metadata.annotations },
      spec: { template, suspend: true },
    });
    await world.clock.advance(2000);
    expect(await standing('copy')).toBe('suspended, JobsMissing: There is no Job a; waiting for Job b');
  });

  it('may run the Job by a controller of their own, who then sees to its order too', async () => {
    await make('first');
    await make('second', 'first', { managedBy: 'example.com/mine' });
    await finish('first');
    expect(await standing('second')).toBe('suspended, nothing told');
  });
});

it('a chain of 300 Jobs is gone through in seconds', async () => {
  const count = 300;
  for (let at = count - 1; at > 0; at--) {
    const metadata = { name: `j${at}`, namespace: 'default', annotations: { [runAfterKey]: `j${at - 1}` } };
    await world.client.create(jobs, { metadata, spec: { template, suspend: true } });
  }
  await world.client.create(jobs, { metadata: { name: 'j0', namespace: 'default' }, spec: { template } });
  for (let at = 0; at < count; at++) {
    await world.clock.advance(1000);
    const pods = await hand.activePods();
    expect(pods.map(({ metadata }) => metadata.name!.split('-')[0])).toEqual([`j${at}`]);
    await hand.succeed(pods[0]!);
  }
  await world.clock.advance(1000);
  expect(await standing(`j${count - 1}`)).toContain(`Started after Job j${count - 2}`);
}, 30_000);
