import { findCondition, isTrue } from '../meta/object';
import type { Container, ContainerState, ContainerStatus, Pod } from '../resources/pod/types';
import { fromTime } from '../time/clock';

/** What a pod is doing, in the words every page shares. */
export type PodPhaseShown =
  | 'waiting'
  | 'starting'
  | 'running'
  | 'retrying'
  | 'terminating'
  | 'succeeded'
  | 'failed'
  | 'unknown';

/** The state of a pod. */
export interface PodState {
  phase: PodPhaseShown;
  /** What kubectl prints in its STATUS column. */
  word: string;
  message?: string;
  exitCode?: number;
  signal?: number;
  restarts: number;
  readyContainers: number;
  totalContainers: number;
}

/** The state of a pod: kubectl's STATUS word, and what explains it (message, exit code of the container that failed). */
export function podState(pod: Pod): PodState {
  const word = statusWord(pod);
  const failed = failedContainer(pod);
  const terminated = failed?.state?.terminated;
  const waiting = allStatuses(pod).find(({ state }) => state?.waiting?.message)?.state?.waiting;
  const unscheduled = findCondition(pod.status?.conditions, 'PodScheduled');
  return {
    phase: shownPhase(pod, word),
    word,
    message:
      pod.status?.message ??
      terminated?.message ??
      waiting?.message ??
      (unscheduled?.status === 'False' ? unscheduled.message : undefined),
    exitCode: terminated?.exitCode ?? (isPodSucceeded(pod) ? 0 : undefined),
    signal: terminated?.signal,
    restarts: allStatuses(pod).reduce((sum, { restartCount }) => sum + restartCount, 0),
    readyContainers: allStatuses(pod).filter((status) => countsAsReady(pod, status)).length,
    totalContainers: pod.spec.containers.length + (pod.spec.initContainers ?? []).filter(isSidecar).length,
  };
}

function countsAsReady(pod: Pod, { name, ready, state }: ContainerStatus): boolean {
  const plainInit = pod.spec.initContainers?.some((init) => init.name === name && !isSidecar(init));
  return ready && state?.running !== undefined && !plainInit;
}

function shownPhase(pod: Pod, word: string): PodPhaseShown {
  if (isPodSucceeded(pod)) return 'succeeded';
  if (isPodFailed(pod)) return 'failed';
  if (pod.status?.phase === 'Unknown' || word === 'Unknown') return 'unknown';
  if (pod.metadata.deletionTimestamp) return 'terminating';
  if (/BackOff$|^ErrImage|^Init:.*BackOff$|Error$/.test(word)) return 'retrying';
  if (pod.status?.phase === 'Running') return 'running';
  return isTrue(pod.status?.conditions, 'PodScheduled') || pod.spec.nodeName ? 'starting' : 'waiting';
}

/** Kubernetes' sidecars: init containers that are restarted and do not hold up the pod's end. */
export function isSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always';
}

/** Statuses of all containers, init containers first. */
export function allStatuses(pod: Pod): readonly ContainerStatus[] {
  return [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
}

/** Whether the pod has ended with success. */
export function isPodSucceeded(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded';
}

/** Whether the pod has ended without success. */
export function isPodFailed(pod: Pod): boolean {
  return pod.status?.phase === 'Failed';
}

/** The reason of a container's state in kubectl's words; `undefined` for a running one. */
export function stateWord(state: ContainerState | undefined): string | undefined {
  if (state?.waiting) return state.waiting.reason || undefined;
  const ended = state?.terminated;
  if (!ended) return undefined;
  return ended.reason || (ended.signal ? `Signal:${ended.signal}` : `ExitCode:${ended.exitCode}`);
}

/** The STATUS column of `kubectl get pods`, by the rules of its pod printer. */
function statusWord(pod: Pod): string {
  const { status } = pod;
  const conditions = status?.conditions;
  const gated = findCondition(conditions, 'PodScheduled')?.reason === 'SchedulingGated';
  const plain = gated ? 'SchedulingGated' : status?.reason || status?.phase || 'Pending';
  const init = initWord(pod);
  const word =
    init !== undefined && !isTrue(conditions, 'Initialized')
      ? init
      : containersWord(pod, init ?? plain, isTrue(conditions, 'Ready'));
  if (!pod.metadata.deletionTimestamp) return word;
  if (status?.reason === 'NodeLost') return 'Unknown';
  return isPodSucceeded(pod) || isPodFailed(pod) ? word : 'Terminating';
}

/** `Init:…` of the first init container that is not through; `undefined` when all are. */
function initWord(pod: Pod): string | undefined {
  const specs = pod.spec.initContainers ?? [];
  const statuses = pod.status?.initContainerStatuses ?? [];
  for (const [at, { name, state, started }] of statuses.entries()) {
    if (state?.terminated?.exitCode === 0) continue;
    const spec = specs.find((container) => container.name === name);
    if (spec && isSidecar(spec) && started) continue;
    const reason = stateWord(state);
    const plainWait = state?.waiting && reason === 'PodInitializing';
    return reason && !plainWait ? `Init:${reason}` : `Init:${at}/${specs.length}`;
  }
  return undefined;
}

function containersWord(pod: Pod, plain: string, ready: boolean): string {
  const statuses = [...(pod.status?.containerStatuses ?? [])].reverse();
  let word = plain;
  let errorWord: string | undefined;
  for (const { state } of statuses) {
    const told = stateWord(state);
    if (told) word = told;
    if (told && state?.terminated && state.terminated.exitCode !== 0) errorWord = told;
  }
  if (word !== 'Completed') return word;
  const running = statuses.some((status) => status.ready && status.state?.running);
  if (running && ready) return 'Running';
  return errorWord ?? (running ? 'NotReady' : word);
}

/** The container whose end explains a failure: the first that ended with another code than 0. */
function failedContainer(pod: Pod): ContainerStatus | undefined {
  return allStatuses(pod).find(({ state }) => state?.terminated && state.terminated.exitCode !== 0);
}

/**
 * When a pod ended, by the Job controller's rule: the last container's end, else the turn to not ready, else the moment it was
 * deleted, else its creation.
 */
export function podFinishedMs(pod: Pod): number {
  const statuses = pod.status?.containerStatuses ?? [];
  const ends = statuses
    .map((status) => fromTime(status.state?.terminated?.finishedAt))
    .filter((endMs) => endMs !== undefined);
  if (ends.length > 0 && ends.length === statuses.length) return Math.max(...ends);
  const ready = findCondition(pod.status?.conditions, 'Ready');
  const notReadyMs = ready?.status === 'False' ? fromTime(ready.lastTransitionTime) : undefined;
  return notReadyMs ?? deletionAskedMs(pod) ?? fromTime(pod.metadata.creationTimestamp) ?? 0;
}

/** When somebody asked for the pod's deletion: its deletion timestamp lies a grace period later. */
export function deletionAskedMs(pod: Pod): number | undefined {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = pod.metadata;
  const goneAtMs = fromTime(deletionTimestamp);
  return goneAtMs === undefined ? undefined : goneAtMs - deletionGracePeriodSeconds * 1000;
}

/** How the pod that failed last ended. */
export interface LastFailure {
  pod: string;
  exitCode?: number;
  reason?: string;
  message?: string;
}

/** How the pod that failed last ended; `undefined` when none has failed. */
export function lastFailureOf(pods: readonly Pod[]): LastFailure | undefined {
  const failed = pods.filter(isPodFailed);
  const [first] = failed;
  if (!first) return undefined;
  const last = failed.reduce((latest, pod) => (podFinishedMs(pod) > podFinishedMs(latest) ? pod : latest));
  const { exitCode, word, message } = podState(last);
  return { pod: last.metadata.name ?? '', exitCode, reason: word, message };
}

/** How the container of a pod ended that waits to be run again; `undefined` when none does. */
export function lastRestartOf(pod: Pod): LastFailure | undefined {
  const waiting = allStatuses(pod).find(({ state, lastState }) => state?.waiting && lastState?.terminated);
  const ended = waiting?.lastState?.terminated;
  if (!ended) return undefined;
  return {
    pod: pod.metadata.name ?? '',
    exitCode: ended.exitCode,
    reason: ended.reason,
    message: ended.message,
  };
}
