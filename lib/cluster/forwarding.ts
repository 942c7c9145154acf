/** The tops of the Kubernetes API that the dashboard lets through. */
const tops = new Set(['api', 'apis', 'openapi', 'version', 'healthz', 'livez', 'readyz']);

/**
 * The path at the API server for a path below `/k8s/<cluster>`, as `URL` gives it. `undefined` for anything that is not plainly a
 * path of the Kubernetes API: other tops, dot segments, hidden slashes, control characters, broken encodings.
 */
export function upstreamPath(pathname: string): string | undefined {
  const segments = pathname.split('/').slice(3);
  if (segments.length > 1 && segments.at(-1) === '') segments.pop();
  const decoded = segments.map(decode);
  if (!decoded.every((segment) => segment !== undefined && isPlain(segment))) return undefined;
  if (!tops.has(decoded[0] ?? '')) return undefined;
  return `/${segments.join('/')}`;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function isPlain(segment: string): boolean {
  return segment !== '' && segment !== '.' && segment !== '..' && !/[/\\\u0000-\u001f\u007f]/.test(segment);
}

/** What a client may tell the API server; anything else is about this server, the browser or the connection. */
const forwardedRequest = new Set([
  'accept',
  'content-type',
  'content-encoding',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'range',
  'user-agent',
]);
const forwardedPrefixes = ['impersonate-', 'kubectl-'];

/** The headers of a request that go on to the API server: never cookies, credentials, origins or those of the connection. */
export function requestHeaders(headers: Headers, streaming: boolean): Record<string, string> {
  const kept: Record<string, string> = {};
  headers.forEach((value, name) => {
    if (forwardedRequest.has(name) || forwardedPrefixes.some((prefix) => name.startsWith(prefix)))
      kept[name] = value;
  });
  // Compression would hold back the events of a watch.
  if (!streaming && accepts(headers, 'gzip')) kept['accept-encoding'] = 'gzip';
  return kept;
}

const forwardedResponse = [
  'content-type',
  'content-length',
  'content-encoding',
  'content-disposition',
  'content-range',
  'audit-id',
  'cache-control',
  'etag',
  'last-modified',
  'retry-after',
  'vary',
  'warning',
  'x-kubernetes-pf-flowschema-uid',
  'x-kubernetes-pf-prioritylevel-uid',
];

/**
 * The headers of the answer. A pod or service reached through the API may answer anything, so that nothing of it is ever run or
 * remembered in the name of the dashboard: no cookies, no redirects, a sandbox, no guessing of types.
 */
export function responseHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const kept = new Headers();
  for (const name of forwardedResponse) {
    for (const value of [headers[name] ?? []].flat()) kept.append(name, value);
  }
  kept.set('cache-control', 'no-cache, no-transform');
  kept.set('content-security-policy', "default-src 'none'; frame-ancestors 'none'; sandbox");
  kept.set('cross-origin-resource-policy', 'same-origin');
  kept.set('x-accel-buffering', 'no');
  kept.set('x-content-type-options', 'nosniff');
  return kept;
}

/** Whether the answer comes bit by bit for as long as things happen: a watch or a followed log. */
export function isStreaming(pathname: string, query: URLSearchParams): boolean {
  const isSet = (name: string) => ['1', 'true', ''].includes(query.get(name) ?? 'no');
  return isSet('watch') || isSet('follow') || pathname.split('/').includes('watch');
}

/** Whether a client takes answers in that coding. */
export function accepts(headers: Headers, coding: string): boolean {
  return (headers.get('accept-encoding') ?? '').split(',').some((item) => {
    const [name, ...parameters] = item.trim().split(/\s*;\s*/);
    return name === coding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}
