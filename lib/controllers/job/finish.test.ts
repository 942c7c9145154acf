import { describe, expect, it } from 'vitest';
import type { JobCondition, JobSpec } from '../../resources/job/types';
import { toTime } from '../../time/clock';
import { nowMs, sampleJob, samplePod, seenOf } from '../testdata/samples';
import { noFailures } from './backoff';
import { newCondition } from './conditions';
import { completionOf, deadlineInMs, endOf, finalOf } from './finish';
import { observe } from './observe';

const failed = (count: number) =>
  Array.from({ length: count }, (_, at) => samplePod(`f${at}`, { phase: 'Failed', index: at }));
const startTime = (secondsAgo: number) => ({ startTime: toTime(nowMs - secondsAgo * 1000) });
const shown = (condition: JobCondition | undefined) =>
  condition && `${condition.type} ${condition.reason}: ${condition.message}`;

describe('endOf', () => {
  it.each<[string, Partial<JobSpec>, number, number, string | undefined]>([
    ['within the limit', { backoffLimit: 2 }, 2, 0, undefined],
    [
      'past the limit',
      { backoffLimit: 2 },
      3,
      0,
      'FailureTarget BackoffLimitExceeded: Job has reached the specified backoff limit',
    ],
    [
      'past the deadline',
      { activeDeadlineSeconds: 30 },
      0,
      30,
      'FailureTarget DeadlineExceeded: Job was active longer than specified deadline',
    ],
    ['suspended past the deadline', { activeDeadlineSeconds: 30, suspend: true }, 0, 60, undefined],
    [
      'past both: the limit counts',
      { backoffLimit: 0, activeDeadlineSeconds: 1 },
      1,
      60,
      'FailureTarget BackoffLimitExceeded: Job has reached the specified backoff limit',
    ],
  ])('%s', (_, spec, failures, startedAgo, expected) => {
    expect(shown(endOf(seenOf(sampleJob(spec, startTime(startedAgo)), failed(failures)), nowMs))).toBe(
      expected,
    );
  });

  it.each([
    [0, [0], false],
    [0, [1], true],
    [3, [1, 1], false],
    [3, [2, 1], true],
  ])('counts restarts within pods against a limit of %i: %j', (backoffLimit, restarts, ends) => {
    const template = { spec: { restartPolicy: 'OnFailure' as const, containers: [] } };
    const pods = restarts.map((count, at) => samplePod(`p${at}`, { restarts: count }));
    expect(endOf(seenOf(sampleJob({ backoffLimit, template }), pods), nowMs) !== undefined).toBe(ends);
  });

  it('fails the Job when a policy rule says so, before anything else', () => {
    const rules = [{ action: 'FailJob' as const, onExitCodes: { operator: 'In' as const, values: [42] } }];
    const job = sampleJob({ backoffLimit: 0, podFailurePolicy: { rules } });
    const end = endOf(seenOf(job, [samplePod('p', { phase: 'Failed', exitCode: 42 })]), nowMs);
    expect(shown(end)).toBe(
      'FailureTarget PodFailurePolicy: ' +
        'Container main for pod default/p failed with exit code 42 matching FailJob rule at index 0',
    );
  });

  it('fails the Job for a pod that is counted already', () => {
    const rules = [{ action: 'FailJob' as const, onExitCodes: { operator: 'In' as const, values: [42] } }];
    const job = sampleJob({ podFailurePolicy: { rules } });
    const counted = [samplePod('p', { phase: 'Failed', exitCode: 42, tracked: false })];
    expect(endOf(observe(job, [], noFailures, counted), nowMs)?.reason).toBe('PodFailurePolicy');
  });

  it.each<[string, Partial<JobSpec>, string, string, string | undefined]>([
    ['an index failed, others go on', {}, '', '1', undefined],
    ['all are decided', {}, '0,2', '1', 'FailureTarget FailedIndexes: Job has failed indexes'],
    [
      'too many failed',
      { maxFailedIndexes: 1 },
      '',
      '0,1',
      'FailureTarget MaxFailedIndexesExceeded: ' +
        'Job has exceeded the specified maximal number of failed indexes',
    ],
  ])('by index: %s', (_, spec, completedIndexes, failedIndexes, expected) => {
    const job = sampleJob(
      { completionMode: 'Indexed', completions: 3, backoffLimitPerIndex: 0, ...spec },
      { completedIndexes, failedIndexes },
    );
    expect(shown(endOf(seenOf(job, []), nowMs))).toBe(expected);
  });

  it('succeeds by the success policy', () => {
    const job = sampleJob(
      { completionMode: 'Indexed', completions: 4, successPolicy: { rules: [{ succeededCount: 2 }] } },
      { completedIndexes: '1,3' },
    );
    expect(shown(endOf(seenOf(job, []), nowMs))).toBe(
      'SuccessCriteriaMet SuccessPolicy: Matched rules at index 0',
    );
  });

  it('keeps what was decided before', () => {
    const met = newCondition('SuccessCriteriaMet', 'True', 'SuccessPolicy', 'm', nowMs - 1000);
    const job = sampleJob({ backoffLimit: 0 }, { conditions: [met] });
    expect(endOf(seenOf(job, failed(3)), nowMs)).toBe(met);
    const target = newCondition('FailureTarget', 'True', 'DeadlineExceeded', 'm', nowMs - 1000);
    expect(shown(endOf(seenOf(sampleJob({}, { conditions: [target] }), []), nowMs))).toBe(
      'Failed DeadlineExceeded: m',
    );
  });
});

describe('completionOf', () => {
  it.each([
    ['enough', 2, 2, 0, true],
    ['not enough', 2, 1, 0, false],
    ['enough, but some still active', 2, 2, 1, false],
    ['none wanted', 0, 0, 0, true],
    ['a work queue with a success', undefined, 1, 0, true],
    ['a work queue without', undefined, 0, 0, false],
  ])('%s', (_, completions, succeeded, active, isComplete) => {
    const seen = seenOf(sampleJob({ completions }, { succeeded }), []);
    expect(completionOf(seen, active, nowMs) !== undefined).toBe(isComplete);
  });
});

describe('deadlineInMs', () => {
  it('runs from the start', () => {
    expect(deadlineInMs(sampleJob({ activeDeadlineSeconds: 60 }, startTime(20)), nowMs)).toBe(40_000);
    expect(deadlineInMs(sampleJob({ activeDeadlineSeconds: 60 }), nowMs)).toBeUndefined();
  });
});

describe('finalOf', () => {
  it('turns the decision into the last condition', () => {
    const met = newCondition('SuccessCriteriaMet', 'True', 'r', 'm', 0);
    expect(finalOf(met, nowMs)).toEqual(newCondition('Complete', 'True', 'r', 'm', nowMs));
    const target = newCondition('FailureTarget', 'True', 'r', 'm', 0);
    expect(finalOf(target, nowMs)).toEqual(newCondition('Failed', 'True', 'r', 'm', nowMs));
  });
});
