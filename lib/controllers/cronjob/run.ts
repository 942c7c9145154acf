import { zonedTime } from '../../cron/zonedtime';
import type { CronJob } from '../../resources/cronjob/types';
import type { Job } from '../../resources/job/types';
import { runName, zoneOf } from './due';

/**
 * The Job of a run: the template with the CronJob as its owner, and the fire time written on it in the
 * CronJob's zone.
 */
export function jobOfRun(cronJob: CronJob, runMs: number): Job {
  const { metadata, spec } = cronJob;
  const template = spec.jobTemplate;
  return {
    metadata: {
      name: runName(cronJob, runMs),
      namespace: metadata.namespace,
      labels: { ...template.metadata?.labels },
      annotations: {
        ...template.metadata?.annotations,
        'batch.kubernetes.io/cronjob-scheduled-timestamp': zonedTime(runMs, zoneOf(cronJob)),
      },
      ownerReferences: [
        {
          apiVersion: 'batch/v1',
          kind: 'CronJob',
          name: metadata.name ?? '',
          uid: metadata.uid ?? '',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: template.spec,
  };
}
