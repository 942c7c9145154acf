import type { User } from './access/authenticate';
import { authorize } from './access/authorize';
import { actingUser } from './access/impersonate';
import { type ApiCore, type ApiCoreOptions, createApiCore } from './core';
import { type Discovery, discoveryOf } from './discovery';
import { respondStatus } from './encode';
import { statusOf, unauthorized } from './errors';
import { fetchHandler } from './fetch';
import { InFlight, type InFlightLimits, tooManyRequests, usualLimits } from './inflight';
import type { ApiRequest, ApiResponse } from './message';
import type { Collector } from './metrics/exposition';
import { RequestMetrics, type RequestRecord } from './metrics/requests';
import { lenientFormat } from './negotiation';
import { type OpenApi, openApiOf } from './openapi/documents';
import { attributesOf, type PathInfo, parsePath } from './requestinfo';
import { handleResource } from './resourceroutes';
import { handleSystemPath } from './systemroutes';

export interface ApiServerOptions extends ApiCoreOptions {
  /**
   * The user an `Authorization` header stands for; `undefined` when it is wrong. See `tokenAuthenticator`.
   */
  authenticate: (authorization: string | null) => User | undefined;
  /** The Kubernetes version to name, such as `v1.36.0`. */
  version?: string;
  /** How many requests may be in work at a time; kube-apiserver's limits when left out. */
  limits?: InFlightLimits;
  /** What else `/metrics` tells, besides the server's own. */
  collectors?: readonly Collector[];
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
  inFlight: InFlight;
  requests: RequestMetrics;
  collectors: readonly Collector[];
}

/** Only paths are read; whatever the server is called, they mean the same. */
const anyOrigin = 'http://localhost';
const defaultVersion = 'v1.36.0+gantry';

/** Creates an API server on a store. */
export function createApiServer({
  authenticate,
  version = defaultVersion,
  limits = usualLimits,
  collectors = [],
  ...options
}: ApiServerOptions): ApiServer {
  const core = createApiCore(options);
  const discovery = discoveryOf(core.kinds);
  const openApi = openApiOf(core.kinds, discovery, version);
  const openWatches = new Set<() => void>();
  const now = () => options.clock.now();
  const inFlight = new InFlight(limits, now);
  const requests = new RequestMetrics(discovery, now);
  const watched = { inFlight, requests, collectors };
  const context: ServerContext = { ...core, version, discovery, openApi, openWatches, ...watched };
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

/** One request, and what is to be warned of in its answer. */
interface Asked {
  request: ApiRequest;
  pathname: string;
  query: URLSearchParams;
  warnings: string[];
}

async function handle(
  context: ServerContext,
  authenticate: ApiServerOptions['authenticate'],
  request: ApiRequest,
): Promise<ApiResponse> {
  const { pathname, searchParams: query } = new URL(anyOrigin + request.url);
  const asked: Asked = { request, pathname, query, warnings: [] };
  const response = await admitted(context, authenticate, asked);
  return request.method === 'HEAD' ? { ...response, body: undefined } : response;
}

async function admitted(
  context: ServerContext,
  authenticate: ApiServerOptions['authenticate'],
  asked: Asked,
): Promise<ApiResponse> {
  try {
    const { headers } = asked.request;
    const user = authenticate(headers.get('authorization'));
    if (!user) throw unauthorized();
    return await admit(context, actingUser(user, headers), asked);
  } catch (error) {
    return refusal(asked, error);
  }
}

/** Answers whom there is room for and who may ask that. */
async function admit(context: ServerContext, user: User, asked: Asked): Promise<ApiResponse> {
  const { request, pathname, query } = asked;
  const path = parsePath(pathname);
  const attributes = attributesOf(request.method, pathname, query, path);
  const record = context.requests.begin(request, pathname, query, path);
  const leave = context.inFlight.enter(attributes, user);
  if (!leave) {
    record?.drop(429);
    return tooManyRequests();
  }
  try {
    authorize(user, attributes);
    const response = await answer(context, user, path, asked, record);
    record?.finish(response);
    return response;
  } finally {
    leave();
  }
}

async function answer(
  context: ServerContext,
  user: User,
  path: PathInfo,
  asked: Asked,
  record: RequestRecord | undefined,
): Promise<ApiResponse> {
  const { request, query, warnings } = asked;
  try {
    if (!path.isResource) return handleSystemPath(context, request, query, path.segments);
    return await handleResource({ context, request, query, path, user, warnings, record });
  } catch (error) {
    return refusal(asked, error);
  }
}

/** What went wrong, in the form asked for. */
function refusal({ request: { headers }, query, warnings }: Asked, error: unknown): ApiResponse {
  const format = lenientFormat(headers.get('accept') ?? '', headers.get('user-agent') ?? '', query);
  return respondStatus(statusOf(error), format, warnings);
}
