import { aggregatedVersion } from './discovery';
import { bytesOf, respond, respondText, respondValue } from './encode';
import { methodNotAllowed } from './errors';
import { healthResponse } from './health';
import { type Format, lenientFormat } from './negotiation';
import { digestOf } from './openapi';
import type { ServerContext } from './server';

/**
 * Answers what is no resource: discovery, OpenAPI, version and health. Paths nobody knows get a plain 404.
 */
export async function handleSystemPath(
  context: ServerContext,
  request: Request,
  url: URL,
  segments: readonly string[],
): Promise<Response> {
  const { searchParams: query } = url;
  const { headers, method } = request;
  const format = lenientFormat(headers.get('accept') ?? '', headers.get('user-agent') ?? '', query);
  const response =
    healthResponse(segments, query, () => context.registry.store.check()) ??
    documentResponse(context, segments, headers, format);
  if (!response) return respondText('404 page not found\n', 404);
  if (method !== 'GET' && method !== 'HEAD') throw methodNotAllowed();
  return method === 'HEAD' ? new Response(null, response) : response;
}

function documentResponse(
  { discovery, openApi, version }: ServerContext,
  segments: readonly string[],
  headers: Headers,
  format: Format,
): Response | undefined {
  const [root, below] = segments;
  if (root === undefined) return respondValue({ paths: rootPaths }, format);
  if (root === 'version' && segments.length === 1) return respondValue(versionInfo(version), format);
  if (root === 'openapi') return openApiResponse(openApi, segments, format);
  if ((root === 'api' || root === 'apis') && below === undefined) {
    const wanted = aggregatedVersion(headers.get('accept') ?? '');
    if (wanted) return aggregatedResponse(discovery, root, wanted, headers.get('if-none-match'));
  }
  const document = discovery.find(segments);
  return document === undefined ? undefined : respondValue(document, format);
}

/** The aggregated document with the digest clients keep it by; 304 for those who have it. */
function aggregatedResponse(
  discovery: ServerContext['discovery'],
  root: 'api' | 'apis',
  version: string,
  known: string | null,
): Response {
  const text = `${JSON.stringify(discovery.aggregated(root, version))}\n`;
  const etag = `"${digestOf(text)}"`;
  const type = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
  const isKnown = known === etag;
  const response = isKnown ? new Response(null, { status: 304 }) : respond(bytesOf(text), type, 200);
  response.headers.set('etag', etag);
  response.headers.set('vary', 'Accept');
  response.headers.set('cache-control', 'public');
  return response;
}

const rootPaths = [
  '/api',
  '/apis',
  '/healthz',
  '/livez',
  '/openapi/v2',
  '/openapi/v3',
  '/readyz',
  '/version',
];

function openApiResponse(
  openApi: ServerContext['openApi'],
  [, version, ...path]: readonly string[],
  format: Format,
): Response | undefined {
  if (version === 'v2' && path.length === 0) return respondValue(openApi.swagger(), format);
  if (version !== 'v3') return undefined;
  if (path.length === 0) return respondText(JSON.stringify(openApi.index()));
  const document = openApi.document(path.join('/'));
  return document && respondValue(document, format);
}

function versionInfo(gitVersion: string): object {
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
