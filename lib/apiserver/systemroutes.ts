import { aggregatedVersion, type Discovery } from './discovery';
import { bytesOf, respond, respondText, respondValue } from './encode';
import { methodNotAllowed } from './errors';
import { healthPaths, healthResponse } from './health';
import type { ApiRequest, ApiResponse, RequestHeaders } from './message';
import { exposition, expositionType } from './metrics/exposition';
import { buildFamily, inFlightFamily, objectFamilies } from './metrics/server';
import { expectProduced, type Format, lenientFormat } from './negotiation';
import { digestOf } from './openapi/documents';
import { openApiResponse } from './openapi/routes';
import type { ServerContext } from './server';

/**
 * Answers what is no resource: discovery, OpenAPI, version and health. Paths nobody knows get a plain 404.
 */
export function handleSystemPath(
  context: ServerContext,
  { headers, method }: ApiRequest,
  query: URLSearchParams,
  segments: readonly string[],
): ApiResponse {
  const format = lenientFormat(headers.get('accept') ?? '', headers.get('user-agent') ?? '', query);
  const response =
    healthResponse(segments, query, () => context.registry.store.check()) ??
    metricsResponse(context, segments) ??
    openApiResponse(context, segments, headers, query) ??
    documentResponse(context, segments, headers, format);
  if (!response) return respondText('404 page not found\n', 404);
  if (method !== 'GET' && method !== 'HEAD') throw methodNotAllowed();
  return response;
}

function documentResponse(
  { discovery, version }: ServerContext,
  segments: readonly string[],
  headers: RequestHeaders,
  format: Format,
): ApiResponse | undefined {
  const [root, below] = segments;
  if (root === undefined) return respondValue({ paths: rootPaths(discovery) }, format);
  if (root === 'version' && segments.length === 1) return respondValue(versionInfo(version), format);
  if ((root === 'api' || root === 'apis') && below === undefined) {
    const wanted = aggregatedVersion(headers.get('accept') ?? '');
    if (wanted) return aggregatedResponse(discovery, root, wanted, headers.get('if-none-match'));
  }
  const document = discovery.find(segments);
  if (document !== undefined) expectProduced(headers.get('accept') ?? '');
  return document === undefined ? undefined : respondValue(document, format);
}

/** Everything that is measured, at `/metrics`. */
function metricsResponse(context: ServerContext, segments: readonly string[]): ApiResponse | undefined {
  if (segments.join('/') !== 'metrics') return undefined;
  const { registry, kinds, requests, inFlight, collectors, version } = context;
  const families = [
    ...requests.collect(),
    ...objectFamilies(registry.store, kinds),
    inFlightFamily(inFlight),
    buildFamily(versionInfo(version)),
    ...collectors.flatMap((collect) => collect()),
  ];
  return respond(bytesOf(exposition(families)), expositionType, 200);
}

/** Every path there is something at, besides the resources. */
function rootPaths({ groupVersions }: Discovery): string[] {
  const groups = groupVersions.flatMap(({ group, version }) =>
    group ? [`/apis/${group}`, `/apis/${group}/${version}`] : [`/api/${version}`],
  );
  const others = [
    '/api',
    '/apis',
    '/apis/',
    '/metrics',
    '/openapi/v2',
    '/openapi/v3',
    '/openapi/v3/',
    '/version',
  ];
  return [...new Set([...others, ...groups, ...healthPaths])].sort();
}

/** The aggregated document with the digest clients keep it by; 304 for those who have it. */
function aggregatedResponse(
  discovery: Discovery,
  root: 'api' | 'apis',
  version: string,
  known: string | null,
): ApiResponse {
  const bytes = bytesOf(`${JSON.stringify(discovery.aggregated(root, version))}\n`);
  const etag = `"${digestOf(bytes)}"`;
  const type = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
  const keeping = [
    ['etag', etag],
    ['vary', 'Accept'],
    ['cache-control', 'public'],
  ] as const;
  if (known === etag) return { status: 304, headers: keeping, body: undefined };
  const response = respond(bytes, type, 200);
  return {
    ...response,
    headers: [...response.headers.filter(([name]) => name !== 'cache-control'), ...keeping],
  };
}

function versionInfo(gitVersion: string): Record<string, string | undefined> {
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  return {
    major,
    minor,
    gitVersion,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: '',
    compiler: '',
    platform: '',
  };
}
