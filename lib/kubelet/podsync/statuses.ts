import type {
  ContainerState,
  ContainerStateTerminated,
  ContainerStatus,
  Pod,
} from '../../resources/pod/types';
import { toTime } from '../../time/clock';
import type { Ended } from '../driver';
import { type ContainerFacts, isReset, type PodFacts } from './facts';
import { formatSeconds, restartAtMs, shouldRestart } from './restarts';

/** What the termination messages of a pod may take together; each container gets the same share. */
const longestMessagesBytes = 12 * 1024;

/** `podFormat`: how the kubelet's messages name a pod. */
export function formatPod({ metadata }: Pod): string {
  return `${metadata.name}_${metadata.namespace}(${metadata.uid})`;
}

/** Statuses of the init containers in spec order, and of the others by name, as the kubelet reports them. */
export function containerStatusesOf(
  facts: PodFacts,
  isOver: boolean,
): { init: ContainerStatus[]; main: ContainerStatus[] } {
  const init = facts.containers.filter(({ kind }) => kind !== 'main');
  const main = facts.containers.filter(({ kind }) => kind === 'main');
  const unstarted = init.length > 0 ? 'PodInitializing' : 'ContainerCreating';
  const statusOf = (container: ContainerFacts) => containerStatus(facts, container, unstarted, isOver);
  return {
    init: init.map(statusOf),
    main: main.map(statusOf).sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function containerStatus(
  facts: PodFacts,
  container: ContainerFacts,
  unstarted: string,
  isOver: boolean,
): ContainerStatus {
  const state = stateOf(facts, container, unstarted, isOver);
  const isRunning = state.running !== undefined;
  const isCompletedInit = container.kind === 'init' && state.terminated?.exitCode === 0;
  const last = lastStateOf(facts, container, state);
  return {
    name: container.spec.name,
    state,
    lastState: last ? { terminated: last } : {},
    ready: isRunning ? container.isReady : isCompletedInit,
    restartCount: Math.max(0, container.attempt),
    image: container.spec.image ?? '',
    imageID: '',
    ...(container.id ? { containerID: container.id } : {}),
    started: isRunning && container.isStarted,
  };
}

function stateOf(
  facts: PodFacts,
  container: ContainerFacts,
  unstarted: string,
  isOver: boolean,
): ContainerState {
  const { ended } = container;
  if (isReset(container) && !isOver && isBackingOff(facts, container)) {
    return { waiting: backOffOf(facts.pod, container) };
  }
  if (isReset(container) && ended && isOver) return { terminated: terminated(facts, container.id, ended) };
  if (container.state === 'running' && !container.isInPostStart) {
    return { running: { startedAt: toTime(container.startedAtMs ?? facts.nowMs) } };
  }
  if (ended && container.state === 'ended') {
    if (!isOver && isBackingOff(facts, container)) return { waiting: backOffOf(facts.pod, container) };
    const isWaiting = !isOver && shouldRestart(container.spec, facts.pod.spec, ended.exitCode);
    if (container.waiting && isWaiting) return { waiting: container.waiting };
    return { terminated: terminated(facts, container.id, ended) };
  }
  return { waiting: container.waiting ?? { reason: unstarted } };
}

function isBackingOff({ pod, nowMs, ending }: PodFacts, container: ContainerFacts): boolean {
  const { spec, ended, backoff } = container;
  if (!ended || ending) return false;
  if (!isReset(container) && !shouldRestart(spec, pod.spec, ended.exitCode)) return false;
  return restartAtMs(backoff, ended.finishedAtMs, nowMs) > nowMs;
}

/** The waiting state of a container in its restart back-off. */
function backOffOf(pod: Pod, { spec, backoff }: ContainerFacts): { reason: string; message: string } {
  const delay = formatSeconds(backoff?.delayMs ?? 0);
  return {
    reason: 'CrashLoopBackOff',
    message: `back-off ${delay} restarting failed container=${spec.name} pod=${formatPod(pod)}`,
  };
}

function lastStateOf(
  facts: PodFacts,
  container: ContainerFacts,
  state: ContainerState,
): ContainerStateTerminated | undefined {
  const { id, ended, previous } = container;
  if (container.state !== 'running' && ended && !state.terminated) return terminated(facts, id, ended);
  return previous && terminated(facts, previous.id, previous.ended);
}

function terminated(
  { containers }: PodFacts,
  id: string | undefined,
  ended: Ended,
): ContainerStateTerminated {
  const message = cutText(ended.message ?? '', Math.floor(longestMessagesBytes / containers.length));
  return {
    exitCode: ended.exitCode,
    ...(ended.signal ? { signal: ended.signal } : {}),
    reason: ended.reason ?? (ended.exitCode === 0 ? 'Completed' : 'Error'),
    ...(message ? { message } : {}),
    startedAt: toTime(ended.startedAtMs),
    finishedAt: toTime(ended.finishedAtMs),
    ...(id ? { containerID: id } : {}),
  };
}

/** A text cut to a number of bytes, with no character broken. */
function cutText(text: string, longestBytes: number): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= longestBytes) return text;
  return new TextDecoder().decode(bytes.subarray(0, longestBytes)).replace(/\uFFFD+$/, '');
}
