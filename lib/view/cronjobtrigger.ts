import type { CronJob } from '../resources/cronjob/types';
import type { Job } from '../resources/job/types';

const longestName = 63;

/**
 * The name of a Job made by hand from a CronJob: `<cronjob>-manual-<suffix>`. Where that is too long for the
 * labels and host names of its pods (63 characters, the index of an Indexed Job's pods included), the
 * CronJob's part is cut and the unique part stays whole.
 */
export function triggerName(cronJob: CronJob, suffix: string): string {
  const { completionMode, completions = 1 } = cronJob.spec.jobTemplate.spec;
  const indexDigits = completionMode === 'Indexed' ? String(Math.max(0, completions - 1)).length + 1 : 0;
  const tail = `-manual-${suffix}`;
  const base = cronJob.metadata.name ?? 'cronjob';
  const room = Math.max(1, longestName - indexDigits - tail.length);
  return base.slice(0, room).replace(/[-.]+$/, '') + tail;
}

/**
 * The Job that `kubectl create job --from=cronjob/x` makes: the template's spec, labels and annotations, the
 * mark that it was made by hand, and the CronJob as its controller, so that it goes when the CronJob goes and
 * counts in its history.
 */
export function triggeredJob(cronJob: CronJob, name: string): Job {
  const { metadata, spec } = cronJob.spec.jobTemplate;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      ...(cronJob.metadata.namespace ? { namespace: cronJob.metadata.namespace } : {}),
      ...(metadata?.labels ? { labels: metadata.labels } : {}),
      annotations: { ...metadata?.annotations, 'cronjob.kubernetes.io/instantiate': 'manual' },
      ownerReferences: [
        {
          apiVersion: 'batch/v1',
          kind: 'CronJob',
          name: cronJob.metadata.name ?? '',
          uid: cronJob.metadata.uid ?? '',
          controller: true,
        },
      ],
    },
    spec,
  };
}

/** Whether a Job was made by hand from its CronJob. */
export function isManual(job: Job): boolean {
  return job.metadata.annotations?.['cronjob.kubernetes.io/instantiate'] === 'manual';
}
