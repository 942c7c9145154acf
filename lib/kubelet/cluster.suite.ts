import type { ApiClient, WatchEvent, WatchOptions } from '../client/client';
import { type Condition, findCondition, type KubeObject } from '../meta/object';
import { failure, StatusError } from '../meta/status';
import type { Event } from '../resources/event/types';
import type { Resource } from '../resources/kind';
import { type Pod, pods } from '../resources/pod/types';
import { type Clock, toTime } from '../time/clock';

/** An API of one's own for the kubelet's tests: just the verbs it uses, with guarded writes, graceful deletion and watches. */
export interface TestCluster {
  client: ApiClient;
  /** Creates a pod of one container that restarts never, with what is given laid over it. */
  createPod(name: string, spec?: Partial<Pod['spec']>, annotations?: Record<string, string>): Promise<Pod>;
  pod(name: string): Pod | undefined;
  /** Reason and message of all events of a pod, in order. */
  events(name: string): string[];
  /** Every status of a pod that was written, in order. */
  history(name: string): NonNullable<Pod['status']>[];
  /** How many writes of each kind there were. */
  writes: Map<string, number>;
}

type Stored = KubeObject & { status?: object };

/** A cluster in memory. Its `client` rejects with `StatusError` as a real one does. */
export function testCluster(clock: Clock): TestCluster {
  const collections = new Map<string, Map<string, Stored>>();
  const watchers = new Set<(plural: string, event: WatchEvent<Stored>) => void>();
  const written = new Map<string, NonNullable<Pod['status']>[]>();
  const writes = new Map<string, number>();
  let version = 0;

  const of = (plural: string) => {
    const collection = collections.get(plural) ?? new Map<string, Stored>();
    collections.set(plural, collection);
    return collection;
  };
  const keyOf = (namespace: string | undefined, name: string) => `${namespace ?? ''}/${name}`;

  function find(resource: Resource, namespace: string | undefined, name: string): Stored {
    const found = of(resource.plural).get(keyOf(namespace, name));
    if (found) return found;
    throw new StatusError(failure(404, 'NotFound', `${resource.singular} "${name}" not found`));
  }

  function put(resource: Resource, type: 'ADDED' | 'MODIFIED', verb: string, object: Stored): Stored {
    const { plural } = resource;
    writes.set(`${verb} ${plural}`, (writes.get(`${verb} ${plural}`) ?? 0) + 1);
    const stored = {
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(++version) },
    };
    of(plural).set(keyOf(stored.metadata.namespace, stored.metadata.name!), stored);
    for (const tell of watchers) tell(plural, { type, object: stored });
    return stored;
  }

  function remove(resource: Resource, object: Stored): void {
    of(resource.plural).delete(keyOf(object.metadata.namespace, object.metadata.name!));
    const last = { ...object, metadata: { ...object.metadata, resourceVersion: String(++version) } };
    for (const tell of watchers) tell(resource.plural, { type: 'DELETED', object: last });
  }

  async function* watch(resource: Resource, { signal }: WatchOptions): AsyncGenerator<WatchEvent<Stored>> {
    const queue: WatchEvent<Stored>[] = [];
    let wake = () => {};
    const tell = (plural: string, event: WatchEvent<Stored>) => {
      if (plural !== resource.plural) return;
      queue.push(event);
      wake();
    };
    watchers.add(tell);
    signal?.addEventListener('abort', () => wake(), { once: true });
    try {
      while (!signal?.aborted) {
        while (queue.length > 0) yield queue.shift()!;
        if (!signal?.aborted) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      watchers.delete(tell);
    }
  }

  const client = {
    async get(resource: Resource, namespace: string | undefined, name: string) {
      return find(resource, namespace, name);
    },
    async list(resource: Resource) {
      return { metadata: { resourceVersion: String(version) }, items: [...of(resource.plural).values()] };
    },
    async create(resource: Resource, object: Stored) {
      const { name = '', namespace } = object.metadata;
      if (of(resource.plural).has(keyOf(namespace, name))) {
        throw new StatusError(failure(409, 'AlreadyExists', `"${name}" already exists`));
      }
      const creationTimestamp = toTime(clock.now());
      const metadata = { ...object.metadata, uid: `uid-${version + 1}`, creationTimestamp, generation: 1 };
      return put(resource, 'ADDED', 'create', { ...object, metadata });
    },
    async update(resource: Resource, object: Stored) {
      const { name = '', namespace, resourceVersion } = object.metadata;
      const present = find(resource, namespace, name);
      if (resourceVersion !== present.metadata.resourceVersion) {
        throw new StatusError(failure(409, 'Conflict', 'the object has been modified'));
      }
      if (resource.plural === 'pods') {
        written.set(name, [...(written.get(name) ?? []), object.status as NonNullable<Pod['status']>]);
      }
      return put(resource, 'MODIFIED', 'update', { ...present, status: object.status });
    },
    async patch(
      resource: Resource,
      namespace: string | undefined,
      name: string,
      type: string,
      patch: object,
    ) {
      const present = find(resource, namespace, name);
      const merged = merge(present, patch) as Stored;
      const own = (present.status as { conditions?: Condition[] } | undefined)?.conditions ?? [];
      const wanted = (patch as { status?: { conditions?: Condition[] } }).status?.conditions ?? [];
      if (type !== 'strategic') return put(resource, 'MODIFIED', 'patch', merged);
      const conditions = [...own.filter((one) => !findCondition(wanted, one.type)), ...wanted];
      return put(resource, 'MODIFIED', 'patch', { ...merged, status: { ...merged.status, conditions } });
    },
    async delete(
      resource: Resource,
      namespace: string | undefined,
      name: string,
      { gracePeriodSeconds }: { gracePeriodSeconds?: number } = {},
    ) {
      const present = find(resource, namespace, name) as Pod;
      const graceSeconds = gracePeriodSeconds ?? present.spec?.terminationGracePeriodSeconds ?? 30;
      const isPlaced = resource.plural === 'pods' && present.spec.nodeName !== undefined;
      if (!isPlaced || (graceSeconds === 0 && !present.metadata.finalizers?.length))
        return remove(resource, present);
      const deletionTimestamp = toTime(clock.now() + graceSeconds * 1000);
      const metadata = { ...present.metadata, deletionTimestamp, deletionGracePeriodSeconds: graceSeconds };
      return put(resource, 'MODIFIED', 'delete', { ...present, metadata });
    },
    watch,
    async createSubresource(
      resource: Resource,
      namespace: string | undefined,
      name: string,
      _: string,
      body: object,
    ) {
      const present = find(resource, namespace, name) as Pod;
      const nodeName = (body as { target: { name: string } }).target.name;
      const scheduled = { type: 'PodScheduled', status: 'True', lastTransitionTime: toTime(clock.now()) };
      put(resource, 'MODIFIED', 'bind', {
        ...present,
        spec: { ...present.spec, nodeName },
        status: { ...present.status, conditions: [scheduled] },
      } as Stored);
    },
  } as unknown as ApiClient;

  const eventsOf = (name: string) =>
    [...of('events').values()]
      .map((event) => event as unknown as Event)
      .filter(({ involvedObject }) => involvedObject.name === name);

  return {
    client,
    createPod: (name, spec = {}, annotations = {}) =>
      client.create<Pod>(pods, {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: 'default', annotations },
        spec: { containers: [{ name: 'main', image: 'busybox' }], restartPolicy: 'Never', ...spec },
        status: { phase: 'Pending' },
      }),
    pod: (name) => of('pods').get(keyOf('default', name)) as Pod | undefined,
    events: (name) => eventsOf(name).map(({ reason, message }) => `${reason}: ${message}`),
    history: (name) => written.get(name) ?? [],
    writes,
  };
}

/** A JSON merge patch. */
function merge(target: unknown, patch: unknown): unknown {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> = { ...(target as Record<string, unknown>) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merge(result[key], value);
  }
  return result;
}
