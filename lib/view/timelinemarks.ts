import { findCondition } from '../meta/object';
import type { Event } from '../resources/event/types';
import type { Job } from '../resources/job/types';
import { fromTime } from '../time/clock';
import { eventTimeMs } from './eventlist';

/** What happened to a Job as a whole at one instant. */
export type MarkKind = 'suspended' | 'resumed' | 'succeeding' | 'failing' | 'complete' | 'failed';

/** A line across the timeline. `reason` and `message` are the API's own words. */
export interface Mark {
  kind: MarkKind;
  atMs: number;
  reason?: string;
  message?: string;
}

/** Marks of one kind closer than this are one: the condition and its event tell the same thing. */
const sameMs = 2000;

/**
 * The marks of a Job: its conditions, and what its events remember of earlier suspensions. Of the pair "criteria met" and
 * "ended" at the same second only the end is kept.
 */
export function marksOf(job: Job, events: readonly Event[]): Mark[] {
  const told: Mark[] = [];
  const add = (kind: MarkKind, atMs: number | undefined, reason?: string, message?: string) => {
    if (atMs === undefined) return;
    if (told.some((mark) => mark.kind === kind && Math.abs(mark.atMs - atMs) < sameMs)) return;
    told.push({ kind, atMs, reason, message });
  };
  const conditions = job.status?.conditions;
  const kinds = {
    SuccessCriteriaMet: 'succeeding',
    FailureTarget: 'failing',
    Complete: 'complete',
    Failed: 'failed',
    Suspended: 'suspended',
  } as const;
  for (const [type, kind] of Object.entries(kinds) as [keyof typeof kinds, MarkKind][]) {
    const condition = findCondition(conditions, type);
    const atMs = fromTime(condition?.lastTransitionTime);
    if (condition?.status === 'True') add(kind, atMs, condition.reason, condition.message);
    else if (condition?.status === 'False' && type === 'Suspended') add('resumed', atMs, condition.reason);
  }
  for (const event of events) {
    if (event.involvedObject.kind !== 'Job' || event.involvedObject.uid !== job.metadata.uid) continue;
    if (event.reason === 'Suspended') add('suspended', eventTimeMs(event), event.reason, event.message);
    if (event.reason === 'Resumed') add('resumed', eventTimeMs(event), event.reason, event.message);
  }
  const isEnd = (kind: MarkKind) => kind === 'complete' || kind === 'failed';
  const ends = told.filter(({ kind }) => isEnd(kind));
  return told
    .filter(
      (mark) =>
        (mark.kind !== 'succeeding' && mark.kind !== 'failing') ||
        !ends.some(({ atMs }) => Math.abs(atMs - mark.atMs) < sameMs),
    )
    .sort((a, b) => a.atMs - b.atMs);
}
