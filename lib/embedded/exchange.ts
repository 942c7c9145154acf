import type { IncomingMessage, ServerResponse } from 'node:http';

/** Bodies longer than this are not read to their end; the API server refuses them by their length. */
const mostBodyBytes = 4 * 1024 * 1024;

/** Headers joins warnings into one; inside of their quoted texts a quote has a backslash before it. */
const betweenWarnings = /, (?=\d{3} \S+ ")/;

/** Answers a request; never rejects. */
export type Handler = (request: Request) => Promise<Response>;

/**
 * Carries one request from Node's server to the handler and its response back. `origin` is what the server calls itself,
 * whatever the client called it. Rejects when the connection breaks.
 */
export async function exchange(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  origin: string,
  handler: Handler,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  const body = await readBody(incoming);
  if (gone.signal.aborted) return;
  const response = await handler(toRequest(incoming, origin, body, gone.signal));
  if (body && body.length > mostBodyBytes) outgoing.setHeader('connection', 'close');
  await send(response, outgoing);
}

/** The body, up to a little more than what is acceptable; `undefined` for requests that have none. */
async function readBody(incoming: IncomingMessage): Promise<Buffer<ArrayBuffer> | undefined> {
  const { headers } = incoming;
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return undefined;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const finish = () => resolve(Buffer.concat(chunks));
    incoming.on('data', (chunk: Buffer) => {
      if (length > mostBodyBytes) return;
      chunks.push(chunk);
      length += chunk.length;
      if (length > mostBodyBytes) finish();
    });
    incoming.once('end', finish);
    incoming.once('error', reject);
  });
}

function toRequest(
  { method = 'GET', url = '/', rawHeaders }: IncomingMessage,
  origin: string,
  body: Buffer<ArrayBuffer> | undefined,
  signal: AbortSignal,
): Request {
  const pairs: [string, string][] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) pairs.push([rawHeaders[at]!, rawHeaders[at + 1]!]);
  const isBodiless = method === 'GET' || method === 'HEAD';
  return new Request(origin + url, {
    method,
    headers: pairs,
    signal,
    ...(body && !isBodiless ? { body } : {}),
  });
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.statusCode = response.status;
  // Header by header, as a name may come several times.
  for (const [name, value] of response.headers) {
    outgoing.appendHeader(name, name === 'warning' ? value.split(betweenWarnings) : value);
  }
  if (!response.body) {
    outgoing.end();
  } else if (response.headers.has('content-length')) {
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  } else {
    outgoing.flushHeaders();
    await pump(response.body, outgoing);
  }
}

/** Writes a stream as it comes, no faster than the client reads, until it ends or the client is gone. */
async function pump(body: ReadableStream<Uint8Array>, outgoing: ServerResponse): Promise<void> {
  const reader = body.getReader();
  const cancel = () => void reader.cancel().catch(() => {});
  outgoing.once('close', cancel);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || outgoing.destroyed) break;
      if (!outgoing.write(value)) await drained(outgoing);
    }
    outgoing.end();
  } catch {
    // The source broke off: the client must not take what it has for the whole.
    outgoing.destroy();
  } finally {
    outgoing.removeListener('close', cancel);
    cancel();
  }
}

function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      outgoing.removeListener('drain', settle);
      outgoing.removeListener('close', settle);
      resolve();
    };
    outgoing.once('drain', settle);
    outgoing.once('close', settle);
  });
}
