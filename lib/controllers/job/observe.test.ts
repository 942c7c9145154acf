import { describe, expect, it } from 'vitest';
import { sampleJob, samplePod, seenOf } from '../testdata/samples';

describe('observe', () => {
  it('counts active, ready and terminating pods', () => {
    const seen = seenOf(sampleJob({ parallelism: 5 }), [
      samplePod('pending', { phase: 'Pending' }),
      samplePod('ready', { ready: true }),
      samplePod('going', { deleted: true, ready: true }),
      samplePod('done', { phase: 'Succeeded', tracked: false }),
    ]);
    expect([seen.active.length, seen.ready, seen.terminating]).toEqual([2, 1, 1]);
  });

  it('adds what ended since to what the status has, and nothing twice', () => {
    const job = sampleJob(
      { completions: 9 },
      {
        succeeded: 2,
        failed: 1,
        uncountedTerminatedPods: { succeeded: ['uid-named'], failed: ['uid-lost'] },
      },
    );
    const seen = seenOf(job, [
      samplePod('named', { phase: 'Succeeded' }),
      samplePod('lost', { phase: 'Failed' }),
      samplePod('new', { phase: 'Succeeded' }),
      samplePod('counted', { phase: 'Succeeded', tracked: false }),
      samplePod('broken', { phase: 'Failed' }),
    ]);
    expect([seen.succeeded, seen.failed]).toEqual([4, 3]);
  });

  it('counts a pod that is being deleted as failed, unless it waits for how that ends', () => {
    const pods = [samplePod('going', { deleted: true })];
    expect(seenOf(sampleJob(), pods).failed).toBe(1);
    expect(seenOf(sampleJob({ podReplacementPolicy: 'Failed' }), pods).failed).toBe(0);
    expect(seenOf(sampleJob({ podFailurePolicy: { rules: [] } }), pods).failed).toBe(0);
  });

  it('leaves out failures the policy ignores', () => {
    const rules = [{ action: 'Ignore' as const, onExitCodes: { operator: 'In' as const, values: [7] } }];
    const pods = [
      samplePod('a', { phase: 'Failed', exitCode: 7 }),
      samplePod('b', { phase: 'Failed', exitCode: 8 }),
    ];
    const seen = seenOf(sampleJob({ podFailurePolicy: { rules } }), pods);
    expect(seen.failed).toBe(1);
    expect(seen.backoff.failuresSinceSuccess).toBe(2);
  });

  it('counts indexes, each once, and only those the Job has', () => {
    const job = sampleJob({ completionMode: 'Indexed', completions: 5 }, { completedIndexes: '0,7' });
    const seen = seenOf(job, [
      samplePod('a', { phase: 'Succeeded', index: 2 }),
      samplePod('b', { phase: 'Succeeded', index: 2 }),
      samplePod('c', { phase: 'Succeeded', index: 9 }),
      samplePod('d', { phase: 'Failed' }),
    ]);
    expect([seen.succeeded, seen.failed]).toEqual([2, 0]);
  });
});
