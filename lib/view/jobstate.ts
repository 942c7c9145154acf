import { findCondition, isTrue } from '../meta/object';
import { formatPredecessor, parseRunAfter, runAfterKey } from '../resources/job/runafter';
import { stateOf, waitingReason, waitingType } from '../resources/job/runafterstate';
import type { Job, JobCondition } from '../resources/job/types';
import type { Pod } from '../resources/pod/types';
import { fromTime } from '../time/clock';
import { backoffOf, retriesLeft } from './jobbackoff';
import { countIndexes } from './jobindexes';
import {
  isPodFailed,
  isPodSucceeded,
  type LastFailure,
  lastFailureOf,
  lastRestartOf,
  podState,
} from './podstate';

/** What a Job is doing, one word of Gantry's for each. */
export type JobPhase =
  | 'pending'
  | 'running'
  | 'retrying'
  | 'finishing'
  | 'complete'
  | 'failing'
  | 'failed'
  | 'suspended'
  | 'unmanaged';

/** Why a Job is in its phase, as data: the catalogues make one sentence of it in either language. */
export type JobReason =
  | { kind: 'notSeen' }
  | { kind: 'waitingForPods' }
  | { kind: 'unschedulable'; message: string; pods: number }
  | { kind: 'starting'; pods: number; waiting?: string; message?: string }
  | { kind: 'running'; active: number; ready?: number }
  | { kind: 'stopping'; pods: number }
  | { kind: 'backoff'; failures: number; retriesLeft?: number; nextAtMs?: number }
  | { kind: 'restarting'; pods: number; restarts: number; retriesLeft?: number; last?: LastFailure }
  | { kind: 'finishing'; stillStopping: number; reason?: string; message?: string }
  | { kind: 'complete'; bySuccessPolicy: boolean; message?: string }
  | { kind: 'failing'; reason: string; message?: string; stillStopping: number }
  | {
      kind: 'failed';
      reason: string;
      message?: string;
      failedPods: number;
      failedIndexes: number;
      last?: LastFailure;
    }
  | { kind: 'suspended'; stillStopping: number }
  /** `jobs` have not ended yet, written as in the annotation: `extract`, `transform=Failed`. */
  | { kind: 'waitingForJobs'; jobs: string[] }
  /** It waits for others in vain; the message is the controller's. */
  | { kind: 'waitingInVain'; message: string }
  | { kind: 'unmanaged'; manager: string };

/** The state of a Job. */
export interface JobState {
  phase: JobPhase;
  reason: JobReason;
  /** When the phase began, where that is known. */
  sinceMs?: number;
  /** The Job is being deleted and waits for finalizers or its pods. */
  deleting: boolean;
}

/** The value of `managedBy` that names Kubernetes' own controller. */
const ownManager = 'kubernetes.io/job-controller';

/**
 * The state of a Job from its conditions by type and status, as the Job controller sets them, never by their position. `pods`,
 * where they are at hand, make the reason more exact; without them the same phase comes from the counts alone.
 */
export function jobState(job: Job, pods: readonly Pod[] = []): JobState {
  const deleting = job.metadata.deletionTimestamp !== undefined;
  return { ...ended(job, pods), deleting };
}

function ended(job: Job, pods: readonly Pod[]): Omit<JobState, 'deleting'> {
  const conditions = job.status?.conditions;
  const trueCondition = (type: JobCondition['type']) =>
    isTrue(conditions, type) ? findCondition(conditions, type) : undefined;
  const going = (job.status?.active ?? 0) + (job.status?.terminating ?? 0);

  const complete = trueCondition('Complete');
  if (complete) {
    const policy = trueCondition('SuccessCriteriaMet')?.reason === 'SuccessPolicy';
    const bySuccessPolicy = policy || complete.reason === 'SuccessPolicy';
    return at(complete, 'complete', { kind: 'complete', bySuccessPolicy, message: complete.message });
  }
  const failed = trueCondition('Failed');
  if (failed) {
    const last = lastFailureOf(pods);
    const reason = failed.reason ?? 'Failed';
    const failedPods = job.status?.failed ?? 0;
    const failedIndexes = countIndexes(job.status?.failedIndexes);
    return at(failed, 'failed', {
      kind: 'failed',
      reason,
      message: failed.message,
      failedPods,
      failedIndexes,
      last,
    });
  }
  const failing = trueCondition('FailureTarget');
  if (failing) {
    const reason = failing.reason ?? 'FailureTarget';
    return at(failing, 'failing', {
      kind: 'failing',
      reason,
      message: failing.message,
      stillStopping: going,
    });
  }
  const finishing = trueCondition('SuccessCriteriaMet');
  if (finishing) {
    const { reason, message } = finishing;
    return at(finishing, 'finishing', { kind: 'finishing', reason, message, stillStopping: going });
  }
  const suspended = trueCondition('Suspended');
  if (job.spec.suspend) return at(suspended, 'suspended', whySuspended(job, going));
  return underWay(job, pods);
}

function at(
  condition: JobCondition | undefined,
  phase: JobPhase,
  reason: JobReason,
): Omit<JobState, 'deleting'> {
  return { phase, reason, sinceMs: fromTime(condition?.lastTransitionTime) };
}

/** A Job may be suspended until others have ended, as the order controller tells in its condition. */
function whySuspended(job: Job, stillStopping: number): JobReason {
  const told = findCondition(job.status?.conditions, waitingType);
  if (told?.status !== 'True' || stillStopping > 0) return { kind: 'suspended', stillStopping };
  const read = parseRunAfter(job.metadata.annotations?.[runAfterKey] ?? '');
  if (told.reason !== waitingReason || 'problem' in read) {
    return { kind: 'waitingInVain', message: told.message ?? told.reason ?? '' };
  }
  const { ended } = stateOf(job);
  const left = read.predecessors.filter(({ name }) => ended[name] === undefined);
  return { kind: 'waitingForJobs', jobs: left.map(formatPredecessor) };
}

/** The state of a Job that has not ended, is not ending and may have pods. */
function underWay(job: Job, pods: readonly Pod[]): Omit<JobState, 'deleting'> {
  const { active = 0, succeeded = 0, failed = 0, terminating = 0, ready } = job.status ?? {};
  const startMs = fromTime(job.status?.startTime);
  const { managedBy } = job.spec;
  if (managedBy && managedBy !== ownManager && startMs === undefined && active + succeeded + failed === 0) {
    return { phase: 'unmanaged', reason: { kind: 'unmanaged', manager: managedBy } };
  }
  if (startMs === undefined && active === 0) return { phase: 'pending', reason: { kind: 'notSeen' } };
  const sinceMs = startMs;
  if (active === 0) {
    const backoff = backoffOf(job, pods);
    if (backoff) return { phase: 'retrying', reason: { kind: 'backoff', ...backoff }, sinceMs };
    if (terminating > 0)
      return { phase: 'running', reason: { kind: 'stopping', pods: terminating }, sinceMs };
    const phase = succeeded + failed > 0 ? 'running' : 'pending';
    return { phase, reason: { kind: 'waitingForPods' }, sinceMs };
  }
  const restarting = whyRestarting(job, pods);
  if (restarting) return { phase: 'retrying', reason: restarting, sinceMs };
  const running = pods.some((pod) => pod.status?.phase === 'Running' && !pod.metadata.deletionTimestamp);
  const begun = running || succeeded + failed > 0 || ready === undefined || ready > 0;
  if (begun) return { phase: 'running', reason: { kind: 'running', active, ready }, sinceMs };
  return { phase: 'pending', reason: whyNotRunning(active, pods), sinceMs };
}

/** Every pod that has not ended waits to run its container again after a failure. */
function whyRestarting(job: Job, pods: readonly Pod[]): JobReason | undefined {
  const going = pods.filter((pod) => !isPodSucceeded(pod) && !isPodFailed(pod));
  const states = going.map((pod) => podState(pod));
  if (going.length === 0 || states.some(({ word }) => word !== 'CrashLoopBackOff')) return undefined;
  const restarts = states.reduce((sum, state) => sum + state.restarts, 0);
  return {
    kind: 'restarting',
    pods: going.length,
    restarts,
    retriesLeft: retriesLeft(job, pods),
    last: lastRestartOf(going[0]!),
  };
}

function whyNotRunning(active: number, pods: readonly Pod[]): JobReason {
  const pending = pods.filter((pod) => (pod.status?.phase ?? 'Pending') === 'Pending');
  const stuck = pending
    .map((pod) => findCondition(pod.status?.conditions, 'PodScheduled'))
    .filter((condition) => condition?.status === 'False');
  const [first] = stuck;
  if (first && stuck.length === pending.length) {
    return { kind: 'unschedulable', message: first.message ?? first.reason ?? '', pods: stuck.length };
  }
  const told = pending
    .map((pod) => podState(pod))
    .find(({ word }) => word !== 'Pending' && word !== 'ContainerCreating' && word !== 'PodInitializing');
  if (!told) return { kind: 'starting', pods: active };
  return { kind: 'starting', pods: active, waiting: told.word, message: told.message };
}

/** Whether the Job has ended for good: `Complete` or `Failed` with status `True`, as `IsJobFinished` asks. */
export function isFinished(job: Job): boolean {
  return isTrue(job.status?.conditions, 'Complete') || isTrue(job.status?.conditions, 'Failed');
}
