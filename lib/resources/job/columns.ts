import { isTrue } from '../../meta/object';
import { ageColumn, nameColumn, templateColumns, textColumn } from '../columns';
import { epochMs, humanDuration } from '../duration';
import type { Column } from '../kind';
import type { Job } from './types';

/** The columns of `kubectl get jobs`. */
export const jobColumns: readonly Column<Job>[] = [
  nameColumn,
  textColumn('Status', 'Status of the job.', jobStatusText),
  textColumn('Completions', 'Pods that succeeded, of those wanted.', completionsText),
  textColumn('Duration', 'Time required to complete the job.', durationCell),
  ageColumn,
  ...templateColumns<Job>(
    (job) => job.spec.template.spec?.containers,
    (job) => job.spec.selector,
  ),
];

/** The word kubectl prints as a Job's status: from its conditions by type, never by position. */
function jobStatusText(job: Job): string {
  const conditions = job.status?.conditions;
  if (isTrue(conditions, 'Complete')) return 'Complete';
  if (isTrue(conditions, 'Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp) return 'Terminating';
  if (isTrue(conditions, 'Suspended')) return 'Suspended';
  if (isTrue(conditions, 'FailureTarget')) return 'FailureTarget';
  if (isTrue(conditions, 'SuccessCriteriaMet')) return 'SuccessCriteriaMet';
  return 'Running';
}

/** `3/5`, or `0/1 of 4` where a Job has workers but no number of completions. */
function completionsText(job: Job): string {
  const succeeded = job.status?.succeeded ?? 0;
  const { completions, parallelism = 0 } = job.spec;
  if (completions !== undefined) return `${succeeded}/${completions}`;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function durationCell(job: Job, nowMs: number): string {
  const startMs = epochMs(job.status?.startTime);
  if (startMs === undefined) return '';
  return humanDuration((epochMs(job.status?.completionTime) ?? nowMs) - startMs);
}
