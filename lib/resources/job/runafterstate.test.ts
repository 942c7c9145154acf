import { describe, expect, it } from 'vitest';
import { endingOf, type OrderState, runAfterStateKey, stateOf, stateText } from './runafterstate';
import type { Job, JobConditionType, JobStatus } from './types';

function job(state: string, status: JobStatus = {}): Job {
  return {
    metadata: { name: 'work', uid: 'u', annotations: { [runAfterStateKey]: state } },
    spec: { template: { spec: { containers: [] } } },
    status,
  };
}

describe('the state kept on a Job', () => {
  const kept: OrderState = { ended: { a: 'Complete', b: 'Failed' }, started: true };

  it('is read as it was written', () => {
    expect(stateOf(job(stateText(job(''), kept)))).toEqual(kept);
  });

  it.each([
    ['of another Job', stateText({ metadata: { uid: 'other' } } as Job, kept)],
    ['that is no JSON', 'a=Complete'],
    ['that is null', 'null'],
  ])('%s is none', (_, text) => {
    expect(stateOf(job(text))).toEqual({ ended: {}, started: false });
  });

  it('has nothing but endings in it', () => {
    const text = '{"uid":"u","ended":{"a":"Lost","b":"Failed"}}';
    expect(stateOf(job(text))).toEqual({ ended: { b: 'Failed' }, started: false });
  });
});

it.each([
  ['Complete', 'True', 'Complete'],
  ['Failed', 'True', 'Failed'],
  ['Failed', 'False', undefined],
  ['FailureTarget', 'True', undefined],
  ['SuccessCriteriaMet', 'True', undefined],
] as const)('a Job with %s=%s has ended as %s', (type: JobConditionType, status, expected) => {
  expect(endingOf(job('', { conditions: [{ type, status }] }))).toBe(expected);
});
