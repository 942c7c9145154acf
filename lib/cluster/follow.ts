import type { WatchEvent } from '../client/client';
import type { Transport } from '../client/http';
import { errorOf } from '../client/httperror';
import { readJsonLines } from '../client/jsonlines';
import type { StreamLine, StreamWatch } from '../client/stream';
import type { KubeList, KubeObject } from '../meta/object';
import { failure, type Status, StatusError } from '../meta/status';
import { type Clock, sleep } from '../time/clock';
import { trim } from './trim';

interface FollowPorts {
  clock: Clock;
  transport: Transport;
  /** Passes a line on; resolves when there is room for the next. */
  emit: (line: Omit<StreamLine, 'id'>) => Promise<void>;
  signal: AbortSignal;
}

const pageSize = 500;
/** Watches are opened anew from time to time, so that one that died unnoticed does not stay so. */
const watchSeconds = 290;
const firstRetryMs = 500;
/** A cluster that is away may be back any moment; one that says no will rarely think better of it. */
const longestRetryMs = { away: 5_000, refused: 30_000 };

/**
 * Follows one watch until `signal` aborts: lists in pages unless there is a version to go on from, then watches. A version that is too
 * old means listing anew. Any other failure is told, and tried again with growing pauses; it never ends the other watches of the stream.
 */
export async function follow(watch: StreamWatch, ports: FollowPorts): Promise<void> {
  const { clock, emit, signal } = ports;
  let version = watch.resourceVersion;
  let failures = 0;
  const onProgress = (reached: string | undefined) => {
    version = reached ?? version;
    failures = 0;
  };
  while (!signal.aborted) {
    try {
      version ??= await list(watch, ports);
      await watchFrom(watch, version, ports, onProgress);
    } catch (error) {
      if (signal.aborted) return;
      const status = statusOf(error);
      const expired = status.code === 410;
      if (expired) version = undefined;
      // An expired version is nobody's fault: the first time it is simply listed anew.
      if (!expired || failures > 0) await emit({ type: 'ERROR', status });
      const longestMs = longestRetryMs[status.code >= 500 ? 'away' : 'refused'];
      const pauseMs = Math.min(longestMs, firstRetryMs * 2 ** failures);
      failures++;
      await sleep(clock, expired && failures === 1 ? 0 : pauseMs, signal).catch(() => {});
    }
  }
}

async function list(watch: StreamWatch, { transport, emit, signal }: FollowPorts): Promise<string> {
  let next: string | undefined;
  let version = '';
  await emit({ type: 'RESET' });
  do {
    const query = new URLSearchParams({ limit: String(pageSize), ...(next ? { continue: next } : {}) });
    const response = await ask(transport, watch, query, signal);
    const page = (await response.json()) as KubeList<KubeObject>;
    const kind = page.kind?.replace(/List$/, '');
    for (const item of page.items ?? []) {
      const object = { apiVersion: page.apiVersion, kind, ...item };
      await emit({ type: 'ADDED', object: trim(object, watch.detail) });
    }
    next = page.metadata.continue;
    version = page.metadata.resourceVersion ?? version;
  } while (next);
  await emit({ type: 'SYNCED', resourceVersion: version });
  return version;
}

/** Watches until the server closes the stream. Throws the `Status` of an `ERROR` event. */
async function watchFrom(
  watch: StreamWatch,
  from: string,
  { transport, emit, signal, clock }: FollowPorts,
  onProgress: (version: string | undefined) => void,
): Promise<void> {
  const query = new URLSearchParams({
    watch: 'true',
    resourceVersion: from,
    allowWatchBookmarks: 'true',
    timeoutSeconds: String(watchSeconds),
  });
  const own = new AbortController();
  const stop = () => own.abort();
  signal.addEventListener('abort', stop, { once: true });
  const cancelLimit = clock.after((watchSeconds + 30) * 1000, stop);
  try {
    const response = await ask(transport, watch, query, own.signal);
    await emit({ type: 'SYNCED', resourceVersion: from });
    for await (const event of readJsonLines<WatchEvent<KubeObject>>(response.body!)) {
      if (event.type === 'ERROR') throw new StatusError(event.object);
      const { resourceVersion } = event.object.metadata;
      onProgress(resourceVersion);
      if (event.type === 'BOOKMARK') await emit({ type: 'BOOKMARK', resourceVersion });
      else await emit({ type: event.type, object: trim(event.object, watch.detail) });
    }
  } catch (error) {
    if (!own.signal.aborted || signal.aborted) throw error;
  } finally {
    cancelLimit();
    signal.removeEventListener('abort', stop);
    own.abort();
  }
}

async function ask(
  transport: Transport,
  watch: StreamWatch,
  query: URLSearchParams,
  signal: AbortSignal,
): Promise<Response> {
  const fields = [watch.name && `metadata.name=${watch.name}`, watch.fieldSelector].filter(Boolean).join(',');
  if (fields) query.set('fieldSelector', fields);
  if (watch.labelSelector) query.set('labelSelector', watch.labelSelector);
  const streaming = query.has('watch');
  const response = await transport({
    method: 'GET',
    path: `${collectionPath(watch)}?${query}`,
    // Compression would hold back the events of a watch.
    headers: { accept: 'application/json', ...(streaming ? { 'accept-encoding': 'identity' } : {}) },
    signal,
  });
  if (!response.ok) throw await errorOf('GET', response);
  return response;
}

function collectionPath({ resource, namespace }: StreamWatch): string {
  const parts = resource.split('/').map(encodeURIComponent);
  const plural = parts.pop()!;
  const place = namespace ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `/${parts.length > 1 ? 'apis' : 'api'}/${parts.join('/')}${place}/${plural}`;
}

function statusOf(error: unknown): Status {
  if (error instanceof StatusError) return error.status;
  const message = error instanceof Error ? error.message : String(error);
  return failure(503, 'ServiceUnavailable', `The watch broke off: ${message}`);
}
