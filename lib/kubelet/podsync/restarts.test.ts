import { describe, expect, it } from 'vitest';
import type { Container } from '../../resources/pod/types';
import { formatSeconds, lengthenBackoff, restartAtMs, shouldRestart } from './restarts';

describe('shouldRestart', () => {
  const rules: Container['restartPolicyRules'] = [
    { action: 'Restart', exitCodes: { operator: 'In', values: [42, 43] } },
  ];
  const others: Container['restartPolicyRules'] = [
    { action: 'Restart', exitCodes: { operator: 'NotIn', values: [1] } },
  ];

  it.each([
    ['Always', {}, 0, true],
    ['Always', {}, 1, true],
    ['OnFailure', {}, 0, false],
    ['OnFailure', {}, 1, true],
    ['Never', {}, 1, false],
    [undefined, {}, 0, true],
    ['Never', { restartPolicy: 'Always' }, 0, true],
    ['Always', { restartPolicy: 'Never' }, 1, false],
    ['Never', { restartPolicy: 'OnFailure' }, 0, false],
    ['Never', { restartPolicy: 'Never', restartPolicyRules: rules }, 42, true],
    ['Never', { restartPolicy: 'Never', restartPolicyRules: rules }, 1, false],
    ['Never', { restartPolicy: 'Never', restartPolicyRules: others }, 2, true],
    ['Never', { restartPolicy: 'Never', restartPolicyRules: others }, 1, false],
  ] as const)('pod %s, container %o, exit code %d: %s', (restartPolicy, own, exitCode, expected) => {
    const container = { name: 'c', ...own } as Container;
    expect(shouldRestart(container, { containers: [container], restartPolicy }, exitCode)).toBe(expected);
  });
});

describe('the restart back-off', () => {
  it('is nothing at first', () => {
    expect(restartAtMs(undefined, 1000, 5000)).toBe(5000);
  });

  it('doubles from 10 s to 5 min with every restart', () => {
    let backoff = lengthenBackoff(undefined, 0, 0);
    const delays = Array.from({ length: 7 }, () => {
      const { delayMs } = backoff;
      backoff = lengthenBackoff(backoff, 1000, 2000);
      return delayMs / 1000;
    });
    expect(delays).toEqual([10, 20, 40, 80, 160, 300, 300]);
  });

  it('counts from the end of the container', () => {
    expect(restartAtMs({ delayMs: 20_000, sinceMs: 0 }, 5000, 6000)).toBe(25_000);
  });

  it('is forgotten when the container has run for more than ten minutes', () => {
    const backoff = { delayMs: 300_000, sinceMs: 0 };
    expect(restartAtMs(backoff, 600_000, 600_001)).toBe(900_000);
    expect(restartAtMs(backoff, 600_001, 600_002)).toBe(600_002);
    expect(lengthenBackoff(backoff, 600_001, 600_002)).toEqual({ delayMs: 10_000, sinceMs: 600_002 });
  });

  it.each([
    [10_000, '10s'],
    [80_000, '1m20s'],
    [160_000, '2m40s'],
    [300_000, '5m0s'],
  ])('of %d ms is written as %s', (delayMs, text) => {
    expect(formatSeconds(delayMs)).toBe(text);
  });
});
