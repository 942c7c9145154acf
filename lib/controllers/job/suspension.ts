import type { Job, JobStatus } from '../../resources/job/types';
import { toTime } from '../../time/clock';
import { newCondition, withCondition } from './conditions';

/**
 * The status with its condition Suspended as the Job asks for, and the event to tell when that changed. The
 * clock of the deadline starts over: a suspended Job has no start time, a resumed one starts now.
 */
export function suspensionOf(
  { spec }: Job,
  status: JobStatus,
  nowMs: number,
): { status: JobStatus; event?: { reason: string; message: string } } {
  const wanted = spec.suspend
    ? newCondition('Suspended', 'True', 'JobSuspended', 'Job suspended', nowMs)
    : newCondition('Suspended', 'False', 'JobResumed', 'Job resumed', nowMs);
  const before = status.conditions ?? [];
  const conditions = withCondition(before, wanted);
  if (conditions === before) return { status };
  const { startTime: _, ...rest } = status;
  const next = { ...rest, conditions: [...conditions] };
  return spec.suspend
    ? { status: next, event: { reason: 'Suspended', message: 'Job suspended' } }
    : { status: { ...next, startTime: toTime(nowMs) }, event: { reason: 'Resumed', message: 'Job resumed' } };
}
