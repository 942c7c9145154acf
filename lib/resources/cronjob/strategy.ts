import { sameValue } from '../equality';
import type { Strategy } from '../kind';
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
    ...cronJob,
    metadata: { ...cronJob.metadata, generation: 1 },
    status: {},
  }),
  validate: (cronJob) => validateCronJob(cronJob),
  prepareUpdate: (next, previous) => {
    const { generation = 0 } = previous.metadata;
    const changed = !sameValue(next.spec, previous.spec);
    return {
      ...next,
      metadata: { ...next.metadata, generation: changed ? generation + 1 : generation },
      status: previous.status,
    };
  },
  validateUpdate: validateCronJobUpdate,
  status: {
    prepareUpdate: (next, previous) => ({ ...next, spec: previous.spec }),
    validateUpdate: () => [],
  },
  warnings: cronJobWarnings,
};
