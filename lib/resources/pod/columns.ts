import { findCondition, isTrue } from '../../meta/object';
import { ageColumn, nameColumn, since, textColumn } from '../columns';
import { epochMs } from '../duration';
import type { Column, RowCondition } from '../kind';
import type { ContainerStatus, Pod } from './types';

interface Summary {
  ready: string;
  status: string;
  restarts: number;
  lastRestartMs: number;
}

/** The columns of `kubectl get pods`. */
export const podColumns: readonly Column<Pod>[] = [
  nameColumn,
  textColumn(
    'Ready',
    'The aggregate readiness state of this pod for accepting traffic.',
    (pod) => summarize(pod).ready,
  ),
  textColumn('Status', 'The aggregate status of the containers in this pod.', (pod) => summarize(pod).status),
  textColumn('Restarts', 'How often containers were restarted, and when last.', restartsCell),
  ageColumn,
  textColumn('IP', 'Address of the pod.', (pod) => pod.status?.podIPs?.[0]?.ip || '<none>', { wide: true }),
  textColumn('Node', 'Node the pod is bound to.', (pod) => pod.spec.nodeName || '<none>', { wide: true }),
  textColumn(
    'Nominated Node',
    'Node the pod is to get by preemption.',
    (pod) => pod.status?.nominatedNodeName || '<none>',
    { wide: true },
  ),
  textColumn('Readiness Gates', 'Readiness gates that are passed, of all.', gatesCell, { wide: true }),
];

/** Pods that have ended are marked `Completed` in tables. */
export function podRowConditions(pod: Pod): RowCondition[] | undefined {
  const phase = pod.status?.phase;
  if (phase !== 'Succeeded' && phase !== 'Failed') return undefined;
  const message = phase === 'Succeeded' ? 'The pod has completed successfully.' : 'The pod failed.';
  return [{ type: 'Completed', status: 'True', reason: phase, message }];
}

function restartsCell(pod: Pod, nowMs: number): string {
  const { restarts, lastRestartMs } = summarize(pod);
  if (restarts === 0 || lastRestartMs === 0) return String(restarts);
  return `${restarts} (${since(new Date(lastRestartMs).toISOString(), nowMs)} ago)`;
}

function gatesCell(pod: Pod): string {
  const gates = pod.spec.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const passed = gates.filter((gate) => isTrue(pod.status?.conditions, gate.conditionType));
  return `${passed.length}/${gates.length}`;
}

function summarize(pod: Pod): Summary {
  const status = pod.status ?? {};
  const gated = status.conditions?.some(
    (condition) => condition.type === 'PodScheduled' && condition.reason === 'SchedulingGated',
  );
  const initial = gated ? 'SchedulingGated' : status.reason || (status.phase ?? '');
  const init = summarizeInit(pod);
  const initialized = isTrue(status.conditions, 'Initialized');
  const main = !init.reason || initialized ? summarizeMain(pod, init.reason ?? initial) : undefined;
  const sidecars = (pod.spec.initContainers ?? []).filter((one) => one.restartPolicy === 'Always').length;
  // A bookmark of a watch is a pod without anything.
  const total = (pod.spec.containers ?? []).length + sidecars;
  return {
    ready: `${init.ready + (main?.ready ?? 0)}/${total}`,
    status: endingText(pod) ?? main?.reason ?? init.reason ?? initial,
    restarts: main ? init.sidecarRestarts + main.restarts : init.restarts,
    lastRestartMs: main ? Math.max(init.lastSidecarRestartMs, main.lastRestartMs) : init.lastRestartMs,
  };
}

function endingText(pod: Pod): string | undefined {
  if (!pod.metadata.deletionTimestamp) return undefined;
  if (pod.status?.reason === 'NodeLost') return 'Unknown';
  const ended = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
  return ended ? undefined : 'Terminating';
}

function summarizeInit(pod: Pod) {
  const specs = new Map((pod.spec.initContainers ?? []).map((container) => [container.name, container]));
  const summary = {
    reason: undefined as string | undefined,
    ready: 0,
    restarts: 0,
    lastRestartMs: 0,
    sidecarRestarts: 0,
    lastSidecarRestartMs: 0,
  };
  for (const [position, container] of (pod.status?.initContainerStatuses ?? []).entries()) {
    const sidecar = specs.get(container.name)?.restartPolicy === 'Always';
    summary.restarts += container.restartCount;
    summary.lastRestartMs = Math.max(summary.lastRestartMs, endedMs(container));
    if (sidecar) {
      summary.sidecarRestarts += container.restartCount;
      summary.lastSidecarRestartMs = Math.max(summary.lastSidecarRestartMs, endedMs(container));
    }
    if (container.state?.terminated?.exitCode === 0) continue;
    if (sidecar && container.started) {
      if (container.ready) summary.ready++;
      continue;
    }
    summary.reason = initReason(container, position, specs.size);
    break;
  }
  return summary;
}

function initReason({ state }: ContainerStatus, position: number, total: number): string {
  if (state?.terminated) {
    const { reason, signal, exitCode } = state.terminated;
    return `Init:${reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`)}`;
  }
  const waiting = state?.waiting?.reason;
  if (waiting && waiting !== 'PodInitializing') return `Init:${waiting}`;
  return `Init:${position}/${total}`;
}

function summarizeMain(pod: Pod, initial: string) {
  let [reason, errorReason, hasRunning] = [initial, '', false];
  const summary = { ready: 0, restarts: 0, lastRestartMs: 0 };
  for (const container of [...(pod.status?.containerStatuses ?? [])].reverse()) {
    const { state, ready } = container;
    summary.restarts += container.restartCount;
    summary.lastRestartMs = Math.max(summary.lastRestartMs, endedMs(container));
    if (state?.waiting?.reason) reason = state.waiting.reason;
    else if (state?.terminated) {
      const { signal, exitCode } = state.terminated;
      reason = state.terminated.reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`);
      if (exitCode !== 0) errorReason = reason;
    } else if (ready && state?.running) {
      hasRunning = true;
      summary.ready++;
    }
  }
  if (reason === 'Completed') {
    const podReady = findCondition(pod.status?.conditions, 'Ready')?.status === 'True';
    if (hasRunning && podReady) reason = 'Running';
    else if (errorReason) reason = errorReason;
    else if (hasRunning) reason = 'NotReady';
  }
  return { ...summary, reason };
}

function endedMs(container: ContainerStatus): number {
  return epochMs(container.lastState?.terminated?.finishedAt) ?? 0;
}
