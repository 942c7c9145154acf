import { describe, expect, it } from 'vitest';
import type { CronJob } from '../resources/cronjob/types';
import { isManual, triggeredJob, triggerName } from './cronjobtrigger';

function cronJob(name: string, spec: Partial<CronJob['spec']['jobTemplate']> = {}): CronJob {
  return {
    apiVersion: 'batch/v1beta1',
    kind: 'CronJob',
    metadata: { name, namespace: 'team', uid: 'u1', labels: { own: 'x' }, annotations: { own: 'y' } },
    spec: {
      schedule: '@daily',
      jobTemplate: { spec: { template: { spec: { containers: [] } } }, ...spec },
    },
  };
}

describe('the name of a triggered Job', () => {
  const cases: [string, Partial<CronJob['spec']['jobTemplate']>, string][] = [
    ['hello', {}, 'hello-manual-x7k2m'],
    ['a'.repeat(49), {}, `${'a'.repeat(49)}-manual-x7k2m`],
    ['a'.repeat(52), {}, `${'a'.repeat(50)}-manual-x7k2m`],
    [`${'a'.repeat(49)}-bb`, {}, `${'a'.repeat(49)}-manual-x7k2m`],
    [
      'a'.repeat(52),
      { spec: { completionMode: 'Indexed', completions: 1000, template: { spec: { containers: [] } } } },
      `${'a'.repeat(46)}-manual-x7k2m`,
    ],
  ];
  for (const [name, template, expected] of cases)
    it(`fits for ${name.length} characters`, () => {
      expect(triggerName(cronJob(name, template), 'x7k2m')).toBe(expected);
      expect(expected.length).toBeLessThanOrEqual(63);
    });
});

describe('a triggered Job', () => {
  it('is what kubectl makes of the template', () => {
    const made = triggeredJob(
      cronJob('hello', { metadata: { labels: { a: 'b' }, annotations: { c: 'd' } } }),
      'hello-manual-x7k2m',
    );
    expect(made).toEqual({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name: 'hello-manual-x7k2m',
        namespace: 'team',
        labels: { a: 'b' },
        annotations: { c: 'd', 'cronjob.kubernetes.io/instantiate': 'manual' },
        ownerReferences: [
          { apiVersion: 'batch/v1', kind: 'CronJob', name: 'hello', uid: 'u1', controller: true },
        ],
      },
      spec: { template: { spec: { containers: [] } } },
    });
    expect(isManual(made)).toBe(true);
  });

  it('has no labels of the CronJob itself', () => {
    const { metadata } = triggeredJob(cronJob('hello'), 'x');
    expect(metadata.labels).toBeUndefined();
    expect(metadata.annotations).toEqual({ 'cronjob.kubernetes.io/instantiate': 'manual' });
  });
});
