import { defaultJobTemplateSpec } from '../job/defaults';
import type { JobSpec } from '../job/types';
import type { CronJob } from './types';

/** `SetDefaults_CronJob`, and what is filled in its Job template. */
export function defaultCronJob(cronJob: CronJob): CronJob {
  const { spec } = cronJob;
  const template = spec.jobTemplate ?? {};
  return {
    ...cronJob,
    spec: {
      ...spec,
      concurrencyPolicy: spec.concurrencyPolicy || 'Allow',
      suspend: spec.suspend ?? false,
      jobTemplate: { ...template, spec: defaultJobTemplateSpec(template.spec ?? ({} as JobSpec)) },
      successfulJobsHistoryLimit: spec.successfulJobsHistoryLimit ?? 3,
      failedJobsHistoryLimit: spec.failedJobsHistoryLimit ?? 1,
    },
  };
}
