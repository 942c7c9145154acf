import type { LogOptions } from '../client/client';
import type { Store } from '../store/store';
import type { Clock } from '../time/clock';
import type { Random } from '../time/random';
import { systemNamespaces } from './admission';
import { authorize, type User } from './authenticate';
import { discoveryOf } from './discovery';
import { respondStatus } from './encode';
import { statusOf, unauthorized } from './errors';
import { type AnyStrategy, type Kinds, kindsOf } from './kinds';
import { lenientFormat } from './negotiation';
import { openApiOf } from './openapi';
import { Registry } from './registry';
import { parsePath } from './requestinfo';
import { handleResource } from './resourceroutes';
import { handleSystemPath } from './systemroutes';

/** Reads the log of a pod's container; rejects with a `StatusError`. The kubelet provides it. */
export type PodLogs = (
  namespace: string,
  pod: string,
  options: LogOptions,
) => Promise<ReadableStream<Uint8Array>>;

export interface ApiServerOptions {
  store: Store;
  clock: Clock;
  random: Random;
  strategies: readonly AnyStrategy[];
  /** The user an `Authorization` header stands for; `undefined` when it is wrong. See `tokenAuthenticator`. */
  authenticate: (authorization: string | null) => User | undefined;
  podLogs: PodLogs;
  /** The Kubernetes version to name, such as `v1.36.0`. */
  version?: string;
}

/** An API server: a function from requests to responses, and the registry below it for callers of the same process. */
export interface ApiServer {
  /** Answers one request; never rejects. */
  handle(request: Request): Promise<Response>;
  readonly registry: Registry;
  readonly kinds: Kinds;
  readonly podLogs: PodLogs;
  /** Ends all watches, so that whoever serves can stop. */
  close(): void;
}

/** What the routes of one server share. */
export interface ServerContext {
  registry: Registry;
  kinds: Kinds;
  podLogs: PodLogs;
  version: string;
  discovery: ReturnType<typeof discoveryOf>;
  openApi: ReturnType<typeof openApiOf>;
  /** What ends each open watch. */
  openWatches: Set<() => void>;
}

const defaultVersion = 'v1.36.0+gantry';

/** Creates an API server on a store, and the namespaces every cluster has. */
export function createApiServer({
  store,
  clock,
  random,
  strategies,
  authenticate,
  podLogs,
  version = defaultVersion,
}: ApiServerOptions): ApiServer {
  const kinds = kindsOf(strategies);
  const registry = new Registry(store, clock, random);
  const discovery = discoveryOf(kinds);
  const openApi = openApiOf(kinds, discovery, version);
  const openWatches = new Set<() => void>();
  const context: ServerContext = { registry, kinds, podLogs, version, discovery, openApi, openWatches };
  makeNamespaces(registry, kinds, clock);
  return {
    registry,
    kinds,
    podLogs,
    handle: (request) => handle(context, authenticate, request),
    close: () => {
      for (const end of [...openWatches]) end();
    },
  };
}

function makeNamespaces(registry: Registry, kinds: Kinds, clock: Clock): void {
  const served = kinds.find('', 'v1', 'namespaces');
  if (!served) return;
  for (const name of systemNamespaces) {
    if (registry.store.get(`namespaces/${name}`)) continue;
    clock.spawn(async () => {
      await registry.create(served, undefined, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    });
  }
}

async function handle(
  context: ServerContext,
  authenticate: ApiServerOptions['authenticate'],
  request: Request,
): Promise<Response> {
  const url = new URL(request.url);
  const warnings: string[] = [];
  try {
    const user = authenticate(request.headers.get('authorization'));
    if (!user) throw unauthorized();
    const path = parsePath(url.pathname);
    const verb = verbOf(request.method, path.isResource && path.name !== undefined, url.searchParams);
    authorize(user, { verb, pathname: url.pathname, path });
    if (!path.isResource) return await handleSystemPath(context, request, url, path.segments);
    const { searchParams: query } = url;
    return await handleResource({ context, request, query, path, user, warnings });
  } catch (error) {
    const { headers } = request;
    const format = lenientFormat(
      headers.get('accept') ?? '',
      headers.get('user-agent') ?? '',
      url.searchParams,
    );
    const response = respondStatus(statusOf(error), format, warnings);
    return request.method === 'HEAD' ? new Response(null, response) : response;
  }
}

/** What a request wants, in the words of authorization. */
function verbOf(method: string, isNamed: boolean, query: URLSearchParams): string {
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (isNamed) return 'get';
      return query.get('watch') ? 'watch' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return isNamed ? 'delete' : 'deletecollection';
    default:
      return method.toLowerCase();
  }
}
