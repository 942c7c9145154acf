import type { Event } from '../resources/event/types';
import type { Job } from '../resources/job/types';
import { backoffDelayMs } from './jobbackoff';
import { jobCounts, jobSpan } from './jobprogress';
import { isFinished } from './jobstate';
import { type Attempt, attemptOf } from './timelineattempt';
import { placeInLanes } from './timelinelanes';
import { type Mark, marksOf } from './timelinemarks';
import type { PodRecord } from './timelinerecord';

/** The wait between a failed attempt and the next one of its row; the last one may reach into the future. */
export interface Gap {
  fromMs: number;
  /** Left out where it is not known when the next attempt comes. */
  toMs?: number;
}

/** One line of the timeline: an index of an Indexed Job, or a slot that pods of a NonIndexed one take after each other. */
export interface TimelineRow {
  key: string;
  /** The index, or the number of the slot, from 0. */
  number: number;
  /** Counts further lines of an index whose pods overlapped (a replacement beside a pod that still terminates). */
  lane: number;
  attempts: readonly Attempt[];
  gaps: readonly Gap[];
}

/** A Job's pods over time. */
export interface Timeline {
  by: 'index' | 'slot';
  rows: readonly TimelineRow[];
  marks: readonly Mark[];
  attempts: number;
  fromMs: number;
  /** The end of the last thing that happened; left out while more may come. */
  toMs?: number;
}

/** Up to so many indexes, each has a row from the start; beyond it, those that have had a pod. */
const rowsForAllIndexes = 1000;

/**
 * The timeline of a Job from its recorded pods and its events. Every recorded pod is one attempt in one row, and the attempts of
 * a row follow each other without overlap.
 */
export function timelineOf(job: Job, record: PodRecord, events: readonly Event[] = []): Timeline {
  const attempts = [...record.values()].map(attemptOf).sort(byStart);
  const indexed = job.spec.completionMode === 'Indexed';
  const lanes = indexed ? indexLanes(job, attempts) : slotLanes(job, attempts);
  const rows = withGaps(job, lanes);
  const marks = marksOf(job, events);
  const span = jobSpan(job);
  const starts = attempts.map(({ startMs }) => startMs);
  const first = [...starts.slice(0, 1), ...(span ? [span.startMs] : []), ...marks.map(({ atMs }) => atMs)];
  const fromMs = first.length > 0 ? Math.min(...first) : 0;
  const toMs = isFinished(job) ? lastEndMs(attempts, span?.endMs ?? fromMs) : undefined;
  return { by: indexed ? 'index' : 'slot', rows, marks, attempts: attempts.length, fromMs, toMs };
}

function byStart(a: Attempt, b: Attempt): number {
  return a.startMs - b.startMs || a.order - b.order;
}

/** The end of the last attempt; none while one goes on. */
function lastEndMs(attempts: readonly Attempt[], atLeastMs: number): number | undefined {
  let lastMs = atLeastMs;
  for (const { endMs } of attempts) {
    if (endMs === undefined) return undefined;
    lastMs = Math.max(lastMs, endMs);
  }
  return lastMs;
}

type Lane = Pick<TimelineRow, 'number' | 'lane' | 'attempts'>;

function slotLanes(job: Job, attempts: readonly Attempt[]): Lane[] {
  const { parallelism = 1, completions = Number.POSITIVE_INFINITY } = job.spec;
  const lanes = placeInLanes(attempts, Math.min(parallelism, completions));
  return lanes.map((lane, number) => ({ number, lane: 0, attempts: lane }));
}

function indexLanes(job: Job, attempts: readonly Attempt[]): Lane[] {
  const byIndex = new Map<number, Attempt[]>();
  const { completions = 0 } = job.spec;
  for (let index = 0; index < completions && completions <= rowsForAllIndexes; index++)
    byIndex.set(index, []);
  for (const attempt of attempts) {
    const index = attempt.index ?? -1;
    const known = byIndex.get(index);
    if (known) known.push(attempt);
    else byIndex.set(index, [attempt]);
  }
  return [...byIndex]
    .sort(([a], [b]) => a - b)
    .flatMap(([number, own]): Lane[] => {
      if (own.length === 0) return [{ number, lane: 0, attempts: own }];
      return placeInLanes(own, 1).map((lane, at) => ({ number, lane: at, attempts: lane }));
    });
}

function withGaps(job: Job, lanes: readonly Lane[]): TimelineRow[] {
  const waitingMs = nextTries(job, lanes);
  return lanes.map((lane) => {
    const gaps: Gap[] = [];
    for (const [at, attempt] of lane.attempts.entries()) {
      const next = lane.attempts[at + 1];
      if (attempt.outcome !== 'failed' || attempt.endMs === undefined) continue;
      if (next && next.startMs > attempt.endMs) gaps.push({ fromMs: attempt.endMs, toMs: next.startMs });
      else if (!next && waitingMs.has(lane)) gaps.push({ fromMs: attempt.endMs, toMs: waitingMs.get(lane) });
    }
    return { key: `${lane.number}/${lane.lane}`, ...lane, gaps };
  });
}

/** The lanes that end in a failure and will be tried again, with when, as the Job controller reckons its back-off. */
function nextTries(job: Job, lanes: readonly Lane[]): Map<Lane, number> {
  const tries = new Map<Lane, number>();
  if (isFinished(job) || job.spec.suspend) return tries;
  const failedLanes = lanes.filter(({ attempts }) => attempts.at(-1)?.outcome === 'failed');
  if (job.spec.backoffLimitPerIndex !== undefined) {
    for (const lane of failedLanes) {
      const { endMs = 0, earlierFailures = 0 } = lane.attempts.at(-1)!;
      const spent = earlierFailures >= job.spec.backoffLimitPerIndex;
      if (!spent) tries.set(lane, endMs + backoffDelayMs(earlierFailures + 1));
    }
    return tries;
  }
  const atMs = nextTryOfAll(lanes);
  const left = jobCounts(job).left ?? failedLanes.length;
  if (atMs === undefined) return tries;
  const endOf = (lane: Lane) => lane.attempts.at(-1)?.endMs ?? 0;
  for (const lane of [...failedLanes].sort((a, b) => endOf(a) - endOf(b)).slice(0, left)) {
    tries.set(lane, atMs);
  }
  return tries;
}

/** As `nextTryAtMs` of the pods, from the attempts: failures since the last success make the wait. */
function nextTryOfAll(lanes: readonly Lane[]): number | undefined {
  let lastSuccessMs = 0;
  for (const { attempts } of lanes)
    for (const { outcome, endMs = 0 } of attempts)
      if (outcome === 'succeeded') lastSuccessMs = Math.max(lastSuccessMs, endMs);
  let failures = 0;
  let lastMs = 0;
  for (const { attempts } of lanes)
    for (const { outcome, endMs = 0 } of attempts) {
      if (outcome !== 'failed' || endMs <= lastSuccessMs) continue;
      failures++;
      lastMs = Math.max(lastMs, endMs);
    }
  return failures === 0 ? undefined : lastMs + backoffDelayMs(failures);
}
