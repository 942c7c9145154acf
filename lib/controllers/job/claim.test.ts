import { describe, expect, it } from 'vitest';
import { nowMs, sampleJob, samplePod } from '../testdata/samples';
import { claimOf } from './claim';
import { suspensionOf } from './suspension';

describe('claimOf', () => {
  const going = { ...sampleJob(), metadata: { ...sampleJob().metadata, deletionTimestamp: 'x' } };
  const stranger = { labels: { app: 'other' } };
  it.each([
    ['its own', sampleJob(), samplePod('p'), 'keep'],
    ['its own that no longer matches', sampleJob(), samplePod('p', stranger), 'release'],
    ['a free one that matches', sampleJob(), samplePod('p', { owned: false }), 'adopt'],
    ['a free one that does not', sampleJob(), samplePod('p', { owned: false, ...stranger }), 'ignore'],
    [
      'a free one that is being deleted',
      sampleJob(),
      samplePod('p', { owned: false, deleted: true }),
      'ignore',
    ],
    ['a free one, the Job being deleted', going, samplePod('p', { owned: false }), 'ignore'],
    ['its own that no longer matches, the Job being deleted', going, samplePod('p', stranger), 'ignore'],
    [
      'somebody else’s',
      { ...sampleJob(), metadata: { ...sampleJob().metadata, uid: 'other' } },
      samplePod('p'),
      'ignore',
    ],
  ])('%s', (_, job, pod, claim) => {
    expect(claimOf(job, pod)).toBe(claim);
  });
});

describe('suspensionOf', () => {
  it('takes the start time away on suspension and starts over on resumption', () => {
    const before = { startTime: '2026-01-01T00:00:00Z' };
    const suspended = suspensionOf(sampleJob({ suspend: true }), before, nowMs);
    expect(suspended.event).toEqual({ reason: 'Suspended', message: 'Job suspended' });
    expect(suspended.status.startTime).toBeUndefined();
    const resumed = suspensionOf(sampleJob(), suspended.status, nowMs + 5000);
    expect(resumed.event?.reason).toBe('Resumed');
    expect(resumed.status.startTime).toBe('2026-11-22T06:00:05Z');
    expect(resumed.status.conditions).toHaveLength(1);
    expect(suspensionOf(sampleJob(), resumed.status, nowMs + 9000)).toEqual({ status: resumed.status });
  });

  it('says nothing about a Job that was never suspended', () => {
    expect(suspensionOf(sampleJob(), {}, nowMs)).toEqual({ status: {} });
  });
});
