import type { KubeObject } from '../../meta/object';
import { StatusError } from '../../meta/status';
import { decode } from '../../resources/schema/decode';
import type { Clock } from '../../time/clock';
import { joinParts } from '../encode';
import { statusOf } from '../errors';
import type { Served } from '../kinds';
import type { ApiResponse, LiveBody, Sink } from '../message';
import type { RequestRecord } from '../metrics/requests';
import type { ListQuery } from '../options';
import type { Registry } from '../registry';
import { type EventWriter, eventWriter, type Representation } from '../represent';
import { eventLine } from './eventline';
import type { Watched } from './watching';

/** A stream that is this far behind is ended; its client starts again from where it was. */
const mostUnsentBytes = 32 * 1024 * 1024;
const bookmarkEveryMs = 60_000;
const shortestDefaultMs = 30 * 60_000;

/** Refusals that come as an event: a version that is forgotten, or has not come yet. */
const toldInStream = new Set([410, 504]);

/** What a watch is served with. */
export interface WatchContext {
  registry: Registry;
  representation: Representation;
  namespace: string | undefined;
  query: ListQuery;
  /** Open streams, by what ends them; the server ends them all when it stops. */
  open: Set<() => void>;
  /** Is told when the stream opens and ends, and how many events went into it. */
  record: RequestRecord | undefined;
}

/**
 * Answers a watch as a stream of JSON lines. A version that is forgotten or has not come yet is told in the stream,
 * as an `ERROR`; other refusals are thrown. The stream ends after its timeout, and when its reader goes or falls
 * too far behind.
 */
export function watchResponse(context: WatchContext): ApiResponse {
  const body = new WatchStream(context);
  body.follow();
  const headers = [
    ['content-type', 'application/json'] as const,
    ['cache-control', 'no-cache, private'] as const,
  ];
  return { status: 200, headers, body };
}

class WatchStream implements LiveBody {
  private sink: Sink | undefined;
  /** What happened before there was a sink. */
  private readonly early: Uint8Array[] = [];
  private isOver = false;
  private readonly encode: EventWriter;
  private readonly clock: Clock;
  private readonly stops: (() => void)[] = [];
  private isSynced = false;

  constructor(private readonly context: WatchContext) {
    this.clock = context.registry.clock;
    this.encode = eventWriter(context.representation, () => this.clock.now());
  }

  start(sink: Sink): void {
    this.sink = sink;
    for (const bytes of this.early.splice(0)) sink.write(bytes);
    if (this.isOver) sink.end();
  }

  /** Begins to watch; throws what refuses it. */
  follow(): void {
    const { registry, representation, namespace, query, open, record } = this.context;
    try {
      const stop = registry.watch(
        representation.served,
        { ...query, namespace },
        { events: (events) => this.send(events), synced: (revision) => this.sync(revision) },
      );
      this.stops.push(stop);
    } catch (error) {
      if (!(error instanceof StatusError) || !toldInStream.has(error.code)) throw error;
      this.write(eventLine('ERROR', [JSON.stringify(statusOf(error))]));
      this.isOver = true;
      return;
    }
    const end = () => this.finish();
    open.add(end);
    record?.opened();
    this.stops.push(
      () => open.delete(end),
      () => record?.ended(),
      this.clock.after(timeoutMs(query), end),
    );
    if (query.sendInitialEvents === undefined && query.resourceVersion) this.isSynced = true;
    if (query.allowWatchBookmarks) this.keepBookmarking();
  }

  stop(): void {
    this.isOver = true;
    for (const stop of this.stops.splice(0)) stop();
  }

  private finish(): void {
    if (this.isOver) return;
    this.stop();
    this.sink?.end();
  }

  private send(events: readonly Watched[]): void {
    this.context.record?.sent(events.length);
    this.tell(() => {
      const lines = events.map(({ type, object }) => this.encode(type, object));
      return lines.length === 1 ? lines[0]! : joinParts(lines);
    });
  }

  private sync(revision: number): void {
    this.isSynced = true;
    const { sendInitialEvents, allowWatchBookmarks } = this.context.query;
    if (sendInitialEvents && allowWatchBookmarks) this.bookmark(revision, true);
  }

  /** Sends what is made. An object that cannot be shown in the form asked for, one as a list say, ends the stream. */
  private tell(make: () => Uint8Array): void {
    try {
      this.write(make());
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      this.finish();
    }
  }

  private write(bytes: Uint8Array): void {
    if (this.isOver) return;
    const { sink } = this;
    if (!sink) {
      this.early.push(bytes);
      return;
    }
    sink.write(bytes);
    if (this.isSynced && sink.unsentBytes > mostUnsentBytes) this.finish();
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
    const { served } = this.context.representation;
    const object = emptyObject(served, revision, isEndOfInitial);
    this.context.record?.sent(1);
    this.tell(() => this.encode('BOOKMARK', object));
  }
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
