import { updateOfSpec } from '../generation';
import type { Strategy } from '../kind';
import { withoutDisabledFields } from '../pod/disabledfields';
import { cronJobColumns } from './columns';
import { defaultCronJob } from './defaults';
import { type CronJob, cronJobs } from './types';
import { validateCronJob, validateCronJobUpdate } from './validation';
import { cronJobWarnings } from './warnings';

/** CronJobs, as `pkg/registry/batch/cronjob` serves them. */
export const cronJobStrategy: Strategy<CronJob> = {
  resource: cronJobs,
  shortNames: ['cj'],
  categories: ['all'],
  aliasVersions: ['v1beta1'],
  schema: 'io.k8s.api.batch.v1.CronJob',
  columns: cronJobColumns,
  defaults: defaultCronJob,
  prepareCreate: (cronJob) => ({
    ...withoutDisabledPodFields(cronJob),
    metadata: { ...cronJob.metadata, generation: 1 },
    status: {},
  }),
  validate: (cronJob) => validateCronJob(cronJob),
  prepareUpdate: (next, previous) => updateOfSpec(withoutDisabledPodFields(next), previous),
  validateUpdate: validateCronJobUpdate,
  status: {
    prepareUpdate: (next, previous) => ({ ...next, spec: previous.spec }),
    validateUpdate: () => [],
  },
  warnings: cronJobWarnings,
};

function withoutDisabledPodFields(cronJob: CronJob): CronJob {
  const { jobTemplate } = cronJob.spec;
  const template = withoutDisabledFields(jobTemplate.spec.template);
  if (template === jobTemplate.spec.template) return cronJob;
  const completed = { ...jobTemplate, spec: { ...jobTemplate.spec, template } };
  return { ...cronJob, spec: { ...cronJob.spec, jobTemplate: completed } };
}
