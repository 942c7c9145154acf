import type { KubeList, KubeObject } from '../meta/object';
import { failure, StatusError } from '../meta/status';
import { apiVersionOf, pathOf, type Resource } from '../resources/kind';
import type { ApiClient, ListOptions, LogOptions, PatchType, WatchEvent, WatchOptions } from './client';
import { errorOf, unreadable } from './httperror';
import { readJsonLines } from './jsonlines';

/** One HTTP request to an API server. `path` begins with `/` and carries the query. */
export interface TransportRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
  signal?: AbortSignal;
}

/**
 * Sends a request to the API server and answers its response, whatever its code. Rejects when there is none, and with the
 * signal's reason when that aborts. The transport adds the server's address and the credentials.
 */
export type Transport = (request: TransportRequest) => Promise<Response>;

const mediaTypes: Readonly<Record<PatchType, string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

type Query = Record<string, string | number | boolean | undefined>;

/**
 * The Kubernetes verbs over HTTP, in the browser and in Node. Refusals reject with a `StatusError`, also when the answer is
 * no `Status`; a request that never got an answer rejects with what the transport said. Items of lists are given the
 * `apiVersion` and `kind` that the wire leaves out.
 */
export function httpClient(transport: Transport): ApiClient {
  const send = <R>(method: string, path: string, query: Query, body?: unknown, extra: Extra = {}) =>
    sendJson<R>(transport, method, path + queryText(query), body, extra);

  return {
    get: (resource, namespace, name) => send('GET', pathOf(resource, namespace, name), {}),

    async list<T extends KubeObject>(
      resource: Resource<T>,
      { namespace, signal, ...query }: ListOptions = {},
    ) {
      const list = await send<KubeList<T>>('GET', pathOf(resource, namespace), query, undefined, { signal });
      const head = { apiVersion: apiVersionOf(resource), kind: resource.kind };
      return { ...list, items: (list.items ?? []).map((item) => ({ ...head, ...item })) };
    },

    create(resource, object, { subresource, ...query } = {}) {
      const { namespace, name } = object.metadata;
      const path = pathOf(resource, namespace, subresource ? name : undefined, subresource);
      return send('POST', path, query, object);
    },

    update(resource, object, { subresource, ...query } = {}) {
      const { namespace, name } = object.metadata;
      return send('PUT', pathOf(resource, namespace, name, subresource), query, object);
    },

    patch(resource, namespace, name, type, patch, { subresource, ...query } = {}) {
      const path = pathOf(resource, namespace, name, subresource);
      return send('PATCH', path, query, patch, { contentType: mediaTypes[type] });
    },

    delete: (resource, namespace, name, options = {}) =>
      send('DELETE', pathOf(resource, namespace, name), {}, deleteBody(options)),

    async deleteCollection(resource, { namespace, signal, ...query }, options = {}) {
      await send('DELETE', pathOf(resource, namespace), query, deleteBody(options), { signal });
    },

    watch<T extends KubeObject>(resource: Resource<T>, { namespace, signal, ...query }: WatchOptions = {}) {
      const path =
        pathOf(resource, namespace) + queryText({ watch: true, ...query, ...initialEvents(query) });
      return streamed(signal, async (own) => {
        const response = await request(transport, 'GET', path, { signal: own });
        return readJsonLines<WatchEvent<T>>(bodyOf(response));
      });
    },

    createSubresource: (resource, namespace, name, subresource, body) =>
      send('POST', pathOf(resource, namespace, name, subresource), {}, body),

    log(namespace, pod, { signal, ...query }: LogOptions = {}) {
      const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log`;
      return streamed(signal, async (own) => {
        const response = await request(transport, 'GET', path + queryText({ ...query }), {
          signal: own,
          accept: '*/*',
        });
        return readChunks(bodyOf(response));
      });
    },
  };
}

interface Extra {
  contentType?: string;
  accept?: string;
  body?: string;
  signal?: AbortSignal;
}

async function sendJson<T>(
  transport: Transport,
  method: string,
  path: string,
  body: unknown,
  extra: Extra,
): Promise<T> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const response = await request(transport, method, path, { ...extra, body: text });
  const answer = await response.text();
  try {
    return JSON.parse(answer) as T;
  } catch {
    throw unreadable(response, answer);
  }
}

async function request(transport: Transport, method: string, path: string, extra: Extra): Promise<Response> {
  const { contentType = 'application/json', accept = 'application/json', body, signal } = extra;
  const headers: Record<string, string> = { accept };
  if (body !== undefined) headers['content-type'] = contentType;
  const response = await transport({ method, path, headers, body, signal });
  if (!response.ok) throw await errorOf(method, response);
  return response;
}

function bodyOf(response: Response): ReadableStream<Uint8Array> {
  if (!response.body) throw new StatusError(failure(500, 'InternalError', 'the server sent no body'));
  return response.body;
}

function queryText(query: Query): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(key, String(value));
  }
  const text = search.toString();
  return text ? `?${text}` : '';
}

/** Kubernetes takes `sendInitialEvents` only together with the match rule that goes with it. */
function initialEvents(query: WatchOptions): Query {
  if (!query.sendInitialEvents) return {};
  return { resourceVersionMatch: 'NotOlderThan', allowWatchBookmarks: true };
}

function deleteBody(options: object): unknown {
  return { kind: 'DeleteOptions', apiVersion: 'v1', ...options };
}

function readChunks(body: ReadableStream<Uint8Array>): AsyncIterator<Uint8Array> {
  const reader = body.getReader();
  return {
    async next() {
      const { done, value } = await reader.read();
      return done ? { done: true, value: undefined } : { done: false, value };
    },
    async return() {
      await reader.cancel().catch(() => {});
      return { done: true, value: undefined };
    },
  };
}

/**
 * An iterable that opens its stream at the first `next`, ends without error when `signal` aborts, and closes the request
 * when the loop is left. The body is cancelled as well, for transports that forget the signal once they have answered.
 */
function streamed<T>(
  signal: AbortSignal | undefined,
  open: (signal: AbortSignal) => Promise<AsyncIterator<T>>,
): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const own = new AbortController();
      let opened: Promise<AsyncIterator<T>> | undefined;
      const end = { done: true, value: undefined } as const;

      const settle = () => signal?.removeEventListener('abort', close);
      async function close(): Promise<void> {
        settle();
        own.abort(signal?.reason);
        const inner = await opened?.catch(() => undefined);
        await inner?.return?.();
      }
      signal?.addEventListener('abort', close, { once: true });

      return {
        async next() {
          if (signal?.aborted || own.signal.aborted) return end;
          try {
            opened ??= open(own.signal);
            const result = await (await opened).next();
            if (result.done) settle();
            return result;
          } catch (error) {
            settle();
            if (own.signal.aborted) return end;
            throw error;
          }
        },
        async return() {
          await close();
          return end;
        },
      };
    },
  };
}
