import { updateOfSpec } from '../generation';
import type { Strategy } from '../kind';
import { withoutDisabledFields } from '../pod/disabledfields';
import { jobColumns } from './columns';
import { defaultJob } from './defaults';
import { generateSelector, hasLabelsOfTemplate } from './selector';
import { validateJobStatusUpdate } from './statusvalidation';
import { type Job, jobs } from './types';
import { validateJobUpdate } from './updatevalidation';
import { validateJob } from './validation';
import { jobWarnings } from './warnings';

/** Jobs, as `pkg/registry/batch/job` serves them. */
export const jobStrategy: Strategy<Job> = {
  resource: jobs,
  shortNames: [],
  categories: ['all'],
  schema: 'io.k8s.api.batch.v1.Job',
  columns: jobColumns,
  fields: { 'status.successful': (job) => String(job.status?.succeeded ?? 0) },
  isKeptShort: hasLabelsOfTemplate,
  defaults: defaultJob,
  prepareCreate: (job) => {
    const tied = generateSelector(withoutDisabledPodFields(job));
    return { ...tied, metadata: { ...tied.metadata, generation: 1 }, status: {} };
  },
  validate: (job) => validateJob(job),
  prepareUpdate: (next, previous) => updateOfSpec(withoutDisabledPodFields(next), previous),
  validateUpdate: validateJobUpdate,
  status: {
    prepareUpdate: (next, previous) => ({ ...next, spec: previous.spec }),
    validateUpdate: validateJobStatusUpdate,
  },
  warnings: jobWarnings,
  defaultPropagation: 'Orphan',
};

function withoutDisabledPodFields(job: Job): Job {
  const template = withoutDisabledFields(job.spec.template);
  return template === job.spec.template ? job : { ...job, spec: { ...job.spec, template } };
}
