import type { KubeObject } from '../meta/object';
import { StatusError } from '../meta/status';
import { decode } from '../resources/schema/decode';
import type { Clock } from '../time/clock';
import { joinParts, type Part } from './encode';
import { statusOf } from './errors';
import type { Served } from './kinds';
import type { ListQuery } from './options';
import type { Registry } from './registry';
import { eventWriter, type Representation, representObject } from './represent';
import type { Watched } from './watching';

/** A stream that is this far behind is ended; its client starts again from where it was. */
const mostUnsentBytes = 32 * 1024 * 1024;
const bookmarkEveryMs = 60_000;
const shortestDefaultMs = 30 * 60_000;

/** Refusals that come as an event: a version that is forgotten, or has not come yet. */
const toldInStream = new Set([410, 504]);

const lineEnd = '}\n';

function lineHead(type: Watched['type'] | 'BOOKMARK'): string {
  return `{"type":"${type}","object":`;
}

/** What a watch is served with. */
export interface WatchContext {
  registry: Registry;
  representation: Representation;
  namespace: string | undefined;
  query: ListQuery;
  /** Open streams, by what ends them; the server ends them all when it stops. */
  open: Set<() => void>;
  signal: AbortSignal;
}

/**
 * Answers a watch as a stream of JSON lines. A version that is forgotten or has not come yet is told in the stream,
 * as an `ERROR`; other refusals are thrown. The stream ends after its timeout, and when its reader goes or falls
 * too far behind.
 */
export function watchResponse(context: WatchContext): Response {
  const stream = new WatchStream(context);
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => stream.start(controller),
      cancel: () => stream.end(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: mostUnsentBytes }),
  );
  if (stream.refusal) throw stream.refusal;
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-cache, private' };
  return new Response(body, { status: 200, headers });
}

class WatchStream {
  refusal: unknown;
  private controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  private readonly write: (object: KubeObject) => readonly Part[];
  private readonly clock: Clock;
  private readonly stops: (() => void)[] = [];
  private isSynced = false;

  constructor(private readonly context: WatchContext) {
    this.clock = context.registry.clock;
    this.write = eventWriter(context.representation, () => this.clock.now());
  }

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { registry, representation, namespace, query, open, signal } = this.context;
    this.controller = controller;
    try {
      const stop = registry.watch(
        representation.served,
        { ...query, namespace },
        { events: (events) => this.send(events), synced: (revision) => this.sync(revision) },
      );
      this.stops.push(stop);
    } catch (error) {
      if (!(error instanceof StatusError) || !toldInStream.has(error.code)) {
        this.refusal = error;
        controller.close();
        return;
      }
      this.enqueue([`{"type":"ERROR","object":${JSON.stringify(statusOf(error))}}\n`]);
      controller.close();
      return;
    }
    const end = () => this.finish();
    open.add(end);
    signal.addEventListener('abort', end, { once: true });
    this.stops.push(
      () => open.delete(end),
      () => signal.removeEventListener('abort', end),
      this.clock.after(timeoutMs(query), end),
    );
    if (query.sendInitialEvents === undefined && query.resourceVersion) this.isSynced = true;
    if (query.allowWatchBookmarks) this.keepBookmarking();
  }

  /** Ends what feeds the stream. */
  end(): void {
    this.controller = undefined;
    for (const stop of this.stops.splice(0)) stop();
  }

  private finish(): void {
    const { controller } = this;
    this.end();
    controller?.close();
  }

  private send(events: readonly Watched[]): void {
    const parts: Part[] = [];
    for (const { type, object } of events) parts.push(lineHead(type), ...this.write(object), lineEnd);
    this.enqueue(parts);
  }

  private sync(revision: number): void {
    this.isSynced = true;
    const { sendInitialEvents, allowWatchBookmarks } = this.context.query;
    if (sendInitialEvents && allowWatchBookmarks) this.bookmark(revision, true);
  }

  private enqueue(parts: readonly Part[]): void {
    const { controller } = this;
    if (!controller) return;
    controller.enqueue(joinParts(parts));
    if (this.isSynced && (controller.desiredSize ?? 0) < 0) this.finish();
  }

  private keepBookmarking(): void {
    const { store } = this.context.registry;
    const tick = () => {
      const { revision } = store;
      store.durable(revision).then(
        () => this.isSynced && this.bookmark(revision, false),
        () => {},
      );
      next();
    };
    let cancel = () => {};
    const next = () => {
      cancel = this.clock.after(bookmarkEveryMs, tick);
    };
    next();
    this.stops.push(() => cancel());
  }

  private bookmark(revision: number, isEndOfInitial: boolean): void {
    const { representation } = this.context;
    const object = emptyObject(representation.served, revision, isEndOfInitial);
    this.enqueue([lineHead('BOOKMARK'), ...bookmarkParts(representation, object), lineEnd]);
  }
}

function bookmarkParts(representation: Representation, object: KubeObject): Part[] {
  const { format } = representation;
  if (format.as !== 'Table') return representObject(representation, object);
  const { metadata } = object;
  const table = { kind: 'Table', apiVersion: `meta.k8s.io/${format.version}`, metadata };
  return [JSON.stringify({ ...table, columnDefinitions: null, rows: [] })];
}

/** An object of the kind that says nothing but a version: what a bookmark carries. */
function emptyObject(served: Served, revision: number, isEndOfInitial: boolean): KubeObject {
  const { kind } = served.resource;
  return {
    ...decode(served.schema, {}).value,
    kind,
    apiVersion: served.apiVersion,
    metadata: {
      resourceVersion: String(revision),
      ...(isEndOfInitial ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}),
    },
  };
}

function timeoutMs({ timeoutSeconds = 0 }: ListQuery): number {
  return timeoutSeconds > 0 ? timeoutSeconds * 1000 : shortestDefaultMs;
}
