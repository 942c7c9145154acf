import { describe, expect, it } from 'vitest';
import { strategies } from '../resources/strategies';
import { toTime } from '../time/clock';
import { isReleased, planDeletion } from './deletion';
import { kindsOf } from './kinds';
import type { Deletion } from './options';

const kinds = kindsOf(strategies);
const jobs = kinds.find('batch', 'v1', 'jobs')!;
const cronJobs = kinds.find('batch', 'v1', 'cronjobs')!;
const pods = kinds.find('', 'v1', 'pods')!;
const nowMs = Date.UTC(2026, 0, 1);
const now = toTime(nowMs);

const object = (metadata: object, rest: object = {}) => ({
  metadata: { name: 'a', uid: 'u', resourceVersion: '7', generation: 1, ...metadata },
  ...rest,
});
const options = (given: Omit<Deletion, 'dryRun'> = {}): Deletion => ({ dryRun: false, ...given });

describe('planDeletion of kinds without grace', () => {
  it.each([
    ['a Job is orphaned unless told otherwise', jobs, {}, {}, ['orphan']],
    ['a Job in the foreground', jobs, {}, { propagationPolicy: 'Foreground' }, ['foregroundDeletion']],
    ['own finalizers come first', jobs, { finalizers: ['x.y/z'] }, {}, ['x.y/z', 'orphan']],
    [
      'the policy replaces an earlier one',
      cronJobs,
      { finalizers: ['orphan', 'x.y/z'] },
      { propagationPolicy: 'Foreground' },
      ['x.y/z', 'foregroundDeletion'],
    ],
    ['a finalizer decides where nothing is said', cronJobs, { finalizers: ['orphan'] }, {}, ['orphan']],
  ])('%s', (_title, served, metadata, given, finalizers) => {
    const plan = planDeletion(served, object(metadata), options(given), nowMs);
    expect(plan).toMatchObject({ act: 'mark', thenRemove: false });
    if (plan.act !== 'mark') return;
    expect(plan.next.metadata).toMatchObject({
      finalizers,
      deletionTimestamp: now,
      deletionGracePeriodSeconds: 0,
      generation: 2,
    });
  });

  it.each([
    ['a CronJob', cronJobs, {}],
    ['a Job in the background', jobs, { propagationPolicy: 'Background' }],
    ['a Job whose dependents go', jobs, { orphanDependents: false }],
    ['negative grace', jobs, { propagationPolicy: 'Background', gracePeriodSeconds: -5 }],
  ])('%s goes at once', (_title, served, given) => {
    expect(planDeletion(served, object({}), options(given), nowMs)).toEqual({ act: 'remove' });
  });

  it('marks once: a second deletion keeps the time and the generation', () => {
    const earlier = toTime(nowMs - 60_000);
    const marked = object({
      finalizers: ['x.y/z'],
      deletionTimestamp: earlier,
      deletionGracePeriodSeconds: 0,
    });
    const plan = planDeletion(cronJobs, marked, options(), nowMs);
    expect(plan).toMatchObject({
      act: 'mark',
      next: { metadata: { deletionTimestamp: earlier, generation: 1 } },
    });
  });

  it('refuses what is meant for another object', () => {
    expect(() => planDeletion(jobs, object({}), options({ preconditions: { uid: 'v' } }), nowMs)).toThrow(
      'Operation cannot be fulfilled on Job.batch "a": ' +
        'the UID in the precondition (v) does not match the UID in record (u)',
    );
    const preconditions = { resourceVersion: '6' };
    expect(() => planDeletion(jobs, object({}), options({ preconditions }), nowMs)).toThrow(
      'the ResourceVersion in the precondition (6) does not match the ResourceVersion in record (7)',
    );
  });
});

describe('planDeletion of pods', () => {
  const bound = { spec: { nodeName: 'n', containers: [], terminationGracePeriodSeconds: 30 } };

  it('gives a bound pod its grace', () => {
    const plan = planDeletion(pods, object({}, bound), options(), nowMs);
    expect(plan).toMatchObject({
      act: 'mark',
      thenRemove: false,
      next: {
        metadata: {
          deletionTimestamp: toTime(nowMs + 30_000),
          deletionGracePeriodSeconds: 30,
          generation: 2,
        },
      },
    });
  });

  it('marks and removes a pod that nobody runs', () => {
    const plan = planDeletion(pods, object({}, { spec: { containers: [] } }), options(), nowMs);
    expect(plan).toMatchObject({ act: 'mark', thenRemove: true });
  });

  it('keeps a pod with finalizers, without grace', () => {
    const held = object({ finalizers: ['x.y/z'] }, { spec: { containers: [] } });
    expect(planDeletion(pods, held, options(), nowMs)).toMatchObject({ act: 'mark', thenRemove: false });
  });

  const going = object({ deletionTimestamp: toTime(nowMs + 30_000), deletionGracePeriodSeconds: 30 }, bound);

  it('gives no time that is none, however long the grace', () => {
    const asked = options({ gracePeriodSeconds: Number.MAX_SAFE_INTEGER + 1 });
    const plan = planDeletion(pods, object({}, bound), asked, nowMs);
    expect(JSON.stringify(plan)).toMatch(/"deletionTimestamp":"\d{4}-/);
  });

  it('waits when nothing shorter is asked', () => {
    expect(planDeletion(pods, going, options(), nowMs)).toEqual({ act: 'wait' });
    expect(planDeletion(pods, going, options({ gracePeriodSeconds: 30 }), nowMs)).toEqual({ act: 'wait' });
  });

  it('shortens the grace, to nothing if asked', () => {
    expect(planDeletion(pods, going, options({ gracePeriodSeconds: 10 }), nowMs)).toMatchObject({
      act: 'mark',
      thenRemove: false,
      next: { metadata: { deletionTimestamp: toTime(nowMs + 10_000), deletionGracePeriodSeconds: 10 } },
    });
    expect(planDeletion(pods, going, options({ gracePeriodSeconds: 0 }), nowMs)).toMatchObject({
      act: 'mark',
      thenRemove: true,
    });
  });

  it('removes a pod whose grace is used up', () => {
    const over = object({ deletionTimestamp: now, deletionGracePeriodSeconds: 0 }, bound);
    expect(planDeletion(pods, over, options(), nowMs)).toEqual({ act: 'remove' });
  });
});

describe('isReleased', () => {
  it.each([
    [{ deletionTimestamp: now }, {}, true],
    [{ deletionTimestamp: now, deletionGracePeriodSeconds: 0 }, {}, true],
    [{ deletionTimestamp: now, deletionGracePeriodSeconds: 5 }, {}, false],
    [{ deletionTimestamp: now }, { finalizers: ['x.y/z'] }, false],
    [{}, {}, false],
  ])('%j → %j: %s', (previous, next, expected) => {
    expect(isReleased(object(next), object(previous))).toBe(expected);
  });
});
