import { authorize, type User } from './authenticate';
import { type ApiCore, type ApiCoreOptions, createApiCore } from './core';
import { type Discovery, discoveryOf } from './discovery';
import { respondStatus } from './encode';
import { statusOf, unauthorized } from './errors';
import { lenientFormat } from './negotiation';
import { type OpenApi, openApiOf } from './openapi';
import { flag } from './options';
import { type PathInfo, parsePath } from './requestinfo';
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
  return {
    ...core,
    handle: (request) => handle(context, authenticate, request),
    close: () => {
      for (const end of [...openWatches]) end();
    },
  };
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
    const { searchParams: query } = url;
    const verb = verbOf(request.method, path, query);
    authorize(user, { verb, pathname: url.pathname, path, selected: selectedName(verb, query) });
    if (!path.isResource) return await handleSystemPath(context, request, url, path.segments);
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
function verbOf(method: string, path: PathInfo, query: URLSearchParams): string {
  if (!path.isResource) return method.toLowerCase();
  if (path.isLegacyWatch) return 'watch';
  const isNamed = path.name !== undefined;
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (isNamed) return 'get';
      return flag(query, 'watch') ? 'watch' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return isNamed ? 'delete' : 'deletecollection';
    default:
      return '';
  }
}

/** The one name that a list or watch selects. */
function selectedName(verb: string, query: URLSearchParams): string {
  if (verb !== 'list' && verb !== 'watch') return '';
  return /(?:^|,)metadata\.name==?([^,=\\/%]+)(?:,|$)/.exec(query.get('fieldSelector') ?? '')?.[1] ?? '';
}
