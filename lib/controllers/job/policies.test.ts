import { describe, expect, it } from 'vitest';
import { intervalsOf } from '../../meta/intervals';
import type { PodFailurePolicyRule, SuccessPolicy } from '../../resources/job/types';
import type { Pod } from '../../resources/pod/types';
import { samplePod } from '../testdata/samples';
import { judgeFailure } from './podfailurepolicy';
import { metSuccessPolicy } from './successpolicy';

const exits = (action: PodFailurePolicyRule['action'], operator: 'In' | 'NotIn', ...values: number[]) => ({
  action,
  onExitCodes: { operator, values },
});

function failedPod(exitCode: number, conditions: NonNullable<Pod['status']>['conditions'] = []): Pod {
  const pod = samplePod('p', { phase: 'Failed', exitCode });
  return { ...pod, status: { ...pod.status, conditions } };
}

describe('judgeFailure', () => {
  const disrupted = [{ type: 'DisruptionTarget', status: 'True' as const }];
  it.each<[string, PodFailurePolicyRule[], Pod, ReturnType<typeof judgeFailure>]>([
    ['no rule', [], failedPod(1), { action: undefined, counts: true }],
    ['no match', [exits('FailJob', 'In', 2)], failedPod(1), { action: undefined, counts: true }],
    ['ignored', [exits('Ignore', 'In', 1)], failedPod(1), { action: 'Ignore', counts: false }],
    [
      'the first match decides',
      [exits('Count', 'In', 1), exits('Ignore', 'In', 1)],
      failedPod(1),
      { action: 'Count', counts: true },
    ],
    ['zero never matches', [exits('Ignore', 'NotIn', 5)], failedPod(0), { action: undefined, counts: true }],
    ['not in', [exits('FailIndex', 'NotIn', 5)], failedPod(6), { action: 'FailIndex', counts: true }],
    [
      'another container',
      [{ action: 'Ignore', onExitCodes: { operator: 'In', values: [1], containerName: 'side' } }],
      failedPod(1),
      { action: undefined, counts: true },
    ],
    [
      'a condition',
      [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
      failedPod(1, disrupted),
      { action: 'Ignore', counts: false },
    ],
    [
      'a condition that fails the Job',
      [{ action: 'FailJob', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
      failedPod(1, disrupted),
      {
        action: 'FailJob',
        counts: true,
        message: 'Pod default/p has condition DisruptionTarget matching FailJob rule at index 0',
      },
    ],
  ])('%s', (_, rules, pod, verdict) => {
    expect(judgeFailure({ rules }, pod)).toEqual(verdict);
  });
});

describe('metSuccessPolicy', () => {
  it.each<[SuccessPolicy['rules'], number[], number | undefined]>([
    [[{ succeededCount: 2 }], [7], undefined],
    [[{ succeededCount: 2 }], [7, 9], 0],
    [[{ succeededIndexes: '1,3-4' }], [1, 3], undefined],
    [[{ succeededIndexes: '1,3-4' }], [1, 3, 4], 0],
    [[{ succeededIndexes: '0-9', succeededCount: 2 }], [11, 3], undefined],
    [[{ succeededIndexes: '0-9', succeededCount: 2 }], [11, 3, 5], 0],
    [[{ succeededIndexes: '5' }, { succeededCount: 1 }], [2], 1],
    [[{ succeededIndexes: '50' }], [2], undefined],
    [[{ succeededCount: 0 }], [], undefined],
  ])('%j with %j', (rules, succeeded, at) => {
    const message = at === undefined ? undefined : `Matched rules at index ${at}`;
    expect(metSuccessPolicy({ rules }, 20, intervalsOf(succeeded))).toBe(message);
  });
});
