import type { ApiClient, WatchEvent, WatchOptions } from '../client/client';
import { type Condition, findCondition, type KubeList, type KubeObject } from '../meta/object';
import { failure, StatusError } from '../meta/status';
import type { Event } from '../resources/event/types';
import type { Resource } from '../resources/kind';
import { type Pod, type PodStatus, pods } from '../resources/pod/types';
import { type Clock, toTime } from '../time/clock';

/** An API of one's own for the kubelet's tests, with what happened in it. */
export interface TestCluster {
  client: ApiClient;
  /** Creates a pod of one container that restarts never, with what is given laid over it. */
  createPod(name: string, spec?: Partial<Pod['spec']>, annotations?: Record<string, string>): Promise<Pod>;
  pod(name: string): Pod | undefined;
  /** Reason and message of all events of a pod, in order. */
  events(name: string): string[];
  /** Every status of a pod that was written, in order. */
  history(name: string): PodStatus[];
  /** How many writes of each kind there were: `update pods`. */
  writes: ReadonlyMap<string, number>;
}

/** A cluster in memory. Its `client` rejects with `StatusError` as a real one does. */
export function testCluster(clock: Clock): TestCluster {
  const api = new MemoryApi(clock);
  const client = api as unknown as ApiClient;
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
    pod: (name) => api.of('pods').get(`default/${name}`) as Pod | undefined,
    events: (name) =>
      [...api.of('events').values()]
        .map((event) => event as unknown as Event)
        .filter(({ involvedObject }) => involvedObject.name === name)
        .map(({ reason, message }) => `${reason}: ${message}`),
    history: (name) => api.history.get(name) ?? [],
    writes: api.writes,
  };
}

type Stored = KubeObject & { status?: object };
type Listener = (plural: string, event: WatchEvent<Stored>) => void;

/** Just the verbs the kubelet uses: guarded status writes, graceful deletion, watches. */
class MemoryApi {
  readonly history = new Map<string, PodStatus[]>();
  readonly writes = new Map<string, number>();
  private readonly collections = new Map<string, Map<string, Stored>>();
  private readonly listeners = new Set<Listener>();
  private version = 0;

  constructor(private readonly clock: Clock) {}

  of(plural: string): Map<string, Stored> {
    const collection = this.collections.get(plural) ?? new Map<string, Stored>();
    this.collections.set(plural, collection);
    return collection;
  }

  async get(resource: Resource, namespace: string | undefined, name: string): Promise<Stored> {
    const found = this.of(resource.plural).get(keyOf(namespace, name));
    if (found) return found;
    throw new StatusError(failure(404, 'NotFound', `${resource.singular} "${name}" not found`));
  }

  async list(resource: Resource): Promise<KubeList<Stored>> {
    const items = [...this.of(resource.plural).values()];
    return { metadata: { resourceVersion: String(this.version) }, items };
  }

  async create(resource: Resource, object: Stored): Promise<Stored> {
    const { name = '', namespace } = object.metadata;
    if (this.of(resource.plural).has(keyOf(namespace, name))) {
      throw new StatusError(failure(409, 'AlreadyExists', `"${name}" already exists`));
    }
    const creationTimestamp = toTime(this.clock.now());
    const metadata = { ...object.metadata, uid: `uid-${this.version + 1}`, creationTimestamp, generation: 1 };
    return this.put(resource, 'create', { ...object, metadata });
  }

  async update(resource: Resource, object: Stored): Promise<Stored> {
    const { name = '', namespace, resourceVersion } = object.metadata;
    const present = await this.get(resource, namespace, name);
    if (resourceVersion !== present.metadata.resourceVersion) {
      throw new StatusError(failure(409, 'Conflict', 'the object has been modified'));
    }
    if (resource.plural === 'pods') {
      this.history.set(name, [...(this.history.get(name) ?? []), object.status as PodStatus]);
    }
    return this.put(resource, 'update', { ...present, status: object.status });
  }

  async patch(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    type: string,
    patch: object,
  ): Promise<Stored> {
    const present = await this.get(resource, namespace, name);
    const merged = merge(present, patch) as Stored;
    if (type !== 'strategic') return this.put(resource, 'patch', merged);
    const [own, wanted] = [conditionsOf(present), conditionsOf(patch)];
    const conditions = [...own.filter((one) => !findCondition(wanted, one.type)), ...wanted];
    return this.put(resource, 'patch', { ...merged, status: { ...merged.status, conditions } });
  }

  async delete(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    { gracePeriodSeconds }: { gracePeriodSeconds?: number } = {},
  ): Promise<void> {
    const present = (await this.get(resource, namespace, name)) as Pod;
    const graceSeconds = gracePeriodSeconds ?? present.spec?.terminationGracePeriodSeconds ?? 30;
    if (resource.plural === 'pods' && present.spec.nodeName && graceSeconds > 0) {
      const deletionTimestamp = toTime(this.clock.now() + graceSeconds * 1000);
      const metadata = { ...present.metadata, deletionTimestamp, deletionGracePeriodSeconds: graceSeconds };
      this.put(resource, 'delete', { ...present, metadata });
    } else {
      this.of(resource.plural).delete(keyOf(namespace, name));
      const metadata = { ...present.metadata, resourceVersion: String(++this.version) };
      this.tell(resource.plural, { type: 'DELETED', object: { ...present, metadata } });
    }
  }

  async createSubresource(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    _: string,
    body: { target: { name: string } },
  ): Promise<void> {
    const present = (await this.get(resource, namespace, name)) as Pod;
    const lastTransitionTime = toTime(this.clock.now());
    const conditions = [{ type: 'PodScheduled', status: 'True' as const, lastTransitionTime }];
    const spec = { ...present.spec, nodeName: body.target.name };
    this.put(resource, 'bind', { ...present, spec, status: { ...present.status, conditions } } as Stored);
  }

  async *watch({ plural }: Resource, { signal }: WatchOptions): AsyncGenerator<WatchEvent<Stored>> {
    const queue: WatchEvent<Stored>[] = [];
    let wake = () => {};
    const listener: Listener = (changed, event) => {
      if (changed === plural) queue.push(event);
      wake();
    };
    this.listeners.add(listener);
    signal?.addEventListener('abort', () => wake(), { once: true });
    while (!signal?.aborted) {
      while (queue.length > 0) yield queue.shift()!;
      if (signal?.aborted) break;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    this.listeners.delete(listener);
  }

  private put({ plural }: Resource, verb: string, object: Stored): Stored {
    const counted = `${verb} ${plural}`;
    this.writes.set(counted, (this.writes.get(counted) ?? 0) + 1);
    const metadata = { ...object.metadata, resourceVersion: String(++this.version) };
    const stored = { ...object, metadata };
    this.of(plural).set(keyOf(metadata.namespace, metadata.name ?? ''), stored);
    this.tell(plural, { type: verb === 'create' ? 'ADDED' : 'MODIFIED', object: stored });
    return stored;
  }

  private tell(plural: string, event: WatchEvent<Stored>): void {
    for (const listener of this.listeners) listener(plural, event);
  }
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

function conditionsOf(object: object): Condition[] {
  return (object as { status?: { conditions?: Condition[] } }).status?.conditions ?? [];
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
