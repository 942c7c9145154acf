import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiRequest, ApiResponse, LiveBody } from '../apiserver/message';

/** Bodies longer than this are not read to their end; the API server refuses them by their length. */
const mostBodyBytes = 4 * 1024 * 1024;

const nothing = new Uint8Array();

/** Answers a request; never rejects. */
export type Handler = (request: ApiRequest) => Promise<ApiResponse>;

/**
 * Carries one request from Node's server to the handler and its response back. Rejects when the connection breaks.
 */
export async function exchange(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handler: Handler,
): Promise<void> {
  const body = hasBody(incoming) ? await readBody(incoming) : nothing;
  if (outgoing.destroyed) return;
  const response = await handler(new Incoming(incoming, outgoing, body));
  if (body.length > mostBodyBytes) outgoing.shouldKeepAlive = false;
  await send(response, outgoing);
}

/** What Node read, as the API server wants it. */
class Incoming implements ApiRequest {
  private gone: AbortController | undefined;

  constructor(
    private readonly incoming: IncomingMessage,
    private readonly outgoing: ServerResponse,
    readonly body: Uint8Array,
  ) {}

  get method(): string {
    return this.incoming.method ?? 'GET';
  }

  get url(): string {
    return this.incoming.url ?? '/';
  }

  get headers(): ApiRequest['headers'] {
    return this;
  }

  get(name: string): string | null {
    const value = this.incoming.headers[name];
    return (Array.isArray(value) ? value.join(', ') : value) ?? null;
  }

  keys(): Iterable<string> {
    return Object.keys(this.incoming.headers);
  }

  /** Made for the few who ask: it costs more than many a request. */
  get signal(): AbortSignal {
    if (!this.gone) {
      const gone = new AbortController();
      this.gone = gone;
      onceGone(this.outgoing, () => gone.abort());
    }
    return this.gone.signal;
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

/** The body, up to a little more than what is acceptable. */
function readBody(incoming: IncomingMessage): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const finish = () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
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

async function send({ status, headers, body }: ApiResponse, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(status, headers.flat());
  if (!body) outgoing.end();
  else if (body instanceof Uint8Array) outgoing.end(body);
  else {
    outgoing.flushHeaders();
    if ('start' in body) play(body, outgoing);
    else await pump(body, outgoing);
  }
}

/** Lets a body write as things happen, until it ends or the client is gone. */
function play(body: LiveBody, outgoing: ServerResponse): void {
  onceGone(outgoing, () => body.stop());
  body.start({
    write: (bytes) => void outgoing.write(bytes),
    end: () => void outgoing.end(),
    get unsentBytes() {
      return outgoing.writableLength;
    },
  });
}

/** Calls back when the client goes before it has the whole answer; at once when it has gone already. */
function onceGone(outgoing: ServerResponse, call: () => void): void {
  const check = () => {
    if (!outgoing.writableFinished) call();
  };
  if (outgoing.destroyed) check();
  else outgoing.once('close', check);
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
