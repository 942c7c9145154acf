import type { Pod } from '../../resources/pod/types';
import { fromTime } from '../../time/clock';
import { type Amounts, podRequests } from './requests';

/** A pod that waits for a node. */
export interface WaitingPod {
  pod: Pod;
  requests: Amounts;
  /** What it was last told about why it waits. */
  told: string | undefined;
}

/** Pods that ask for the same thing, and so fit or do not fit alike; longest waiting first. */
interface Group {
  priority: number;
  pods: Map<string, WaitingPod>;
  /** Those not told yet why they wait, and what the others were told. */
  untold: Set<WaitingPod>;
  told: string | undefined;
}

/**
 * Pods waiting for a node, grouped by what they ask for, so that a place that becomes free costs one look
 * at each group however many pods wait.
 */
export class SchedulingQueue {
  private readonly groups = new Map<string, Group>();
  private readonly groupOf = new Map<string, string>();

  get size(): number {
    return this.groupOf.size;
  }

  /** Adds a pod, or replaces it by its newer self. */
  put(pod: Pod): void {
    const uid = pod.metadata.uid ?? '';
    const key = groupKeyOf(pod);
    const waiting = this.groups.get(key)?.pods.get(uid);
    if (waiting) {
      waiting.pod = pod;
      return;
    }
    this.delete(uid);
    const group = this.groups.get(key) ?? newGroup(pod);
    const added = { pod, requests: podRequests(pod), told: undefined };
    group.pods.set(uid, added);
    group.untold.add(added);
    this.groups.set(key, group);
    this.groupOf.set(uid, key);
  }

  delete(uid: string): void {
    const key = this.groupOf.get(uid);
    const group = key === undefined ? undefined : this.groups.get(key);
    if (key === undefined || !group) return;
    this.groupOf.delete(uid);
    const waiting = group.pods.get(uid);
    if (waiting) group.untold.delete(waiting);
    group.pods.delete(uid);
    if (group.pods.size === 0) this.groups.delete(key);
  }

  /**
   * Offers pods in turn: higher priority first, then the one that has waited longest. `place` answers why a
   * pod does not fit, or `undefined` when it has taken it; `refuse` is called for pods that have to be told
   * why they wait.
   */
  offer(
    place: (waiting: WaitingPod) => string | undefined,
    refuse: (waiting: WaitingPod, message: string) => void,
  ): void {
    // One iterator per group for the whole round: a new one would have to pass all pods taken out before it.
    const open = new Map([...this.groups.values()].map((group) => [group, cursorOf(group)] as const));
    while (open.size > 0) {
      const [group, cursor] = [...open].reduce((best, other) => (goesBefore(other, best) ? other : best));
      const { head } = cursor;
      const message = place(head);
      if (message !== undefined) tell(group, message, refuse);
      else this.delete(head.pod.metadata.uid ?? '');
      const next = message === undefined ? cursor.pods.next().value : undefined;
      if (next) cursor.head = next;
      else open.delete(group);
    }
  }
}

function newGroup(pod: Pod): Group {
  return { priority: pod.spec.priority ?? 0, pods: new Map(), untold: new Set(), told: undefined };
}

/** How far a round has come with a group: its next pod, and those after it. */
interface Cursor {
  head: WaitingPod;
  pods: Iterator<WaitingPod, undefined>;
}

/** Groups are never empty. */
function cursorOf({ pods }: Group): Cursor {
  const rest = pods.values();
  return { head: rest.next().value!, pods: rest };
}

function tell(group: Group, message: string, refuse: (waiting: WaitingPod, message: string) => void): void {
  const listeners = group.told === message ? [...group.untold] : [...group.pods.values()];
  group.told = message;
  group.untold.clear();
  for (const waiting of listeners) {
    if (waiting.told === message) continue;
    waiting.told = message;
    refuse(waiting, message);
  }
}

function goesBefore([a, { head }]: [Group, Cursor], [b, other]: [Group, Cursor]): boolean {
  return a.priority !== b.priority ? a.priority > b.priority : createdMs(head) < createdMs(other.head);
}

function createdMs({ pod }: WaitingPod): number {
  return fromTime(pod.metadata.creationTimestamp) ?? 0;
}

/** Everything the scheduler looks at, so that pods of one group stand or fall together. */
function groupKeyOf({ metadata, spec }: Pod): string {
  const { nodeSelector, affinity, tolerations, overhead, resources, volumes, priority } = spec;
  const containers = [...(spec.initContainers ?? []), ...spec.containers].map((container) => [
    container.resources,
    container.restartPolicy,
    container.ports?.filter(({ hostPort }) => hostPort),
  ]);
  const claims = volumes?.map(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName);
  const identity = [metadata.namespace, metadata.labels];
  return JSON.stringify([
    ...[priority, nodeSelector, affinity, tolerations, overhead, resources, containers, claims],
    affinity ? identity : [],
  ]);
}
