import { authorize, type User } from './authenticate';
import { type ApiCore, type ApiCoreOptions, createApiCore } from './core';
import { type Discovery, discoveryOf } from './discovery';
import { respondStatus } from './encode';
import { statusOf, unauthorized } from './errors';
import { fetchHandler } from './fetch';
import type { ApiRequest, ApiResponse } from './message';
import { lenientFormat } from './negotiation';
import { type OpenApi, openApiOf } from './openapi';
import { parsePath } from './requestinfo';
import { handleResource } from './resourceroutes';
import { handleSystemPath } from './systemroutes';

export interface ApiServerOptions extends ApiCoreOptions {
  /**
   * The user an `Authorization` header stands for; `undefined` when it is wrong. See `tokenAuthenticator`.
   */
  authenticate: (authorization: string | null) => User | undefined;
  /** The Kubernetes version to name, such as `v1.36.0`. */
  version?: string;
}

/**
 * An API server: a function from requests to responses, on an API that callers of the same process use
 * directly.
 */
export interface ApiServer extends ApiCore {
  /** Answers one request; never rejects. */
  answer(request: ApiRequest): Promise<ApiResponse>;
  /** The same in the web's own words. */
  handle(request: Request): Promise<Response>;
  /** Ends all watches, so that whoever serves can stop. */
  close(): void;
}

/** What the routes of one server share. */
export interface ServerContext extends ApiCore {
  version: string;
  discovery: Discovery;
  openApi: OpenApi;
  /** What ends each open watch. */
  openWatches: Set<() => void>;
}

/** Only paths are read; whatever the server is called, they mean the same. */
const anyOrigin = 'http://localhost';
const defaultVersion = 'v1.36.0+gantry';

/** Creates an API server on a store. */
export function createApiServer({
  authenticate,
  version = defaultVersion,
  ...options
}: ApiServerOptions): ApiServer {
  const core = createApiCore(options);
  const discovery = discoveryOf(core.kinds);
  const openApi = openApiOf(core.kinds, discovery, version);
  const openWatches = new Set<() => void>();
  const context: ServerContext = { ...core, version, discovery, openApi, openWatches };
  const answer = (request: ApiRequest) => handle(context, authenticate, request);
  return {
    ...core,
    answer,
    handle: fetchHandler(answer),
    close: () => {
      for (const end of [...openWatches]) end();
    },
  };
}

async function handle(
  context: ServerContext,
  authenticate: ApiServerOptions['authenticate'],
  request: ApiRequest,
): Promise<ApiResponse> {
  const response = await answerPath(context, authenticate, request);
  return request.method === 'HEAD' ? { ...response, body: undefined } : response;
}

async function answerPath(
  context: ServerContext,
  authenticate: ApiServerOptions['authenticate'],
  request: ApiRequest,
): Promise<ApiResponse> {
  const { pathname, searchParams: query } = new URL(anyOrigin + request.url);
  const warnings: string[] = [];
  try {
    const user = authenticate(request.headers.get('authorization'));
    if (!user) throw unauthorized();
    const path = parsePath(pathname);
    const verb = verbOf(request.method, path.isResource && path.name !== undefined, query);
    authorize(user, { verb, pathname, path });
    if (!path.isResource) return handleSystemPath(context, request, query, path.segments);
    return await handleResource({ context, request, query, path, user, warnings });
  } catch (error) {
    const { headers } = request;
    const format = lenientFormat(headers.get('accept') ?? '', headers.get('user-agent') ?? '', query);
    return respondStatus(statusOf(error), format, warnings);
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
