import type { ContainerState, ContainerStatus, Pod } from '../resources/pod/types';
import { fromTime } from '../time/clock';

/** One run of a container: from its start to its end, if it has ended. */
export interface ContainerRun {
  container: string;
  /** The runtime's name for the run, where it tells one. */
  id?: string;
  startMs: number;
  endMs?: number;
  exitCode?: number;
  signal?: number;
  reason?: string;
  message?: string;
}

/** A pod as it was last seen, with what an earlier look told and the object no longer does. */
export interface RecordedPod {
  pod: Pod;
  /** In which order pods were first seen: tells apart what whole seconds cannot. */
  order: number;
  /** When the pod was first missed, if it has gone. */
  vanishedMs?: number;
  /** Every run of an app container seen so far; the status of a pod knows the last two at most. */
  runs: readonly ContainerRun[];
}

/** All pods of a Job seen since the page was opened, by uid. */
export type PodRecord = ReadonlyMap<string, RecordedPod>;

/**
 * Folds the present pods of a Job into what is remembered: pods that have gone stay, marked with when they were missed, and runs
 * of restarted containers stay after the pod's status has forgotten them. Entries of unchanged pods, and the record itself when
 * nothing changed, are the very same objects as before.
 */
export function recordPods(previous: PodRecord | undefined, pods: readonly Pod[], nowMs: number): PodRecord {
  const next = new Map(previous ?? []);
  let changed = previous === undefined;
  const present = new Set<string>();
  for (const pod of pods) {
    const uid = uidOf(pod);
    present.add(uid);
    const known = next.get(uid);
    if (known?.pod === pod && known.vanishedMs === undefined) continue;
    changed = true;
    next.set(uid, { pod, order: known?.order ?? next.size, runs: mergeRuns(known?.runs ?? [], pod) });
  }
  for (const [uid, known] of next) {
    if (present.has(uid) || known.vanishedMs !== undefined) continue;
    changed = true;
    next.set(uid, { ...known, vanishedMs: nowMs });
  }
  return changed || !previous ? next : previous;
}

function uidOf({ metadata }: Pod): string {
  return metadata.uid ?? `${metadata.namespace}/${metadata.name}`;
}

/** Runs of app containers: those known, those the status tells now; of one run told twice the later telling stands. */
function mergeRuns(known: readonly ContainerRun[], pod: Pod): readonly ContainerRun[] {
  const runs = new Map(known.map((run) => [keyOf(run), run]));
  for (const status of pod.status?.containerStatuses ?? []) {
    for (const run of [runOf(status, status.lastState), runOf(status, status.state)]) {
      if (!run) continue;
      const before = runs.get(keyOf(run));
      if (!before || run.endMs !== undefined) runs.set(keyOf(run), run);
    }
  }
  return [...runs.values()].sort((a, b) => a.startMs - b.startMs);
}

/** What tells runs of a pod apart: the runtime's id; without one the start, as a container cannot start twice at once. */
function keyOf({ container, id, startMs }: ContainerRun): string {
  return id ? `${container} ${id}` : `${container}@${startMs}`;
}

function runOf({ name, containerID }: ContainerStatus, state?: ContainerState): ContainerRun | undefined {
  const runningMs = fromTime(state?.running?.startedAt);
  if (runningMs !== undefined) return { container: name, id: containerID, startMs: runningMs };
  const ended = state?.terminated;
  const endMs = fromTime(ended?.finishedAt);
  if (!ended || endMs === undefined) return undefined;
  const startMs = Math.min(fromTime(ended.startedAt) ?? endMs, endMs);
  const { exitCode, signal, reason, message } = ended;
  return { container: name, id: ended.containerID, startMs, endMs, exitCode, signal, reason, message };
}
