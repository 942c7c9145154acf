import { type ContainerFacts, hasStartedRegular, isActive, isReset, type PodFacts } from './facts';
import { decideHalts, type Halts } from './halts';
import { restartAtMs, restartsAll, shouldRestart } from './restarts';

/** What is to be done for a pod now. */
export interface Decision extends Halts {
  /** Containers to start, as their next attempt. */
  start: ContainerFacts[];
  /** Containers that wait out their back-off, and until when. */
  backOff: { container: ContainerFacts; untilMs: number }[];
  /** When containers that could not be tried may be tried again. */
  held: number[];
  /** Nothing runs any more and nothing will be started again. */
  isOver: boolean;
  /** Set when the pod has run its course: what is left of it is killed then. */
  windDownMs?: number;
  /** Set when all containers are to start anew: what still runs is ended first. */
  restartAllMs?: number;
  /** When to look again though nothing happens. */
  wakeAtMs: number | undefined;
}

/**
 * Decides the next steps of a pod: init containers in order, sidecars before what follows them, then the
 * regular containers; restarts by policy and back-off; the end when no regular container will run again, or
 * when the pod is made to end.
 */
export function decide(facts: PodFacts): Decision {
  if (facts.ending) return endPod(facts, facts.ending.deadlineMs);
  const { containers } = facts;
  if (facts.restartAllMs !== undefined || containers.some(hasAskedForAll)) return restartAll(facts);
  if (hasFailedInit(facts) || areRegularDone(facts)) {
    const windDownMs = facts.windDownMs ?? facts.nowMs + graceMsOf(facts);
    return { ...endPod(facts, windDownMs), windDownMs };
  }
  const decision = { ...nothing(), ...decideHalts(facts, undefined) };
  if (!facts.isReady) return decision;
  if (!hasStartedRegular(containers) && !initialize(facts, decision)) return settle(decision);
  for (const container of containers) {
    if (container.kind !== 'init') startIfDue(facts, container, decision);
  }
  return settle(decision);
}

function hasAskedForAll({ state, spec, ended }: ContainerFacts): boolean {
  return state === 'ended' && ended !== undefined && restartsAll(spec, ended.exitCode);
}

/** Abruptly: without `preStop` hooks and in no order. */
function restartAll(facts: PodFacts): Decision {
  const restartAllMs = facts.restartAllMs ?? facts.nowMs;
  return { ...nothing(), ...decideHalts(facts, restartAllMs), restartAllMs };
}

function nothing(): Decision {
  const halts = { stop: [], signal: [], kill: [], wakeAtMs: undefined };
  return { ...halts, start: [], backOff: [], held: [], isOver: false };
}

function settle(decision: Decision): Decision {
  const times = [...decision.backOff.map(({ untilMs }) => untilMs), ...decision.held];
  const wakeAtMs = Math.min(decision.wakeAtMs ?? Number.POSITIVE_INFINITY, ...times);
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
      if (!container.isStarted) return false;
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
  const { ended } = container;
  if (!ended) {
    decision.start.push(container);
    return;
  }
  if (!isReset(container) && !isRestarted(facts, container)) return;
  const untilMs = restartAtMs(container.backoff, ended.finishedAtMs, facts.nowMs);
  if (untilMs <= facts.nowMs) decision.start.push(container);
  else decision.backOff.push({ container, untilMs });
}

/**
 * Whether a container that has ended is started again: by policy, or because it was ended to that end. The latter
 * counts for the moment of its end alone: one that has to wait first falls under the policy again.
 */
function isRestarted({ pod, nowMs }: PodFacts, container: ContainerFacts): boolean {
  const { ended, spec, isRestartDue, backoff } = container;
  if (!ended) return false;
  if (isRestartDue && restartAtMs(backoff, ended.finishedAtMs, nowMs) <= nowMs) return true;
  return shouldRestart(spec, pod.spec, ended.exitCode);
}

function hasFailedInit(facts: PodFacts): boolean {
  const { containers } = facts;
  if (hasStartedRegular(containers)) return false;
  return containers.some(
    (container) =>
      container.kind === 'init' &&
      container.state === 'ended' &&
      container.ended !== undefined &&
      container.ended.exitCode !== 0 &&
      !isRestarted(facts, container),
  );
}

function areRegularDone(facts: PodFacts): boolean {
  return facts.containers
    .filter(({ kind }) => kind === 'main')
    .every(
      (container) =>
        container.state === 'ended' && container.ended !== undefined && !isRestarted(facts, container),
    );
}

function endPod(facts: PodFacts, deadlineMs: number): Decision {
  const isOver = !facts.containers.some(isActive);
  return { ...nothing(), ...decideHalts(facts, deadlineMs), isOver };
}
