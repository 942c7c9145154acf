import { findCondition, isTrue } from '../../meta/object';
import type { Job, JobCondition, JobConditionType } from '../../resources/job/types';
import { toTime } from '../../time/clock';

/** A condition that changes now. */
export function newCondition(
  type: JobConditionType,
  status: 'True' | 'False',
  reason: string,
  message: string,
  nowMs: number,
): JobCondition {
  const now = toTime(nowMs);
  return { type, status, lastProbeTime: now, lastTransitionTime: now, reason, message };
}

/**
 * The conditions with `condition` in its place, or at the end when there was none of its type. The same
 * list when nothing changes; and a condition that is not there is not added as false.
 */
export function withCondition(
  conditions: readonly JobCondition[],
  condition: JobCondition,
): readonly JobCondition[] {
  const present = findCondition(conditions, condition.type);
  if (!present) return condition.status === 'False' ? conditions : [...conditions, condition];
  const { status, reason, message } = present;
  if (status === condition.status && reason === condition.reason && message === condition.message) {
    return conditions;
  }
  return conditions.map((each) => (each === present ? condition : each));
}

/** Whether the Job has ended: Complete or Failed. */
export function isFinished({ status }: Job): boolean {
  return isTrue(status?.conditions, 'Complete') || isTrue(status?.conditions, 'Failed');
}
