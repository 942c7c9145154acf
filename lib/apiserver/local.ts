import type {
  ApiClient,
  DeleteOptions,
  ListOptions,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from '../client/client';
import type { KubeList, KubeObject } from '../meta/object';
import { type Status, StatusError } from '../meta/status';
import type { Resource } from '../resources/kind';
import type { Pod } from '../resources/pod/types';
import { pods } from '../resources/pod/types';
import { patchObject } from './bodies/patching';
import type { ApiCore } from './core';
import { methodNotAllowed, statusOf } from './errors';
import type { Served } from './kinds';
import { checkDeletion, type ListQuery, readListQuery } from './options';
import { bindPod, checkLogOptions, evictPod, logContainer } from './pods/pods';
import { queueOf } from './watch/watchqueue';

/**
 * The verbs of the API without HTTP and without JSON: objects go in and come out as they are, shared and
 * frozen. What the wire does to bodies (unknown fields, canonical forms) is left out; defaults, validation
 * and admission are the same. Fields it sets are owned by `agent`, the name of the program it works for.
 */
export function localClient(server: ApiCore, agent: string): ApiClient {
  const { registry, kinds } = server;
  const writeContext = ({ dryRun, fieldManager, subresource }: WriteOptions) => ({
    dryRun: dryRun === 'All',
    manager: fieldManager ?? agent,
    subresource,
  });
  const watch = <T extends KubeObject>(resource: Resource<T>, options: WatchOptions = {}) =>
    watchLocally<T>(server, kinds.of(resource), options);
  return {
    async get<T extends KubeObject>(resource: Resource<T>, namespace: string | undefined, name: string) {
      const served = kinds.of(resource);
      return served.show(await registry.get(served, namespace, name)) as T;
    },

    async list<T extends KubeObject>(resource: Resource<T>, options: ListOptions = {}) {
      const served = kinds.of(resource);
      const { metadata, items } = await registry.list(served, options.namespace, queryOf(options, served));
      const { apiVersion } = served;
      return {
        kind: `${resource.kind}List`,
        apiVersion,
        metadata,
        items: items.map(served.show),
      } as KubeList<T>;
    },

    async create<T extends KubeObject>(resource: Resource<T>, object: T, options: WriteOptions = {}) {
      const served = kinds.of(resource);
      if (options.subresource) throw methodNotAllowed();
      const input = served.read(object);
      const { namespace } = object.metadata;
      return served.show(await registry.create(served, namespace, input, writeContext(options))) as T;
    },

    async update<T extends KubeObject>(resource: Resource<T>, object: T, options: WriteOptions = {}) {
      const served = kinds.of(resource);
      const { namespace, name = '' } = object.metadata;
      const input = served.read(object);
      return served.show(
        await registry.update(served, namespace, name, () => input, writeContext(options)),
      ) as T;
    },

    async patch<T extends KubeObject>(
      resource: Resource<T>,
      namespace: string | undefined,
      name: string,
      type: Parameters<ApiClient['patch']>[3],
      patch: unknown,
      options: WriteOptions = {},
    ) {
      const served = kinds.of(resource);
      const change = (current: KubeObject) => patchObject(kinds, served, type, patch, current);
      return served.show(await registry.update(served, namespace, name, change, writeContext(options))) as T;
    },

    async delete<T extends KubeObject>(
      resource: Resource<T>,
      namespace: string | undefined,
      name: string,
      options: DeleteOptions = {},
    ) {
      const served = kinds.of(resource);
      const deleted = await registry.delete(served, namespace, name, deletionOf(options));
      return 'object' in deleted ? (served.show(deleted.object) as T) : success(deleted.details);
    },

    async deleteCollection(resource, list, options = {}) {
      const served = kinds.of(resource);
      const query = queryOf(list, served);
      await registry.deleteCollection(served, list.namespace, query, deletionOf(options));
    },

    watch,

    async createSubresource(resource, namespace, name, subresource, body) {
      const served = kinds.of(resource);
      const object = body as KubeObject;
      if (served.collection !== 'pods') throw methodNotAllowed();
      if (subresource === 'binding') await bindPod(registry, served, namespace, name, object);
      else if (subresource === 'eviction') await evictPod(registry, served, namespace, name, object);
      else throw methodNotAllowed();
      return { ...success(undefined), code: 201 };
    },

    async *log(namespace, name, options = {}) {
      checkLogOptions(options, name);
      const pod = (await registry.get(kinds.of(pods), namespace, name)) as Pod;
      const container = logContainer(pod, options.container);
      if (!pod.spec.nodeName) return;
      const stream = await server.podLogs(namespace, name, { ...options, container });
      yield* stream;
    },
  };
}

function deletionOf({ dryRun, ...options }: DeleteOptions) {
  return checkDeletion({ ...options, dryRun: dryRun ? [dryRun] : [] });
}

function success(details: Status['details']): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details, code: 200 };
}

const everything: ListQuery = {
  labels: [],
  fields: { terms: [], name: undefined },
  limit: 0,
  continueToken: '',
  resourceVersion: '',
  match: '',
  watch: false,
  allowWatchBookmarks: false,
  sendInitialEvents: undefined,
  timeoutSeconds: undefined,
};

/** The query that options mean; what a list or watch of a controller usually asks needs no parsing. */
function queryOf(options: object, served: Served, extra: Record<string, string> = {}): ListQuery {
  const { namespace: _namespace, signal: _signal, ...asked } = options as Record<string, unknown>;
  const given = Object.entries({ ...asked, ...extra }).filter(
    ([, value]) => value !== undefined && value !== '',
  );
  if (given.length === 0) return everything;
  return readListQuery(new URLSearchParams(given.map(([key, value]) => [key, String(value)])), served);
}

async function* watchLocally<T extends KubeObject>(
  server: ApiCore,
  served: Served,
  options: WatchOptions,
): AsyncGenerator<WatchEvent<T>> {
  const { registry } = server;
  const { signal, namespace } = options;
  const extra = {
    watch: 'true',
    ...(options.sendInitialEvents ? { resourceVersionMatch: 'NotOlderThan' } : {}),
  };
  const query = queryOf(options, served, extra as Record<string, string>);
  const queue = queueOf<WatchEvent<T>>();
  const isMarked = query.sendInitialEvents && query.allowWatchBookmarks;
  let stop = () => {};
  try {
    stop = registry.watch(
      served,
      { ...query, namespace },
      {
        events: (events) =>
          queue.push(events.map(({ type, object }) => ({ type, object: served.show(object) as T }))),
        synced: (revision) => isMarked && queue.push([bookmark(served, revision)]),
      },
    );
  } catch (error) {
    if (!(error instanceof StatusError) || error.code !== 410) throw error;
    yield { type: 'ERROR', object: statusOf(error) };
    return;
  }
  const end = () => queue.end();
  signal?.addEventListener('abort', end, { once: true });
  if (signal?.aborted) end();
  const { timeoutSeconds } = query;
  const cancel = timeoutSeconds ? registry.clock.after(timeoutSeconds * 1000, end) : () => {};
  try {
    yield* queue.items;
  } finally {
    signal?.removeEventListener('abort', end);
    cancel();
    stop();
  }
}

function bookmark(served: Served, revision: number): WatchEvent<never> {
  return {
    type: 'BOOKMARK',
    object: {
      kind: served.resource.kind,
      apiVersion: served.apiVersion,
      metadata: {
        resourceVersion: String(revision),
        annotations: { 'k8s.io/initial-events-end': 'true' },
      },
    },
  };
}
