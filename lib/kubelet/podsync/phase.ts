import type { ContainerStatus, Pod, PodPhase } from '../../resources/pod/types';
import { isSidecar } from './facts';
import { shouldRestart } from './restarts';

interface Counts {
  pendingInit: number;
  pendingSidecars: number;
  failedInit: number;
  unknown: number;
  running: number;
  waiting: number;
  stopped: number;
  stoppedForGood: number;
  succeeded: number;
}

/**
 * The phase of a pod by its container statuses (kubelet's `getPhase`). `isOver`: nothing will be started
 * again whatever the restart policy; `isInitialized`: a regular container has started before.
 */
export function phaseOf(
  pod: Pod,
  statuses: ReadonlyMap<string, ContainerStatus>,
  isOver: boolean,
  isInitialized: boolean,
): PodPhase {
  const counts = countContainers(pod, statuses);
  if (counts.failedInit > 0) return 'Failed';
  const isPending = counts.pendingInit > 0 || (counts.pendingSidecars > 0 && !isInitialized);
  if (isPending || counts.waiting > 0) return isOver && counts.running === 0 ? 'Failed' : 'Pending';
  if (counts.unknown > 0) return 'Pending';
  if (counts.running > 0) return 'Running';
  if (counts.stopped === 0) return 'Pending';
  if (!isOver && counts.stopped !== counts.stoppedForGood) return 'Running';
  return counts.stopped === counts.succeeded ? 'Succeeded' : 'Failed';
}

function countContainers(pod: Pod, statuses: ReadonlyMap<string, ContainerStatus>): Counts {
  const counts: Counts = {
    pendingInit: 0,
    pendingSidecars: 0,
    failedInit: 0,
    unknown: 0,
    running: 0,
    waiting: 0,
    stopped: 0,
    stoppedForGood: 0,
    succeeded: 0,
  };
  for (const container of pod.spec.initContainers ?? []) {
    const status = statuses.get(container.name);
    if (isSidecar(container)) countSidecar(counts, status);
    else {
      const exitCode = endOf(status)?.exitCode;
      if (exitCode === undefined) counts.pendingInit++;
      else if (exitCode !== 0 && !shouldRestart(container, pod.spec, exitCode)) counts.failedInit++;
      else if (exitCode !== 0) counts.pendingInit++;
    }
  }
  for (const container of pod.spec.containers) {
    const status = statuses.get(container.name);
    const exitCode = endOf(status)?.exitCode;
    if (!status) counts.unknown++;
    else if (status.state?.running) counts.running++;
    else if (exitCode === undefined) counts.waiting++;
    else {
      counts.stopped++;
      if (!shouldRestart(container, pod.spec, exitCode)) counts.stoppedForGood++;
      if (status.state?.terminated && exitCode === 0) counts.succeeded++;
    }
  }
  return counts;
}

function countSidecar(counts: Counts, status: ContainerStatus | undefined): void {
  if (!status) counts.unknown++;
  else if (status.state?.running) counts.running++;
  else if (!endOf(status)) {
    counts.pendingSidecars++;
    counts.waiting++;
  }
}

/** How the latest attempt ended, when it is not running. */
function endOf(status: ContainerStatus | undefined) {
  if (!status || status.state?.running) return undefined;
  return status.state?.terminated ?? status.lastState?.terminated;
}

/** Whether a phase is final. */
export function isTerminal(phase: string | undefined): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}
