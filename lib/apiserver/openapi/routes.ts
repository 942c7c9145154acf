import { respond } from '../encode';
import type { ApiResponse, RequestHeaders } from '../message';
import { parseAccept } from '../negotiation';
import type { ServerContext } from '../server';
import type { Document } from './documents';
import { swaggerProtobuf } from './swagger';

const json = /^(application|\*)\/(json|\*)$/;
const plain = 'text/plain; charset=utf-8';
const yearMs = 365 * 24 * 3600 * 1000;

/**
 * Answers `/openapi/v2` and `/openapi/v3`; `undefined` for other paths. A document goes with the digest clients keep
 * it by: who has it gets 304, who asks for it by its digest may keep it for good, and who asks by an old one is sent
 * to the new. 406 for who takes none of its forms.
 */
export function openApiResponse(
  { openApi, registry }: Pick<ServerContext, 'openApi' | 'registry'>,
  [root, version, ...rest]: readonly string[],
  headers: RequestHeaders,
  query: URLSearchParams,
): ApiResponse | undefined {
  if (root !== 'openapi') return undefined;
  const known = headers.get('if-none-match');
  const accepted = parseAccept(headers.get('accept') || '*/*').map(({ type }) => type);
  const path = rest.join('/');
  if (version === 'v2' && path === '') return swaggerResponse(openApi, accepted, known);
  if (version !== 'v3') return undefined;
  if (path === '') return documentResponse(openApi.index(), plain, known);
  const document = openApi.document(path);
  if (!document) return undefined;
  if (!accepted.some((type) => json.test(type))) return notAcceptable;
  const hash = query.get('hash');
  if (hash && hash !== document.digest) return movedTo(`/openapi/v3/${path}?hash=${document.digest}`);
  const expires = new Date(registry.clock.now() + yearMs).toUTCString();
  const keeping = [
    ['cache-control', 'public, immutable'],
    ['expires', expires],
  ] as const;
  return documentResponse(document, 'application/json', known, [
    ['vary', 'Accept'],
    ...(hash ? keeping : []),
  ]);
}

/** OpenAPI v2 in the first form of those asked for that there is. */
function swaggerResponse(
  openApi: ServerContext['openApi'],
  accepted: readonly string[],
  known: string | null,
): ApiResponse {
  const isProtobuf = (type: string) => swaggerProtobuf.asked.includes(type);
  const type = accepted.find((one) => isProtobuf(one) || json.test(one));
  if (type === undefined) return notAcceptable;
  const vary = [['vary', 'Accept']] as const;
  return isProtobuf(type)
    ? documentResponse(openApi.swaggerProtobuf(), swaggerProtobuf.answered, known, vary)
    : documentResponse(openApi.swagger(), 'application/json', known, vary);
}

function documentResponse(
  { bytes, digest }: Document,
  type: string,
  known: string | null,
  more: ApiResponse['headers'] = [],
): ApiResponse {
  const etag = `"${digest}"`;
  const named = [['etag', etag] as const, ...more];
  if (known === etag) return { status: 304, headers: named, body: undefined };
  const { headers, ...response } = respond(bytes, type, 200);
  const isNamed = (name: string) => named.some(([other]) => other === name);
  return { ...response, headers: [...headers.filter(([name]) => !isNamed(name)), ...named] };
}

const notAcceptable: ApiResponse = { status: 406, headers: [], body: undefined };

function movedTo(location: string): ApiResponse {
  const headers = [
    ['location', location],
    ['content-type', 'application/json'],
  ] as const;
  return { status: 301, headers, body: undefined };
}
