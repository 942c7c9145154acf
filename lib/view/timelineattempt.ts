import { findCondition } from '../meta/object';
import type { Pod } from '../resources/pod/types';
import { fromTime } from '../time/clock';
import { deletionAskedMs, isPodFailed, isPodSucceeded, podFinishedMs, podState } from './podstate';
import type { ContainerRun, RecordedPod } from './timelinerecord';

/** What a pod does during a stretch of its life. `backoff` is the wait between two runs of its containers. */
export type SegmentKind = 'waiting' | 'starting' | 'running' | 'backoff' | 'terminating';

/** A stretch of a pod's life; the last one of a pod that goes on has no end. */
export interface Segment {
  kind: SegmentKind;
  fromMs: number;
  toMs?: number;
}

/** How an attempt ended. `stopped`: the pod was taken away before it could end. */
export type Outcome = 'going' | 'succeeded' | 'failed' | 'stopped';

/** One pod of a Job, as the timeline draws it. */
export interface Attempt {
  key: string;
  namespace: string;
  pod: string;
  /** Of an Indexed Job. */
  index?: number;
  startMs: number;
  endMs?: number;
  segments: readonly Segment[];
  outcome: Outcome;
  /** kubectl's word for the pod, such as `Completed`, `OOMKilled`. */
  word: string;
  exitCode?: number;
  signal?: number;
  message?: string;
  node?: string;
  /** Runs of containers that were, or will be, followed by another run in the same pod. */
  restarts: readonly ContainerRun[];
  vanished: boolean;
  /** Failures of the index before this pod, where the Job counts them per index. */
  earlierFailures?: number;
  order: number;
}

const indexKey = 'batch.kubernetes.io/job-completion-index';
const failureCountKey = 'batch.kubernetes.io/job-index-failure-count';
const attempts = new WeakMap<RecordedPod, Attempt>();

/** The attempt a recorded pod stands for. The same record gives the same attempt object. */
export function attemptOf(recorded: RecordedPod): Attempt {
  let attempt = attempts.get(recorded);
  if (!attempt) {
    attempt = makeAttempt(recorded);
    attempts.set(recorded, attempt);
  }
  return attempt;
}

/** The completion index of a pod of an Indexed Job. */
export function indexOf({ metadata }: Pod): number | undefined {
  const text = metadata.annotations?.[indexKey] ?? metadata.labels?.[indexKey];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

function makeAttempt(recorded: RecordedPod): Attempt {
  const { pod, runs, order, vanishedMs } = recorded;
  const startMs = fromTime(pod.metadata.creationTimestamp) ?? runs[0]?.startMs ?? vanishedMs ?? 0;
  const ended = isPodSucceeded(pod) || isPodFailed(pod);
  const knownEndMs = ended ? podFinishedMs(pod) : vanishedMs;
  const endMs = knownEndMs === undefined ? undefined : Math.max(startMs, knownEndMs);
  const { word, exitCode, signal, message } = podState(pod);
  const disruption = findCondition(pod.status?.conditions, 'DisruptionTarget');
  const failures = pod.metadata.annotations?.[failureCountKey];
  return {
    key: pod.metadata.uid ?? `${pod.metadata.namespace}/${pod.metadata.name}`,
    namespace: pod.metadata.namespace ?? '',
    pod: pod.metadata.name ?? '',
    index: indexOf(pod),
    startMs,
    endMs,
    segments: segmentsOf(recorded, startMs, endMs),
    outcome: outcomeOf(pod, vanishedMs),
    word: isPodFailed(pod) && disruption?.status === 'True' ? (disruption.reason ?? word) : word,
    exitCode,
    signal,
    message: message ?? (disruption?.status === 'True' ? disruption.message : undefined),
    node: pod.spec.nodeName,
    restarts: restartsOf(recorded),
    vanished: vanishedMs !== undefined,
    earlierFailures: failures === undefined ? undefined : Number(failures) || 0,
    order,
  };
}

function outcomeOf(pod: Pod, vanishedMs: number | undefined): Outcome {
  if (isPodSucceeded(pod)) return 'succeeded';
  if (isPodFailed(pod)) return 'failed';
  return vanishedMs === undefined ? 'going' : 'stopped';
}

/** Ended runs that another run of the same container came after, or will: the pod goes on and its containers are restarted. */
function restartsOf({ pod, runs, vanishedMs }: RecordedPod): readonly ContainerRun[] {
  const ended = isPodSucceeded(pod) || isPodFailed(pod) || vanishedMs !== undefined;
  const goesOn = !ended && pod.spec.restartPolicy !== 'Never';
  return runs.filter(
    (run) =>
      run.endMs !== undefined &&
      (goesOn || runs.some((later) => later.container === run.container && later.startMs > run.startMs)),
  );
}

/** Whether the status tells of more restarts than runs have been seen: the time before the first is not known in detail. */
function hasUnseenRuns({ pod, runs }: RecordedPod): boolean {
  return (pod.status?.containerStatuses ?? []).some(({ name, restartCount }) => {
    const seen = runs.filter((run) => run.container === name).length;
    return seen > 0 && restartCount > seen;
  });
}

/** A pod's life cut where what it does changes: without gaps, from its creation to its end. */
function segmentsOf(recorded: RecordedPod, startMs: number, endMs: number | undefined): Segment[] {
  const { pod, runs } = recorded;
  const scheduled = findCondition(pod.status?.conditions, 'PodScheduled');
  const scheduledMs =
    (scheduled?.status === 'True' ? fromTime(scheduled.lastTransitionTime) : undefined) ??
    fromTime(pod.status?.startTime);
  const turns: { kind: SegmentKind; fromMs: number }[] = [{ kind: 'waiting', fromMs: startMs }];
  const begin = hasUnseenRuns(recorded) ? 'backoff' : 'starting';
  if (scheduledMs !== undefined) turns.push({ kind: begin, fromMs: scheduledMs });
  const restartable = pod.spec.restartPolicy !== 'Never';
  for (const { fromMs, toMs } of unionOf(runs)) {
    turns.push({ kind: 'running', fromMs });
    if (toMs !== undefined && restartable) turns.push({ kind: 'backoff', fromMs: toMs });
  }
  const askedMs = deletionAskedMs(pod);
  const stopMs = askedMs !== undefined && (endMs === undefined || askedMs < endMs) ? askedMs : undefined;
  const kept = stopMs === undefined ? turns : turns.filter((turn, at) => at === 0 || turn.fromMs < stopMs);
  if (stopMs !== undefined) kept.push({ kind: 'terminating', fromMs: stopMs });
  return cut(kept, startMs, endMs);
}

/** The stretches in which at least one container ran. An open one has no end. */
function unionOf(runs: readonly ContainerRun[]): { fromMs: number; toMs?: number }[] {
  const union: { fromMs: number; toMs?: number }[] = [];
  for (const { startMs, endMs } of runs) {
    const last = union.at(-1);
    if (last && (last.toMs === undefined || startMs <= last.toMs)) {
      if (last.toMs !== undefined) last.toMs = endMs === undefined ? undefined : Math.max(last.toMs, endMs);
    } else union.push({ fromMs: startMs, toMs: endMs });
  }
  return union;
}

/** Makes segments of turns: in order (clocks of nodes differ), within the pod's life, none of no length but the only one. */
function cut(
  turns: readonly { kind: SegmentKind; fromMs: number }[],
  startMs: number,
  endMs: number | undefined,
): Segment[] {
  const segments: Segment[] = [];
  let atMs = startMs;
  for (const [at, { kind }] of turns.entries()) {
    const next = turns[at + 1];
    const nextMs = next ? Math.max(atMs, next.fromMs) : endMs;
    const toMs = nextMs !== undefined && endMs !== undefined ? Math.min(nextMs, endMs) : nextMs;
    if (toMs === undefined || toMs > atMs) segments.push({ kind, fromMs: atMs, toMs });
    if (toMs !== undefined) atMs = toMs;
  }
  if (segments.length > 0) return segments;
  return [
    {
      kind: turns.findLast((turn) => turn.kind === 'running')?.kind ?? 'waiting',
      fromMs: startMs,
      toMs: endMs,
    },
  ];
}
