import { type ContainerFacts, hasStartedRegular, isActive, type PodFacts } from './facts';
import { restartAtMs, shouldRestart } from './restarts';

/** What is to be done for a pod now. */
export interface Decision {
  /** Containers to start, as their next attempt. */
  start: ContainerFacts[];
  /** Containers to ask to end, and those to end by force. */
  terminate: ContainerFacts[];
  kill: ContainerFacts[];
  /** Containers that wait out their back-off, and until when. */
  backOff: { container: ContainerFacts; untilMs: number }[];
  /** When containers that could not be tried may be tried again. */
  held: number[];
  /** Nothing runs any more and nothing will be started again. */
  isOver: boolean;
  /** Set when the pod has run its course: what is left of it is killed then. */
  windDownMs?: number;
  /** When to look again though nothing happens. */
  wakeAtMs: number | undefined;
}

/**
 * Decides the next steps of a pod: init containers in order, sidecars before what follows them, then the
 * regular containers; restarts by policy and back-off; the end when no regular container will run again, or
 * when the pod is made to end.
 */
export function decide(facts: PodFacts): Decision {
  if (facts.ending) return endPod(facts.containers, facts.ending.deadlineMs, facts.nowMs);
  const { containers } = facts;
  if (hasFailedInit(facts) || areRegularDone(facts)) {
    const windDownMs = facts.windDownMs ?? facts.nowMs + graceMsOf(facts);
    return { ...endPod(containers, windDownMs, facts.nowMs), windDownMs };
  }
  const decision = nothing();
  if (!facts.isReady) return decision;
  if (!hasStartedRegular(containers) && !initialize(facts, decision)) return settle(decision);
  for (const container of containers) {
    if (container.kind !== 'init') startIfDue(facts, container, decision);
  }
  return settle(decision);
}

function nothing(): Decision {
  return { start: [], terminate: [], kill: [], backOff: [], held: [], isOver: false, wakeAtMs: undefined };
}

function settle(decision: Decision): Decision {
  const times = [...decision.backOff.map(({ untilMs }) => untilMs), ...decision.held];
  const wakeAtMs = Math.min(...times);
  return Number.isFinite(wakeAtMs) ? { ...decision, wakeAtMs } : decision;
}

function graceMsOf({ pod }: PodFacts): number {
  return (pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;
}

/**
 * Walks through the init containers; answers whether all are done, so that the regular containers may
 * start.
 */
function initialize(facts: PodFacts, decision: Decision): boolean {
  for (const container of facts.containers) {
    if (container.kind === 'main') continue;
    if (container.kind === 'sidecar') {
      startIfDue(facts, container, decision);
      if (container.state !== 'running') return false;
    } else if (container.ended?.exitCode !== 0 || container.state !== 'ended') {
      startIfDue(facts, container, decision);
      return false;
    }
  }
  return true;
}

function startIfDue(facts: PodFacts, container: ContainerFacts, decision: Decision): void {
  if (isActive(container)) return;
  const { heldUntilMs = 0 } = container;
  if (heldUntilMs > facts.nowMs) {
    decision.held.push(heldUntilMs);
    return;
  }
  if (container.state === 'none' || !container.ended) {
    decision.start.push(container);
    return;
  }
  const { ended } = container;
  if (!shouldRestart(container.spec, facts.pod.spec, ended.exitCode)) return;
  const untilMs = restartAtMs(container.backoff, ended.finishedAtMs, facts.nowMs);
  if (untilMs <= facts.nowMs) decision.start.push(container);
  else decision.backOff.push({ container, untilMs });
}

function hasFailedInit({ containers, pod }: PodFacts): boolean {
  if (hasStartedRegular(containers)) return false;
  return containers.some(
    ({ kind, state, ended, spec }) =>
      kind === 'init' &&
      state === 'ended' &&
      ended !== undefined &&
      ended.exitCode !== 0 &&
      !shouldRestart(spec, pod.spec, ended.exitCode),
  );
}

function areRegularDone({ containers, pod }: PodFacts): boolean {
  return containers
    .filter(({ kind }) => kind === 'main')
    .every(
      ({ state, ended, spec }) =>
        state === 'ended' && ended !== undefined && !shouldRestart(spec, pod.spec, ended.exitCode),
    );
}

/**
 * Regular and init containers are asked first, sidecars after them in reverse order; at the deadline all
 * are killed.
 */
function endPod(containers: readonly ContainerFacts[], deadlineMs: number, nowMs: number): Decision {
  const active = containers.filter(isActive);
  const decision: Decision = { ...nothing(), isOver: active.length === 0, wakeAtMs: deadlineMs };
  if (active.length === 0) return { ...decision, wakeAtMs: undefined };
  if (nowMs >= deadlineMs) return { ...decision, kill: active, wakeAtMs: undefined };
  const first = active.filter(({ kind }) => kind !== 'sidecar');
  return { ...decision, terminate: first.length > 0 ? first : active.slice(-1) };
}
