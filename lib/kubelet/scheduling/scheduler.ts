import type { ApiClient } from '../../client/client';
import { type Condition, findCondition } from '../../meta/object';
import { hasReason } from '../../meta/status';
import type { Node } from '../../resources/node/types';
import { type Pod, pods } from '../../resources/pod/types';
import { type Clock, toTime } from '../../time/clock';
import type { EventRecorder } from '../events';
import { isTerminal } from '../podsync/phase';
import { antiTerms } from './affinity';
import { misfitMessage } from './fit';
import { hostPortsOf } from './ports';
import { SchedulingQueue, type WaitingPod } from './queue';
import { type Amounts, podRequests, sum } from './requests';

/** Puts pods that have no node onto the one there is, or says why not. */
export interface Scheduler {
  /** Tells of a pod as it is now, or that it is gone. */
  observe(next: Pod | undefined, previous: Pod | undefined): void;
  /** Tells of the node as it is now. */
  setNode(node: Node): void;
  stop(): void;
}

interface SchedulerOptions {
  client: ApiClient;
  clock: Clock;
  log: (message: string) => void;
  recorder: EventRecorder;
  nodeName: string;
}

const retryMs = 1000;

/**
 * Starts a scheduler. Capacity is counted as pods come and go, and waiting pods are offered what becomes
 * free.
 */
export function startScheduler(options: SchedulerOptions): Scheduler {
  const { clock, nodeName } = options;
  const queue = new SchedulingQueue();
  const occupants = new Occupants();
  let node: Node | undefined;
  let isDue = false;
  let isStopped = false;

  /** Looks for pods to place, once for everything that changes in the same turn. */
  function look(): void {
    if (isDue || isStopped || queue.size === 0) return;
    isDue = true;
    clock.spawn(async () => {
      isDue = false;
      if (node && !isStopped) queue.offer(place, (waiting, message) => refuse(options, waiting, message));
    });
  }

  function place({ pod, requests }: WaitingPod): string | undefined {
    if (!node) return 'no nodes available to schedule pods';
    const neighbours = occupants.neighboursOf(pod);
    const message = misfitMessage(pod, requests, { node, used: occupants.used, neighbours });
    if (message !== undefined) return message;
    occupants.add(pod, requests);
    clock.spawn(() => bind(options, pod, () => giveBack(pod)));
    return undefined;
  }

  function giveBack(pod: Pod): void {
    if (occupants.delete(pod.metadata.uid ?? '')) queue.put(pod);
    clock.after(retryMs, look);
  }

  return {
    observe(next, previous) {
      const uid = (next ?? previous)?.metadata.uid ?? '';
      if (!next || isTerminal(next.status?.phase)) {
        queue.delete(uid);
        if (occupants.delete(uid)) look();
      } else if (next.spec.nodeName) {
        queue.delete(uid);
        if (next.spec.nodeName === nodeName) occupants.add(next);
      } else if (!isOurs(next)) {
        queue.delete(uid);
      } else if (!occupants.has(uid)) {
        queue.put(next);
        look();
      }
    },
    setNode(next) {
      node = next;
      look();
    },
    stop() {
      isStopped = true;
    },
  };
}

/** The pods that are on the node or on their way to it, and what they ask for together. */
class Occupants {
  used: Amounts = new Map();
  private readonly pods = new Map<string, { pod: Pod; requests: Amounts }>();
  private repelling = 0;

  has(uid: string): boolean {
    return this.pods.has(uid);
  }

  add(pod: Pod, requests?: Amounts): void {
    const uid = pod.metadata.uid ?? '';
    const before = this.pods.get(uid);
    const asked = before?.requests ?? requests ?? podRequests(pod);
    this.pods.set(uid, { pod, requests: asked });
    if (before) return;
    this.used = sum(this.used, counted(asked, 1));
    if (antiTerms(pod).length > 0) this.repelling++;
  }

  delete(uid: string): boolean {
    const before = this.pods.get(uid);
    if (!before) return false;
    this.pods.delete(uid);
    this.used = sum(this.used, counted(before.requests, -1));
    if (antiTerms(before.pod).length > 0) this.repelling--;
    return true;
  }

  /** The others, where affinity or ports make them matter to a pod. */
  neighboursOf(newcomer: Pod): Pod[] {
    const isAlone = !newcomer.spec.affinity && this.repelling === 0;
    if (isAlone && hostPortsOf(newcomer).length === 0) return [];
    return [...this.pods.values()].map(({ pod }) => pod);
  }
}

function counted(requests: Amounts, sign: 1 | -1): Amounts {
  return new Map([...[...requests].map(([name, amount]) => [name, sign * amount] as const), ['pods', sign]]);
}

/** Pods that ask for another scheduler, wait at a gate or are on their way out are left alone. */
function isOurs({ metadata, spec }: Pod): boolean {
  const isDefault = !spec.schedulerName || spec.schedulerName === 'default-scheduler';
  return isDefault && !metadata.deletionTimestamp && !spec.schedulingGates?.length;
}

async function bind(options: SchedulerOptions, pod: Pod, giveBack: () => void): Promise<void> {
  const { client, log, recorder, nodeName } = options;
  const { namespace, name = '', uid } = pod.metadata;
  try {
    await client.createSubresource(pods, namespace, name, 'binding', {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name, namespace, uid },
      target: { apiVersion: 'v1', kind: 'Node', name: nodeName },
    });
  } catch (error) {
    if (!hasReason(error, 'NotFound')) {
      log(`binding pod ${namespace}/${name} failed: ${error instanceof Error ? error.message : error}`);
    }
    giveBack();
    return;
  }
  recorder.scheduler(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${nodeName}`);
}

/** Leaves the event and the condition that say why a pod waits. */
function refuse(
  { client, clock, log, recorder }: SchedulerOptions,
  { pod }: WaitingPod,
  message: string,
): void {
  const present = findCondition(pod.status?.conditions, 'PodScheduled');
  if (present?.reason === 'Unschedulable' && present.message === message) return;
  recorder.scheduler(pod, 'Warning', 'FailedScheduling', message);
  const condition: Condition = {
    type: 'PodScheduled',
    ...(pod.metadata.generation ? { observedGeneration: pod.metadata.generation } : {}),
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime: present?.status === 'False' ? present.lastTransitionTime : toTime(clock.now()),
    reason: 'Unschedulable',
    message,
  };
  const { namespace, name = '' } = pod.metadata;
  const patch = { status: { conditions: [condition] } };
  clock.spawn(async () => {
    try {
      await client.patch(pods, namespace, name, 'strategic', patch, { subresource: 'status' });
    } catch (error) {
      if (!hasReason(error, 'NotFound')) log(`pod ${namespace}/${name} could not be told why it waits`);
    }
  });
}
