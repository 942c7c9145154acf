import { describe, expect, it } from 'vitest';
import { formatDuration, imageName, imageStep, lengthenPullBackoff, type PullBackoff } from './images';

const failed: PullBackoff = { delayMs: 10_000, sinceMs: 1000, failure: 'ErrImagePull: no route' };

describe('imageStep', () => {
  it.each([
    ['IfNotPresent', true, undefined, { do: 'use' }],
    ['IfNotPresent', false, undefined, { do: 'pull' }],
    ['Always', true, undefined, { do: 'pull' }],
    ['Never', true, undefined, { do: 'use' }],
    ['Never', false, undefined, { do: 'refuse' }],
    ['Never', false, failed, { do: 'refuse' }],
    ['IfNotPresent', true, failed, { do: 'use' }],
    ['IfNotPresent', false, failed, { do: 'wait', untilMs: 11_000, failure: failed.failure }],
    ['Always', true, failed, { do: 'wait', untilMs: 11_000, failure: failed.failure }],
  ] as const)('%s, present: %s, back-off: %o', (policy, isPresent, backoff, step) => {
    expect(imageStep(policy, isPresent, backoff, 10_999)).toEqual(step);
  });

  it('pulls again when the back-off is over', () => {
    expect(imageStep('Always', false, failed, 11_000)).toEqual({ do: 'pull' });
  });
});

describe('lengthenPullBackoff', () => {
  it('doubles from ten seconds to five minutes', () => {
    let backoff: PullBackoff | undefined;
    const delays = Array.from({ length: 7 }, (_, at) => {
      backoff = lengthenPullBackoff(backoff, 'why', at * 300_000);
      return backoff.delayMs / 1000;
    });
    expect(delays).toEqual([10, 20, 40, 80, 160, 300, 300]);
  });

  it('begins anew after ten quiet minutes', () => {
    expect(lengthenPullBackoff({ ...failed, delayMs: 300_000 }, 'why', 601_001)).toMatchObject({
      delayMs: 10_000,
    });
  });
});

describe('imageName', () => {
  const digest = `sha256:${'a'.repeat(64)}`;

  it.each([
    ['busybox', 'busybox:latest'],
    ['busybox:1.36', 'busybox:1.36'],
    ['localhost:5000/team/app', 'localhost:5000/team/app:latest'],
    ['localhost:5000/team/app:v1_2.3', 'localhost:5000/team/app:v1_2.3'],
    [`registry.k8s.io/pause@${digest}`, `registry.k8s.io/pause@${digest}`],
    [`registry.k8s.io/pause:3.10@${digest}`, `registry.k8s.io/pause:3.10@${digest}`],
    ['my__app/a-b.c', 'my__app/a-b.c:latest'],
  ])('%s is %s', (text, name) => expect(imageName(text)).toBe(name));

  it.each(['', 'Busybox', 'a b', 'app:', ':1', 'app:-x', '/app', 'app/', 'http://app', 'app@sha256:1'])(
    '%j is none',
    (text) => expect(imageName(text)).toBeUndefined(),
  );
});

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [850, '850ms'],
    [1500, '1.5s'],
    [12_034, '12.034s'],
    [62_250, '1m2.25s'],
    [3600_000, '1h0m0s'],
  ])('%d ms is %s', (durationMs, text) => expect(formatDuration(durationMs)).toBe(text));
});
