import type { ApiClient } from '../client/client';
import { type Event, events } from '../resources/event/types';
import type { ObjectReference, Pod } from '../resources/pod/types';
import { type Clock, toMicroTime, toTime } from '../time/clock';

/**
 * Tells users what happens to pods and the node, as `Event` objects. Never fails: an event that cannot be
 * written is dropped.
 */
export interface EventRecorder {
  /**
   * From the kubelet, about a pod or one of its containers. The same event again within the hour counts up.
   */
  kubelet(pod: Pod, type: EventType, reason: string, message: string, container?: string): void;
  /** From the scheduler, about a pod. */
  scheduler(pod: Pod, type: EventType, reason: string, message: string): void;
  /** Resolves when everything recorded so far has been written or dropped. */
  flush(): Promise<void>;
}

type EventType = 'Normal' | 'Warning';

/** Events waiting to be written beyond this are dropped: they inform, they must not hold up pods. */
const longestQueue = 10_000;
const parallelWrites = 8;
/** Events remembered so that repetitions count up instead of piling up. */
const remembered = 4096;
const repetitionMs = 3600_000;

interface Known {
  name: string;
  count: number;
  lastMs: number;
}

interface RecorderOptions {
  client: ApiClient;
  clock: Clock;
  node: string;
  /** Leaves out `Normal` events. */
  isQuiet: boolean;
}

/** Starts a recorder that writes in the background. */
export function startRecorder({ client, clock, node, isQuiet }: RecorderOptions): EventRecorder {
  const { enqueue, flush } = startWriters(clock);
  const known = new Map<string, Known>();
  let serial = 0;

  function nameFor(pod: Pod): string {
    serial = (serial + 1) % 1_000_000;
    const nanoseconds = BigInt(clock.now()) * 1_000_000n + BigInt(serial);
    return `${pod.metadata.name}.${nanoseconds.toString(16)}`;
  }

  /** Takes note of an event; `count` is above 1 for one that was told within the hour. */
  function note(pod: Pod, key: string): Known {
    const nowMs = clock.now();
    const before = known.get(key);
    known.delete(key);
    if (known.size >= remembered) known.delete(known.keys().next().value!);
    const isRepeated = before !== undefined && nowMs - before.lastMs < repetitionMs;
    const entry = isRepeated
      ? { ...before, count: before.count + 1, lastMs: nowMs }
      : { name: nameFor(pod), count: 1, lastMs: nowMs };
    known.set(key, entry);
    return entry;
  }

  return {
    kubelet(pod, type, reason, message, container) {
      if (isQuiet && type === 'Normal') return;
      const { name, count, lastMs } = note(
        pod,
        [pod.metadata.uid, container, type, reason, message].join('\0'),
      );
      const lastTimestamp = toTime(lastMs);
      if (count > 1) {
        const patch = { count, lastTimestamp };
        return enqueue(() => client.patch(events, pod.metadata.namespace, name, 'merge', patch));
      }
      const event: Event = {
        ...skeleton(pod, name, type, reason, message, container),
        source: { component: 'kubelet', host: node },
        firstTimestamp: lastTimestamp,
        lastTimestamp,
        count,
        reportingComponent: 'kubelet',
        reportingInstance: node,
      };
      enqueue(() => client.create(events, event));
    },
    scheduler(pod, type, reason, message) {
      if (isQuiet && type === 'Normal') return;
      const event: Event = {
        ...skeleton(pod, nameFor(pod), type, reason, message),
        eventTime: toMicroTime(clock.now()),
        action: reason === 'Scheduled' ? 'Binding' : 'Scheduling',
        reportingComponent: 'default-scheduler',
        reportingInstance: `default-scheduler-${node}`,
      };
      enqueue(() => client.create(events, event));
    },
    flush,
  };
}

/** Writes in the background, a few at a time; what fails is dropped. */
function startWriters(clock: Clock): {
  enqueue(write: () => Promise<unknown>): void;
  flush(): Promise<void>;
} {
  const queue: (() => Promise<unknown>)[] = [];
  const waiting: (() => void)[] = [];
  let writers = 0;

  async function drain(): Promise<void> {
    for (let write = queue.shift(); write; write = queue.shift()) await write().catch(() => {});
    writers--;
    if (writers === 0) for (const resolve of waiting.splice(0)) resolve();
  }

  return {
    enqueue(write) {
      if (queue.length >= longestQueue) return;
      queue.push(write);
      if (writers >= parallelWrites) return;
      writers++;
      clock.spawn(drain);
    },
    flush: () => (writers === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}

function skeleton(
  pod: Pod,
  name: string,
  type: EventType,
  reason: string,
  message: string,
  container?: string,
): Event {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace: pod.metadata.namespace },
    involvedObject: referenceTo(pod, container),
    type,
    reason,
    message,
  };
}

function referenceTo({ metadata, spec }: Pod, container: string | undefined): ObjectReference {
  const isInit = spec.initContainers?.some(({ name }) => name === container);
  const list = isInit ? 'initContainers' : 'containers';
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    namespace: metadata.namespace,
    name: metadata.name,
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    ...(container ? { fieldPath: `spec.${list}{${container}}` } : {}),
  };
}
