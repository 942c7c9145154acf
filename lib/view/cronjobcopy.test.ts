import { describe, expect, it } from 'vitest';
import { defaultCronJob } from '../resources/cronjob/defaults';
import type { CronJob } from '../resources/cronjob/types';
import { cronJobReplacing, cronJobWritten } from './cronjobcopy';
import { withoutDefaults } from './documentdefaults';

const applied = 'kubectl.kubernetes.io/last-applied-configuration';
const written: CronJob = {
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'hello', namespace: 'default', labels: { a: 'b' }, annotations: { c: 'd' } },
  spec: {
    schedule: '* * * * *',
    jobTemplate: {
      spec: {
        backoffLimit: 2,
        template: {
          spec: {
            containers: [{ name: 'main', image: 'busybox:1.36', args: ['date'] }],
            restartPolicy: 'OnFailure',
          },
        },
      },
    },
  },
};
const stored = defaultCronJob(written);
const template = { metadata: {}, ...stored.spec.jobTemplate.spec.template };
const live: CronJob = {
  ...stored,
  spec: { ...stored.spec, jobTemplate: { spec: { ...stored.spec.jobTemplate.spec, template } } },
  metadata: {
    ...written.metadata,
    annotations: { c: 'd', [applied]: '{}' },
    uid: 'u1',
    resourceVersion: '12',
    generation: 1,
    creationTimestamp: '2026-11-22T06:00:00Z',
    finalizers: ['x/y'],
    managedFields: [{ manager: 'kubectl' }],
  },
  status: { lastScheduleTime: '2026-11-22T06:04:00Z' },
};

describe('a CronJob in an editor', () => {
  it('is as it was written, without defaults and what the server filled in', () => {
    expect(live.spec.concurrencyPolicy).toBe('Allow');
    expect(withoutDefaults(cronJobWritten(live), defaultCronJob)).toEqual(written);
  });

  it('keeps on the way back what the editor does not show', () => {
    const next = cronJobReplacing(live, { ...written, spec: { ...written.spec, suspend: true } });
    expect(next.metadata).toEqual({
      ...written.metadata,
      annotations: { c: 'd', [applied]: '{}' },
      finalizers: ['x/y'],
      uid: 'u1',
      resourceVersion: '12',
    });
    expect(next.spec.suspend).toBe(true);
    expect(next.status).toBeUndefined();
  });
});
