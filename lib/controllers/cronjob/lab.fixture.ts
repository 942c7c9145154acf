import { IndexedCache } from '../../client/cache';
import type { ApiClient } from '../../client/client';
import type { Informer } from '../../client/informer';
import type { KubeObject } from '../../meta/object';
import { failure, StatusError } from '../../meta/status';
import type { CronJob, CronJobSpec } from '../../resources/cronjob/types';
import type { Job } from '../../resources/job/types';
import type { Resource } from '../../resources/kind';
import { toTime } from '../../time/clock';
import { virtualClock } from '../../time/virtual';
import { startCronJobController } from './controller';
import type { Fate } from './model.fixture';
import { ofCronJob } from './sync';

/** One CronJob, `tick`, and its Jobs in memory, under the CronJob controller alone: a month takes seconds. */
export interface Lab {
  /** Every Job that was made, in order, and when. */
  made: { job: Job; atMs: number }[];
  /** How often an event with a reason was told. */
  told: Map<string, number>;
  cronJob(): CronJob;
  jobs(): readonly Job[];
  /** Goes on to an instant by the clock it began with: jumps do not count. */
  passTo(atMs: number): Promise<void>;
  change(spec: Partial<CronJobSpec>): Promise<void>;
  /** Stops the controller, or starts it anew. */
  turn(isUp: boolean): Promise<void>;
  /** Sets the wall clock; timers do not notice. */
  jump(byMs: number): void;
}

/** A collection without a server: what is put into it is told at once. */
function collection<T extends KubeObject>(indexes = {}) {
  const cache = new IndexedCache<T>(indexes);
  const listeners = new Set<(next: T | undefined, previous: T | undefined) => void>();
  let version = 0;
  const keyOf = ({ metadata }: KubeObject) => `${metadata.namespace}/${metadata.name}`;
  function put(object: T): T {
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(++version) } };
    const previous = cache.set(keyOf(stored), stored);
    for (const listener of listeners) listener(stored, previous);
    return stored;
  }
  function remove(key: string): void {
    const previous = cache.delete(key);
    for (const listener of listeners) listener(undefined, previous);
  }
  const informer: Informer<T> = {
    synced: async () => {},
    get: (namespace, name) => cache.get(`${namespace}/${name}`),
    list: (namespace) => cache.list(namespace),
    by: (index, value) => cache.by(index, value),
    subscribe(listener) {
      for (const object of cache.list()) listener(object, undefined);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => {},
  };
  return { put, remove, informer };
}

type Collection = ReturnType<typeof collection<KubeObject>>;

/** The verbs the controller uses. `made` is told of every creation. */
function clientOf(byPlural: Record<string, Collection>, made: (object: KubeObject) => KubeObject): ApiClient {
  const found = ({ plural }: Resource, namespace: string, name: string) => {
    const object = byPlural[plural]!.informer.get(namespace, name);
    if (!object) throw new StatusError(failure(404, 'NotFound', `${plural} "${name}" not found`));
    return object;
  };
  const client = {
    get: async (resource: Resource, namespace: string, name: string) => found(resource, namespace, name),
    async create({ plural }: Resource, object: KubeObject) {
      const { namespace, name = '' } = object.metadata;
      if (byPlural[plural]!.informer.get(namespace, name)) {
        throw new StatusError(failure(409, 'AlreadyExists', `${plural} "${name}" already exists`));
      }
      return byPlural[plural]!.put(made(object));
    },
    async update(resource: Resource, object: KubeObject) {
      const { namespace, name, resourceVersion } = object.metadata;
      const present = found(resource, namespace!, name!);
      if (present.metadata.resourceVersion !== resourceVersion) {
        throw new StatusError(failure(409, 'Conflict', 'the object has been modified'));
      }
      return byPlural[resource.plural]!.put(object);
    },
    async delete(resource: Resource, namespace: string, name: string) {
      found(resource, namespace, name);
      byPlural[resource.plural]!.remove(`${namespace}/${name}`);
    },
  };
  return client as unknown as ApiClient;
}

/** Makes the CronJob at `startMs` and starts the controller. Jobs end as `fateOf` says of their runs. */
export async function createLab(
  spec: Omit<CronJobSpec, 'jobTemplate'>,
  startMs: number,
  fateOf: (runMs: number) => Fate,
): Promise<Lab> {
  const clock = virtualClock(startMs);
  const cronJobCollection = collection<CronJob>();
  const jobCollection = collection<Job>({ ofCronJob });
  const made: Lab['made'] = [];
  const told: Lab['told'] = new Map();

  function begin(object: KubeObject): KubeObject {
    const atMs = clock.now();
    const { namespace, name = '' } = object.metadata;
    const metadata = { ...object.metadata, uid: `uid-${made.length}` };
    const job: Job = { ...(object as Job), metadata, status: { startTime: toTime(atMs) } };
    made.push({ job, atMs });
    const { afterMs, end } = fateOf(Number(name.slice('tick-'.length)) * 60_000);
    clock.after(afterMs, () => {
      const present = jobCollection.informer.get(namespace, name);
      if (!present) return;
      const completionTime = end === 'Complete' ? toTime(clock.now()) : undefined;
      const conditions = [{ type: end, status: 'True' as const }];
      jobCollection.put({ ...present, status: { ...present.status, completionTime, conditions } });
    });
    return job;
  }

  const byPlural = { jobs: jobCollection, cronjobs: cronJobCollection } as unknown as Record<
    string,
    Collection
  >;
  const tell = (_: KubeObject, __: string, reason: string) =>
    void told.set(reason, (told.get(reason) ?? 0) + 1);
  const start = () =>
    startCronJobController({
      client: clientOf(byPlural, begin),
      clock,
      cronJobs: cronJobCollection.informer,
      jobs: jobCollection.informer,
      events: { recorder: () => tell, flush: async () => {} },
      report: (_, error) => clock.spawn(() => Promise.reject(error)),
    });
  const cronJob = () => cronJobCollection.informer.get('default', 'tick')!;
  cronJobCollection.put({
    metadata: { name: 'tick', namespace: 'default', uid: 'uid', creationTimestamp: toTime(startMs) },
    spec: { ...spec, jobTemplate: { spec: { template: { spec: { containers: [] } } } } },
  });
  let stop = start();
  await clock.settle();
  return {
    made,
    told,
    cronJob,
    jobs: () => jobCollection.informer.list(),
    passTo: (atMs) => clock.advance(atMs - clock.elapsed()),
    async change(change) {
      cronJobCollection.put({ ...cronJob(), spec: { ...cronJob().spec, ...change } });
      await clock.settle();
    },
    async turn(isUp) {
      if (isUp) stop = start();
      else await stop();
      await clock.settle();
    },
    jump: (byMs) => clock.jump(byMs),
  };
}
