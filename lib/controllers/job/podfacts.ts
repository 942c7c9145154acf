import { controllerOf, findCondition, isTrue } from '../../meta/object';
import type { Job } from '../../resources/job/types';
import type { ContainerStatus, Pod } from '../../resources/pod/types';
import { fromTime } from '../../time/clock';

/** The finalizer that keeps a pod until the Job controller has counted it. */
export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';
/** Annotation and label that hold a pod's completion index. */
export const indexKey = 'batch.kubernetes.io/job-completion-index';
/** Label that holds the uid of the Job a pod belongs to. */
const controllerUidKey = 'batch.kubernetes.io/controller-uid';

/** Whether the pod still has to be counted. */
export function isTracked(pod: Pod): boolean {
  return pod.metadata.finalizers?.includes(trackingFinalizer) ?? false;
}

/** Whether the pod has ended, one way or the other. */
function isEnded({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

/** Whether the pod has neither ended nor been told to. */
export function isActive(pod: Pod): boolean {
  return !isEnded(pod) && !pod.metadata.deletionTimestamp;
}

/** Whether the pod has been told to end and has not yet. */
export function isTerminating(pod: Pod): boolean {
  return !isEnded(pod) && pod.metadata.deletionTimestamp !== undefined;
}

/** Whether the pod's condition Ready is true. */
export function isReady(pod: Pod): boolean {
  return isTrue(pod.status?.conditions, 'Ready');
}

/** Whether pods are replaced only when they have failed for good, and not as soon as they are told to end. */
export function replacesOnlyFailed({ spec }: Job): boolean {
  return spec.podReplacementPolicy === 'Failed' || spec.podFailurePolicy !== undefined;
}

/**
 * Whether the Job counts the pod as failed: it did, or it is being deleted and the Job does not wait for
 * how that ends.
 */
export function isFailed(pod: Pod, job: Job): boolean {
  if (pod.status?.phase === 'Failed') return true;
  if (replacesOnlyFailed(job)) return false;
  return pod.metadata.deletionTimestamp !== undefined && pod.status?.phase !== 'Succeeded';
}

/** The pod's completion index, from its annotation; `undefined` when it has no valid one. */
export function indexOf({ metadata }: Pod): number | undefined {
  const text = metadata.annotations?.[indexKey];
  if (text === undefined || !/^\+?\d+$/.test(text)) return undefined;
  return Number(text);
}

/** Whether the Job runs by completion index. */
export function isIndexed({ spec }: Job): boolean {
  return spec.completionMode === 'Indexed';
}

/** The pod's completion index if the Job has such an index. */
export function validIndexOf(pod: Pod, { spec }: Job): number | undefined {
  const index = indexOf(pod);
  return index !== undefined && index < (spec.completions ?? 0) ? index : undefined;
}

/**
 * When the pod ended: the end of its last container; else when it stopped being ready; else when its
 * deletion began; else its creation.
 */
export function finishedMs(pod: Pod): number {
  return (
    containersFinishedMs(pod) ??
    notReadyMs(pod) ??
    deletedMs(pod) ??
    fromTime(pod.metadata.creationTimestamp) ??
    0
  );
}

function containersFinishedMs({ spec, status }: Pod): number | undefined {
  const containers = latestFinish(status?.containerStatuses ?? []);
  const sidecars = sidecarNames(spec.initContainers);
  const sidecarStatuses = (status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name));
  if (sidecarStatuses.length === 0) return containers;
  const sidecarsMs = latestFinish(sidecarStatuses);
  return sidecarsMs === undefined ? undefined : Math.max(sidecarsMs, containers ?? 0);
}

/** Names of the init containers that run along with the others. */
export function sidecarNames(containers: Pod['spec']['initContainers']): Set<string> {
  const sidecars = (containers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  return new Set(sidecars.map(({ name }) => name));
}

/** The end of the last of them; `undefined` when there are none or one has not ended. */
function latestFinish(statuses: readonly ContainerStatus[]): number | undefined {
  const times = statuses.map(({ state }) => fromTime(state?.terminated?.finishedAt));
  if (times.length === 0 || times.includes(undefined)) return undefined;
  return Math.max(...(times as number[]));
}

function notReadyMs({ status }: Pod): number | undefined {
  const ready = findCondition(status?.conditions, 'Ready');
  return ready?.status === 'False' ? fromTime(ready.lastTransitionTime) : undefined;
}

function deletedMs({ metadata }: Pod): number | undefined {
  const dueMs = fromTime(metadata.deletionTimestamp);
  return dueMs === undefined ? undefined : dueMs - (metadata.deletionGracePeriodSeconds ?? 0) * 1000;
}

/** Whether the pod has ended, is counted, and is one that its Job keeps. */
function isDone(pod: Pod, jobUid: string): boolean {
  return isEnded(pod) && !isTracked(pod) && pod.metadata.labels?.[controllerUidKey] === jobUid;
}

/** Names of the pod indexes the Job controller reads. */
export const podIndexes = {
  /**
   * By the uid of the Job: pods it may still have something to do about. Those that ended and are counted
   * are not among them.
   */
  openOfJob(pod: Pod): readonly string[] {
    const owner = controllerOf(pod);
    return owner?.kind === 'Job' && !isDone(pod, owner.uid) ? [owner.uid] : [];
  },
  /** By the uid of the Job: pods that failed and are counted. */
  failedOfJob(pod: Pod): readonly string[] {
    const owner = controllerOf(pod);
    const isFailed = owner?.kind === 'Job' && pod.status?.phase === 'Failed' && isDone(pod, owner.uid);
    return isFailed ? [owner.uid] : [];
  },
  /** By namespace: pods without a controller. */
  uncontrolled(pod: Pod): readonly string[] {
    return controllerOf(pod) ? [] : [pod.metadata.namespace ?? ''];
  },
};
