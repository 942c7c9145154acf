import { describe, expect, it } from 'vitest';
import { nowMs, sampleJob, samplePod, seenOf } from '../testdata/samples';
import { newCondition } from './conditions';
import { countNamed, hasUncounted, nameEnded, writtenStatus } from './track';

const end = newCondition('FailureTarget', 'True', 'r', 'm', nowMs);
const met = newCondition('SuccessCriteriaMet', 'True', 'r', 'm', nowMs);

describe('nameEnded', () => {
  it('names pods that ended, and says whose finalizer may go', () => {
    const job = sampleJob({ completions: 5 }, { uncountedTerminatedPods: { failed: ['uid-before'] } });
    const pods = [
      samplePod('running'),
      samplePod('ok', { phase: 'Succeeded' }),
      samplePod('bad', { phase: 'Failed' }),
      samplePod('before', { phase: 'Failed' }),
      samplePod('counted', { phase: 'Failed', tracked: false }),
    ];
    const naming = nameEnded(seenOf(job, pods), job.status!, undefined);
    expect(naming.status.uncountedTerminatedPods).toEqual({
      succeeded: ['uid-ok'],
      failed: ['uid-before', 'uid-bad'],
    });
    expect(naming.releasable.map(({ metadata }) => metadata.name)).toEqual(['ok', 'bad', 'before']);
    expect([naming.changed, naming.more]).toEqual([true, false]);
  });

  it('counts pods that are still there as failed when the Job fails, not when it has succeeded', () => {
    const job = sampleJob();
    const seen = seenOf(job, [samplePod('running')]);
    expect(nameEnded(seen, {}, end).status.uncountedTerminatedPods).toEqual({ failed: ['uid-running'] });
    const naming = nameEnded(seen, {}, met);
    expect(naming.status.uncountedTerminatedPods).toEqual({});
    expect(naming.releasable).toHaveLength(1);
  });

  it('names succeeded pods of an Indexed Job by their index alone', () => {
    const job = sampleJob({ completionMode: 'Indexed', completions: 9 }, { completedIndexes: '1' });
    const pods = [2, 1, 0].map((index) => samplePod(`p${index}`, { phase: 'Succeeded', index }));
    const naming = nameEnded(seenOf(job, pods), job.status!, undefined);
    expect(naming.status).toMatchObject({
      completedIndexes: '0-2',
      succeeded: 3,
      uncountedTerminatedPods: {},
    });
    expect(naming.releasable.map(({ metadata }) => metadata.name)).toEqual(['p0', 'p1', 'p2']);
  });

  it('stops at 500 names', () => {
    const pods = Array.from({ length: 700 }, (_, at) => samplePod(`p${at}`, { phase: 'Succeeded' }));
    const naming = nameEnded(seenOf(sampleJob({ completions: 700 }), pods), {}, undefined);
    expect(naming.status.uncountedTerminatedPods?.succeeded).toHaveLength(500);
    expect(naming.more).toBe(true);
  });

  it('keeps a failed pod whose index waits for its replacement', () => {
    const job = sampleJob({ completionMode: 'Indexed', completions: 2, backoffLimitPerIndex: 3 });
    const failed = samplePod('a', { phase: 'Failed', index: 0 });
    expect(nameEnded(seenOf(job, [failed]), {}, undefined).releasable).toEqual([]);
    const replaced = seenOf(job, [failed, samplePod('b', { index: 0, failuresBefore: 1 })]);
    expect(nameEnded(replaced, {}, undefined).releasable).toEqual([failed]);
  });
});

describe('countNamed', () => {
  it('moves names whose finalizer is gone into the counters', () => {
    const status = { succeeded: 1, uncountedTerminatedPods: { succeeded: ['a', 'b'], failed: ['c'] } };
    const counted = countNamed(status, (uid) => uid === 'b');
    expect(counted).toEqual({ succeeded: 2, failed: 1, uncountedTerminatedPods: { succeeded: ['b'] } });
    expect(hasUncounted(counted)).toBe(true);
    expect(countNamed(counted, () => true)).toBe(counted);
  });
});

describe('writtenStatus', () => {
  it('leaves out the zeros that Kubernetes leaves out', () => {
    const status = { active: 0, succeeded: 0, failed: 0, ready: 0, terminating: 0, completedIndexes: '' };
    expect(writtenStatus(sampleJob(), status).status).toEqual({ ready: 0, terminating: 0 });
  });
});
