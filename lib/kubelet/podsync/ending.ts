import type { Pod } from '../../resources/pod/types';
import { fromTime } from '../../time/clock';
import type { Ending } from './facts';
import { isTerminal } from './phase';

/** Why a pod ends whose `activeDeadlineSeconds` are over. */
export const deadlineReason = 'DeadlineExceeded';
const deadlineMessage = 'Pod was active on the node longer than the specified deadline';
/** Why a pod ends that takes more of the node than it may. */
export const evictedReason = 'Evicted';
const shutdownReason = 'Terminated';
const shutdownMessage = 'Pod was terminated in response to imminent node shutdown.';

/** Least time a container gets between being asked to end and being killed, in seconds. */
const leastGraceSeconds = 1;

interface EndingInput {
  pod: Pod;
  present: Ending | undefined;
  /** The object has vanished, or the kubelet is stopping and gives this many seconds. */
  isGone: boolean;
  shutdownGraceMs: number | undefined;
  nowMs: number;
}

/**
 * Whether, why and until when a pod is made to end: by the kubelet's stop, by deletion, by somebody else's
 * word or by `activeDeadlineSeconds`. The first reason stays; a shorter grace period counts when a later
 * one gives it.
 */
export function endingOf({ pod, present, isGone, shutdownGraceMs, nowMs }: EndingInput): Ending | undefined {
  const causes = [present];
  if (shutdownGraceMs !== undefined) {
    causes.push({
      phase: 'Failed',
      reason: shutdownReason,
      message: shutdownMessage,
      isDisruption: true,
      deadlineMs: nowMs + Math.min(shutdownGraceMs, graceMs(pod.spec.terminationGracePeriodSeconds)),
    });
  }
  if (isGone) causes.push({ deadlineMs: nowMs + graceMs(leastGraceSeconds) });
  if (pod.metadata.deletionTimestamp) {
    causes.push({ deadlineMs: nowMs + graceMs(pod.metadata.deletionGracePeriodSeconds) });
  }
  if (isTerminal(pod.status?.phase)) {
    causes.push({ deadlineMs: nowMs + graceMs(pod.spec.terminationGracePeriodSeconds) });
  }
  if (nowMs >= activeUntilMs(pod)) {
    causes.push({
      phase: 'Failed',
      reason: deadlineReason,
      message: deadlineMessage,
      isFailure: true,
      deadlineMs: nowMs + graceMs(pod.spec.terminationGracePeriodSeconds),
    });
  }
  const known = causes.filter((cause) => cause !== undefined);
  if (known.length === 0) return undefined;
  const explained = known.find(({ reason }) => reason) ?? known[0]!;
  return { ...explained, deadlineMs: Math.min(...known.map(({ deadlineMs }) => deadlineMs)) };
}

/** The end of a pod that takes more of the node than it may: it gets a second (kubelet's eviction manager). */
export function evictionOf(message: string, nowMs: number): Ending {
  const deadlineMs = nowMs + graceMs(leastGraceSeconds);
  return { phase: 'Failed', isFailure: true, reason: evictedReason, message, deadlineMs };
}

/** When the pod's `activeDeadlineSeconds` are over; `Infinity` without, or before it has started. */
export function activeUntilMs({ spec, status }: Pod): number {
  const startMs = fromTime(status?.startTime);
  if (spec.activeDeadlineSeconds === undefined || startMs === undefined) return Number.POSITIVE_INFINITY;
  return startMs + spec.activeDeadlineSeconds * 1000;
}

function graceMs(seconds: number | undefined): number {
  return Math.max(leastGraceSeconds, seconds ?? 30) * 1000;
}
