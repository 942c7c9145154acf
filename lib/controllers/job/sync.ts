import type { Job, JobCondition, JobStatus } from '../../resources/job/types';
import { jobs } from '../../resources/job/types';
import { toTime } from '../../time/clock';
import { noFailures } from './backoff';
import { claimPods } from './claim';
import { isFinished, withCondition } from './conditions';
import { isManagedElsewhere, type JobContext, keyOf } from './context';
import { completionOf, deadlineInMs, endOf, finalOf, isDecided } from './finish';
import { type Observation, observe } from './observe';
import { type Acted, createPods, deletePods, discardPods, untrackPods } from './podcontrol';
import { isReady, isTracked } from './podfacts';
import { canFailJob } from './podfailurepolicy';
import { scalingOf } from './scale';
import { suspensionOf } from './suspension';
import { countNamed, hasUncounted, nameEnded, writtenStatus } from './track';

/**
 * When the caches are behind, the events that bring them on call again; this is for the case that none
 * comes.
 */
const behindMs = 1000;

/**
 * Brings one Job forward: gathers its pods, decides, acts, and writes what came of it into its status.
 * Answers after how many milliseconds to look again without being called, if at all. The steps and their
 * order are those of Kubernetes' `syncJob`.
 */
export async function syncJob(context: JobContext, key: string): Promise<number | undefined> {
  const [namespace, name] = key.split('/') as [string, string];
  const cached = context.jobs.get(namespace, name);
  if (!cached || isFinished(cached)) {
    context.jobEchoes.forget(key);
    context.podEchoes.forget(key);
    if (cached) context.backoffs.delete(cached.metadata.uid!);
    return undefined;
  }
  if (isManagedElsewhere(cached)) return undefined;
  if (context.jobEchoes.isBehind(key) || context.podEchoes.isBehind(key)) return behindMs;

  const pods = await claimPods(context, cached);
  const nowMs = context.clock.now();
  const job = withStart(cached, nowMs);
  const uid = job.metadata.uid!;
  const counted = canFailJob(job.spec.podFailurePolicy) ? context.pods.by('failedOfJob', uid) : [];
  const seen = observe(job, pods, context.backoffs.get(uid) ?? noFailures, counted);
  const end = endOf(seen, nowMs);
  const outcome = end ? await endPods(context, seen, end) : await scalePods(context, seen, nowMs);
  await writeStatus(context, seen, outcome, cached.status);
  if (outcome.error) throw outcome.error;
  return earliest(outcome.againMs, end ? undefined : deadlineInMs(job, context.clock.now()));
}

function withStart(job: Job, nowMs: number): Job {
  const { uncountedTerminatedPods = {}, startTime, ...status } = job.status ?? {};
  const started = startTime ?? (job.spec.suspend ? undefined : toTime(nowMs));
  return {
    ...job,
    status: { ...status, uncountedTerminatedPods, ...(started ? { startTime: started } : {}) },
  };
}

function earliest(...timesMs: (number | undefined)[]): number | undefined {
  const known = timesMs.filter((timeMs) => timeMs !== undefined);
  return known.length > 0 ? Math.max(0, Math.min(...known)) : undefined;
}

/** What acting on the pods came to. */
interface Outcome {
  active: number;
  ready: number;
  terminating: number;
  /** What ends the Job, if something does and nothing stands against it. */
  end: JobCondition | undefined;
  /** The status with what the acting itself changed about it. */
  status: JobStatus;
  changed: boolean;
  againMs?: number;
  error: unknown;
}

/**
 * The Job has ended: what is still active goes. Only when all of that was told to go can the Job be said to
 * have ended.
 */
async function endPods(context: JobContext, seen: Observation, end: JobCondition): Promise<Outcome> {
  const deleted = await deletePods(context, seen.job, seen.active);
  const isComplete = deleted.done.length === seen.active.length;
  return { ...afterRemoval(seen, deleted), end: isComplete ? end : undefined, changed: false };
}

function afterRemoval(seen: Observation, { done, error }: Acted) {
  return {
    active: seen.active.length - done.length,
    ready: seen.ready - done.filter(isReady).length,
    terminating: seen.terminating + done.length,
    status: seen.job.status ?? {},
    error,
  };
}

/** The Job goes on: the number of its pods is put right, and whether that was the last of it is seen. */
async function scalePods(context: JobContext, seen: Observation, nowMs: number): Promise<Outcome> {
  const { job } = seen;
  const isGoing = job.metadata.deletionTimestamp !== undefined;
  const scaling = isGoing ? ({ kind: 'keep' } as const) : scalingOf(seen, nowMs);
  let after = afterRemoval(seen, { done: [], error: undefined });
  if (scaling.kind === 'remove') {
    after = afterRemoval(seen, await discardPods(context, job, scaling.pods));
  } else if (scaling.kind === 'create') {
    const replaced = (index: number) => seen.lastFailed.get(index);
    const { done, error } = await createPods(context, job, scaling.indexes, replaced);
    after = { ...after, active: after.active + done.length, error };
  }
  const againMs = scaling.kind === 'wait' ? scaling.forMs : undefined;
  const end = completionOf(seen, after.active, nowMs);
  if (end || isGoing) return { ...after, end, changed: false, againMs };
  const { status, event } = suspensionOf(job, after.status, nowMs);
  if (event) context.record(job, 'Normal', event.reason, event.message);
  return { ...after, status, end, changed: event !== undefined, againMs };
}

/**
 * Counts the pods that ended, in steps that can break off anywhere: they are named in the status, their
 * finalizers are taken off, they move from the names into the counters. When the Job has ended and all is
 * counted, its last condition is set.
 */
async function writeStatus(
  context: JobContext,
  seen: Observation,
  outcome: Outcome,
  before: JobStatus | undefined,
): Promise<void> {
  const { clock, record } = context;
  const { active, ready, terminating, end } = outcome;
  const held = new Set(seen.pods.filter(isTracked).map(({ metadata }) => metadata.uid!));
  const isHeld = (uid: string) => held.has(uid);
  const counted = countNamed({ ...outcome.status, active, ready, terminating }, isHeld);
  const naming = nameEnded(seen, counted, end);
  const decided = withDecision(seen.job, naming.status, end);
  const isNew =
    outcome.changed ||
    active !== (before?.active ?? 0) ||
    ready !== before?.ready ||
    terminating !== before?.terminating ||
    hasOtherNames(counted, outcome.status) ||
    naming.changed ||
    decided !== naming.status;
  let job: Job = { ...seen.job, status: decided };
  if (isNew) {
    job = await updateStatus(context, job);
    context.backoffs.set(job.metadata.uid!, seen.backoff);
  }

  const released = await untrackPods(context, seen.job, naming.releasable);
  for (const { metadata } of released.done) held.delete(metadata.uid!);
  const { status: named = {} } = job;
  const status = countNamed(named, isHeld);
  const isCounted = status !== named;
  if (released.error) {
    if (isCounted) await updateStatus(context, { ...job, status });
    throw released.error;
  }
  const isOver = end && !naming.more && !hasUncounted(status) && terminating === 0;
  const final = isOver ? finalOf(end, clock.now()) : undefined;
  if (!final && !isCounted) return;
  const finished = final ? withFinal(status, final) : status;
  const written = await updateStatus(context, { ...job, status: finished });
  if (!final) return;
  tellEnd(record, written, final);
  context.observer?.jobFinished(written, final);
}

function hasOtherNames(a: JobStatus, b: JobStatus): boolean {
  return a.uncountedTerminatedPods !== b.uncountedTerminatedPods;
}

/** The status with the condition that decides the Job's end, unless it was decided before. */
function withDecision(job: Job, status: JobStatus, end: JobCondition | undefined): JobStatus {
  if (end?.type !== 'SuccessCriteriaMet' && end?.type !== 'FailureTarget') return status;
  if (isDecided(job, end.type)) return status;
  return { ...status, conditions: [...(status.conditions ?? []), end] };
}

function withFinal(status: JobStatus, final: JobCondition): JobStatus {
  const conditions = [...withCondition(status.conditions ?? [], final)];
  const isComplete = final.type === 'Complete' && final.lastTransitionTime;
  return { ...status, conditions, ...(isComplete ? { completionTime: isComplete } : {}) };
}

async function updateStatus(context: JobContext, job: Job): Promise<Job> {
  const written = await context.client.update(jobs, writtenStatus(job, job.status ?? {}), {
    subresource: 'status',
  });
  context.jobEchoes.wrote(keyOf(job), written);
  return written;
}

function tellEnd(record: JobContext['record'], job: Job, { type, reason, message }: JobCondition): void {
  if (type !== 'Complete') {
    record(job, 'Warning', reason ?? '', message ?? '');
    return;
  }
  const { completions } = job.spec;
  if (completions !== undefined && (job.status?.succeeded ?? 0) > completions) {
    const text = 'Too many succeeded pods running after completion count reached';
    record(job, 'Warning', 'TooManySucceededPods', text);
  }
  record(job, 'Normal', 'Completed', 'Job completed');
}
