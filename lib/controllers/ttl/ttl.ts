import { findCondition } from '../../meta/object';
import type { Job } from '../../resources/job/types';
import { fromTime } from '../../time/clock';

/**
 * Milliseconds until a finished Job may be removed, at most 0 when it is time; `undefined` when it is to
 * stay.
 */
export function removableInMs({ metadata, spec, status }: Job, nowMs: number): number | undefined {
  if (spec.ttlSecondsAfterFinished === undefined || metadata.deletionTimestamp) return undefined;
  const types = ['Complete', 'Failed'] as const;
  const final = types
    .map((type) => findCondition(status?.conditions, type))
    .find((it) => it?.status === 'True');
  const finishedMs = fromTime(final?.lastTransitionTime);
  return finishedMs === undefined ? undefined : finishedMs + spec.ttlSecondsAfterFinished * 1000 - nowMs;
}
