import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A server of `Request → Response` functions over HTTPS. */
export interface HttpsServer {
  port: number;
  /** Ends every stream, lets the other requests finish for `graceMs` at most, and closes. */
  stop(graceMs: number): Promise<void>;
}

export interface HttpsOptions {
  host: string;
  port: number;
  certificate: string;
  key: string;
  handle: (request: Request) => Promise<Response>;
  log: (line: string) => void;
}

/** Bytes of a body that are kept: the API server refuses more than 3 MiB (413), so one byte beyond is enough for it to know. */
const keptBodyBytes = 3 * 1024 * 1024 + 1;

/**
 * Listens with TLS and answers each request by `handle`. A request's signal aborts when its client goes away. Rejects when
 * the address cannot be had.
 */
export async function serveHttps({
  host,
  port,
  certificate,
  key,
  handle,
  log,
}: HttpsOptions): Promise<HttpsServer> {
  const streams = new Set<AbortController>();
  const server = createServer(
    { cert: certificate, key, keepAliveTimeout: 60_000, requestTimeout: 0 },
    (incoming, outgoing) => {
      answer(incoming, outgoing, handle, streams).catch((error) => {
        if (!outgoing.destroyed) log(`request failed: ${incoming.method} ${incoming.url}: ${error}`);
        outgoing.destroy();
      });
    },
  );
  // A client that does not trust the certificate, or speaks plain HTTP, is its own problem.
  server.on('tlsClientError', () => {});
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => resolve());
  });
  return { port: (server.address() as AddressInfo).port, stop: (graceMs) => stop(server, streams, graceMs) };
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: HttpsOptions['handle'],
  streams: Set<AbortController>,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  const response = await handle(await toRequest(incoming, gone.signal));
  outgoing.statusCode = response.status;
  // Header by header, as a name may come several times (Warning does).
  for (const [name, value] of response.headers) outgoing.appendHeader(name, value);
  if (!response.body || incoming.method === 'HEAD') {
    outgoing.end();
  } else if (response.headers.has('content-length')) {
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  } else {
    streams.add(gone);
    await pipe(response.body, outgoing, gone.signal).finally(() => streams.delete(gone));
  }
}

async function toRequest(incoming: IncomingMessage, signal: AbortSignal): Promise<Request> {
  const url = `https://${incoming.headers.host ?? 'localhost'}${incoming.url}`;
  const headers = new Headers();
  for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
    headers.append(incoming.rawHeaders[at]!, incoming.rawHeaders[at + 1]!);
  }
  const method = incoming.method ?? 'GET';
  const body = method === 'GET' || method === 'HEAD' ? undefined : await readBody(incoming);
  return new Request(url, { method, headers, body, signal });
}

/** The body, or as much of it as shows that it is too large; the rest is read and dropped so that the client hears the answer. */
async function readBody(incoming: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    if (bytes < keptBodyBytes) chunks.push(chunk.subarray(0, keptBodyBytes - bytes));
    bytes += chunk.length;
  }
  return bytes === 0 ? undefined : new Uint8Array(Buffer.concat(chunks));
}

/** Sends a stream as it comes, no faster than the client takes it, and lets its source know when the client is gone. */
async function pipe(
  body: ReadableStream<Uint8Array>,
  outgoing: ServerResponse,
  gone: AbortSignal,
): Promise<void> {
  const reader = body.getReader();
  const cancel = () => void reader.cancel().catch(() => {});
  gone.addEventListener('abort', cancel, { once: true });
  outgoing.flushHeaders();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || gone.aborted) break;
      if (!outgoing.write(value)) await drained(outgoing);
    }
  } finally {
    gone.removeEventListener('abort', cancel);
  }
  outgoing.end();
}

function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      outgoing.off('drain', done);
      outgoing.off('close', done);
      resolve();
    };
    outgoing.on('drain', done);
    outgoing.on('close', done);
  });
}

async function stop(server: Server, streams: Set<AbortController>, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const stream of streams) stream.abort();
  server.closeIdleConnections();
  const timer = AbortSignal.timeout(graceMs);
  timer.addEventListener('abort', () => server.closeAllConnections(), { once: true });
  await closed;
}
