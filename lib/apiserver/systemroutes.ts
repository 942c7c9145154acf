import { aggregatedVersion } from './discovery';
import { bytesOf, respond, respondText, respondValue } from './encode';
import { methodNotAllowed } from './errors';
import { healthResponse } from './health';
import { type Format, lenientFormat, parseAccept } from './negotiation';
import { swaggerProtobuf } from './openapiv2';
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
  const accept = headers.get('accept') ?? '';
  const format = lenientFormat(accept, headers.get('user-agent') ?? '', query);
  const response =
    healthResponse(segments, query, () => context.registry.store.check()) ??
    documentResponse(context, segments, accept, format);
  if (!response) return respondText('404 page not found\n', 404);
  if (method !== 'GET' && method !== 'HEAD') throw methodNotAllowed();
  return method === 'HEAD' ? new Response(null, response) : response;
}

function documentResponse(
  { discovery, openApi, version }: ServerContext,
  segments: readonly string[],
  accept: string,
  format: Format,
): Response | undefined {
  const [root, below] = segments;
  if (root === undefined) return respondValue({ paths: rootPaths }, format);
  if (root === 'version' && segments.length === 1) return respondValue(versionInfo(version), format);
  if (root === 'openapi') return openApiResponse(openApi, segments, accept, format);
  if ((root === 'api' || root === 'apis') && below === undefined) {
    const wanted = aggregatedVersion(accept);
    if (wanted) {
      const type = `application/json;g=apidiscovery.k8s.io;v=${wanted};as=APIGroupDiscoveryList`;
      return respond(bytesOf(`${JSON.stringify(discovery.aggregated(root, wanted))}\n`), type, 200);
    }
  }
  const document = discovery.find(segments);
  return document === undefined ? undefined : respondValue(document, format);
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
  accept: string,
  format: Format,
): Response | undefined {
  if (version === 'v2' && path.length === 0) {
    if (!wantsProtobuf(accept)) return respondValue(openApi.swagger(), format);
    return respond(openApi.swaggerBytes(), swaggerProtobuf.answered, 200);
  }
  if (version !== 'v3') return undefined;
  if (path.length === 0) return respondText(JSON.stringify(openApi.index()));
  const document = openApi.document(path.join('/'));
  return document && respondValue(document, format);
}

function wantsProtobuf(accept: string): boolean {
  return swaggerProtobuf.asked.includes(parseAccept(accept)[0]?.type ?? '');
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
