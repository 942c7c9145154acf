import { describe, expect, it } from 'vitest';
import { jobs } from '../../resources/job/types';
import { pods } from '../../resources/pod/types';
import { samplePod } from '../testdata/samples';
import { graceOf, leftoverOf, unexpectedIn } from './leftover';

const withGrace = (seconds: number, phase?: 'Succeeded') => {
  const pod = samplePod('p', phase ? { phase } : {});
  return { ...pod, spec: { ...pod.spec, terminationGracePeriodSeconds: seconds } };
};

describe('graceOf', () => {
  it.each([
    ['none without pods', [], 0, 0],
    ['the longest', [withGrace(30), withGrace(60)], 10_000, 60],
    ['not of pods that have ended', [withGrace(30), withGrace(60, 'Succeeded')], 10_000, 30],
    ['none when it has passed', [withGrace(30)], 30_000, 0],
  ])('is %s', (_, of, nowMs, expected) => {
    expect(graceOf(of, 0, nowMs)).toBe(expected);
  });
});

describe('leftoverOf', () => {
  const held = { metadata: { finalizers: ['x/y'] } };
  it.each([
    ['nothing left', [], 30, 0],
    ['pods in their grace', [{ metadata: {} }], 30, 30],
    ['objects with finalizers', [held, { metadata: {} }], 0, 15],
    ['objects nothing holds', [{ metadata: {} }], 0, 0],
  ])('estimates for %s', (_, objects, graceS, expected) => {
    expect(leftoverOf(pods, objects, graceS).estimateS).toBe(expected);
  });
});

describe('unexpectedIn', () => {
  it('is an error in the words of Kubernetes for what nothing holds', () => {
    const { message } = unexpectedIn('team', leftoverOf(pods, [{ metadata: {} }], 0))!;
    expect(message).toBe('unexpected items still remain in namespace: team for gvr: /v1, Resource=pods');
    expect(unexpectedIn('team', leftoverOf(jobs, [{ metadata: {} }], 0))?.message).toContain(
      'for gvr: batch/v1, Resource=jobs',
    );
    expect(unexpectedIn('team', leftoverOf(pods, [{ metadata: {} }], 30))).toBeUndefined();
    expect(unexpectedIn('team', leftoverOf(pods, [], 0))).toBeUndefined();
  });
});
