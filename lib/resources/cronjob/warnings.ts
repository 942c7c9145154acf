import { FieldPath } from '../../meta/field';
import { nameWarnings, specWarnings } from '../job/warnings';
import type { CronJob } from './types';

/** Warnings on creating a CronJob, and on updating one whose spec changes. */
export function cronJobWarnings(cronJob: CronJob, previous: CronJob | undefined): string[] {
  const { spec, metadata } = cronJob;
  const path = FieldPath.of('spec', 'jobTemplate', 'spec');
  const ofSpec = () => specWarnings(spec.jobTemplate.spec, path);
  if (!previous) return [...nameWarnings(metadata.name), ...ofSpec()];
  const changed = metadata.generation !== previous.metadata.generation;
  // The doubled "spec" is what a Kubernetes server says.
  const zone =
    'cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see ' +
    'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details';
  return [...(changed ? ofSpec() : []), ...(spec.schedule.includes('TZ') ? [zone] : [])];
}
