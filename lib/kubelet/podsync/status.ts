import type { ContainerStatus, PodStatus } from '../../resources/pod/types';
import { toTime } from '../../time/clock';
import { conditionsOf } from './conditions';
import { hasStartedRegular, isActive, isReset, type PodFacts } from './facts';
import { isTerminal, phaseOf } from './phase';
import { qosClassOf } from './qos';
import { containerStatusesOf } from './statuses';

/**
 * The status of a pod on this node, complete. A terminal phase is reported only when nothing of the pod
 * runs any more, and is never left again (kubelet's `generateAPIPodStatus` and `mergePodStatus`).
 */
export function podStatusOf(facts: PodFacts, isOver: boolean, hostIP: string): PodStatus {
  const { pod, containers, ending, nowMs } = facts;
  const now = toTime(nowMs);
  const before = pod.status ?? {};
  const { init, main } = containerStatusesOf(facts, isOver);
  const statuses = new Map<string, ContainerStatus>(
    [...init, ...main].map((status) => [status.name, status]),
  );
  const isInitialized = hasStartedRegular(containers);
  const computed = phaseOf(pod, statuses, isOver, isInitialized);
  const isRunning = containers.some(isActive);
  const isRestartingAll = !isOver && (facts.restartAllMs !== undefined || containers.some(isReset));
  const settled = isRestartingAll ? 'Running' : computed;
  const isDecided = computed === 'Succeeded' && !ending?.isFailure;
  const wanted = isOver && ending?.phase && !isDecided ? ending.phase : settled;
  const phase = isTerminal(before.phase)
    ? before.phase!
    : isTerminal(wanted) && isRunning
      ? (before.phase ?? 'Pending')
      : wanted;
  const explained = isTerminal(phase) && !isTerminal(before.phase) ? ending : undefined;
  const reason = explained?.reason ?? before.reason;
  const message = explained?.message ?? before.message;
  return {
    ...kept(before),
    ...(pod.metadata.generation ? { observedGeneration: pod.metadata.generation } : {}),
    phase,
    conditions: conditionsOf({
      pod,
      phase,
      statuses,
      isInitialized,
      hasSandbox: !isTerminal(phase) && (isRunning || containers.some(({ attempt }) => attempt >= 0)),
      isRestartingAll: facts.restartAllMs !== undefined,
      disruption: ending?.isDisruption ? ending.message : undefined,
      now,
    }),
    ...(reason ? { reason } : {}),
    ...(message ? { message } : {}),
    hostIP,
    hostIPs: [{ ip: hostIP }],
    podIP: hostIP,
    podIPs: [{ ip: hostIP }],
    startTime: before.startTime ?? now,
    ...(init.length > 0 ? { initContainerStatuses: init } : {}),
    containerStatuses: main,
    qosClass: before.qosClass ?? qosClassOf(pod),
  };
}

/** What a status may carry beyond what is computed anew. */
function kept(status: PodStatus): PodStatus {
  const { reason: _reason, message: _message, ...rest } = status;
  return rest;
}
