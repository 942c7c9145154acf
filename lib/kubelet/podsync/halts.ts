import { type ContainerFacts, isActive, type PodFacts } from './facts';

/** What is to be done now to end containers. */
export interface Halts {
  /** Containers whose end begins: they are told of, and their `preStop` hooks run. */
  stop: { container: ContainerFacts; deadlineMs: number }[];
  /** Containers to ask to end, and those to end by force. */
  signal: ContainerFacts[];
  kill: ContainerFacts[];
  /** When to look again though nothing happens. */
  wakeAtMs: number | undefined;
}

/** What a container gets at least between the signal and force, however long its hook took. */
const leastWindowMs = 2000;

/**
 * The next steps towards the end of containers (`killContainer`): of all when the pod has a deadline, else of those
 * with a fault. All hooks run at once. Regular and init containers are signalled when their hooks are over,
 * sidecars one by one after them, the last first; at the deadline nobody waits any longer.
 */
export function decideHalts(facts: PodFacts, podDeadlineMs: number | undefined): Halts {
  const halts: Halts = { stop: [], signal: [], kill: [], wakeAtMs: undefined };
  const active = facts.containers.filter(isActive);
  for (const container of active) {
    if (container.state !== 'running') continue;
    if (!container.halt) beginHalt(facts, container, podDeadlineMs, halts);
    else continueHalt(facts, container, podDeadlineMs, active, halts);
  }
  return halts;
}

function beginHalt(
  { nowMs }: PodFacts,
  container: ContainerFacts,
  podDeadlineMs: number | undefined,
  { stop }: Halts,
): void {
  const { fault } = container;
  if (podDeadlineMs !== undefined) stop.push({ container, deadlineMs: podDeadlineMs });
  else if (fault) stop.push({ container, deadlineMs: nowMs + fault.graceSeconds * 1000 });
}

function continueHalt(
  { nowMs, ending }: PodFacts,
  container: ContainerFacts,
  podDeadlineMs: number | undefined,
  active: readonly ContainerFacts[],
  halts: Halts,
): void {
  const { deadlineMs: ownDeadlineMs, isHookOver, signalledAtMs } = container.halt!;
  const deadlineMs = Math.min(ownDeadlineMs, podDeadlineMs ?? ownDeadlineMs);
  if (signalledAtMs === undefined) {
    const isDue = isHookOver && (podDeadlineMs === undefined || isNext(container, active));
    if (isDue || nowMs >= deadlineMs) halts.signal.push(container);
    else wakeAt(halts, deadlineMs);
    return;
  }
  // A kubelet that stops cannot wait.
  const windowMs = ending?.isDisruption ? 0 : leastWindowMs;
  const killAtMs = Math.max(deadlineMs, signalledAtMs + windowMs);
  if (nowMs >= killAtMs) halts.kill.push(container);
  else wakeAt(halts, killAtMs);
}

/** Whether nothing is left that ends before this container. */
function isNext(container: ContainerFacts, active: readonly ContainerFacts[]): boolean {
  if (container.kind !== 'sidecar') return true;
  return active.at(-1) === container && active.every(({ kind }) => kind === 'sidecar');
}

function wakeAt(halts: Halts, atMs: number): void {
  halts.wakeAtMs = Math.min(halts.wakeAtMs ?? Number.POSITIVE_INFINITY, atMs);
}
