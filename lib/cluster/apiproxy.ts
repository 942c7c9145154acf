import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { failure, StatusError } from '../meta/status';
import type { Cluster } from './clusters';
import { sendTo, type UpstreamResponse } from './connection';
import { accepts, isStreaming, requestHeaders, responseHeaders, upstreamPath } from './forwarding';
import { untilShutdown } from './shutdown';

/** Smaller answers are not worth compressing. */
const gzipFromBytes = 16_384;

/**
 * Passes a request for `/k8s/<cluster>/…` on to the cluster and its answer back, both as they come. When the visitor goes away the
 * request to the cluster ends too. Throws `StatusError`s: 404 for what is no path of the API, 503 when the cluster does not answer.
 */
export async function proxyRequest(request: Request, cluster: Cluster): Promise<Response> {
  const { pathname, search, searchParams } = new URL(request.url);
  const path = upstreamPath(pathname);
  if (!path)
    throw new StatusError(failure(404, 'NotFound', 'the server could not find the requested resource'));
  const streaming = isStreaming(pathname, searchParams);
  const gone = new AbortController();
  const leave = () => gone.abort();
  request.signal.addEventListener('abort', leave, { once: true });
  const answer = await sendTo(cluster, {
    method: request.method,
    path: path + search,
    headers: requestHeaders(request.headers, streaming),
    ...(request.body ? { body: request.body } : {}),
    signal: gone.signal,
  });
  const headers = responseHeaders(answer.headers);
  if (request.method === 'HEAD' || answer.status === 204 || answer.status === 304) {
    gone.abort();
    return new Response(null, { status: answer.status, headers });
  }
  const body = !streaming && shouldGzip(request, answer) ? gzipped(answer, headers) : answer.body;
  const stream = streaming
    ? untilShutdown(request.signal, (signal) => {
        signal.addEventListener('abort', leave, { once: true });
        return streamOf(body, leave);
      })
    : streamOf(body, leave);
  return new Response(stream, { status: answer.status, headers });
}

function shouldGzip(request: Request, { headers }: UpstreamResponse): boolean {
  if (headers['content-encoding'] || !accepts(request.headers, 'gzip')) return false;
  if (!/json|yaml|text/.test(String(headers['content-type'] ?? ''))) return false;
  return Number(headers['content-length'] ?? Number.POSITIVE_INFINITY) >= gzipFromBytes;
}

function gzipped({ body }: UpstreamResponse, headers: Headers): AsyncIterable<Uint8Array> {
  headers.delete('content-length');
  headers.set('content-encoding', 'gzip');
  headers.append('vary', 'accept-encoding');
  const source = Readable.from(body);
  const gzip = createGzip({ level: 1 });
  source.on('error', (error) => gzip.destroy(error));
  gzip.on('close', () => source.destroy());
  return source.pipe(gzip);
}

/** A web stream that reads on only when asked to, and calls `onCancel` when nobody wants the rest. */
function streamOf(body: AsyncIterable<Uint8Array>, onCancel: () => void): ReadableStream<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        controller.error(error);
      }
    },
    async cancel() {
      onCancel();
      await chunks.return?.().catch(() => {});
    },
  });
}
