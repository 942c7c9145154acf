import type { KubeObject } from '../../meta/object';
import type { Change, Store } from '../../store/store';
import { expired } from '../errors';
import { prefixOf, type Served } from '../kinds';
import { expectVersion, readVersion, type Selection, selectorOf } from '../listing';

/** One event of a watch; the object is as it is stored. */
export interface Watched {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: KubeObject;
}

/** What a watch is asked for. */
export interface WatchRequest extends Selection {
  namespace: string | undefined;
  /** `''` and `'0'`: what is there comes first. */
  resourceVersion: string;
  sendInitialEvents: boolean | undefined;
}

/** Who is told of the events of a watch. */
export interface WatchSink {
  events(events: readonly Watched[]): void;
  /** What was there at the start has been told; `revision` is its version. */
  synced(revision: number): void;
}

/**
 * Tells a sink of the changes of a collection, in order, each only when it can no longer be lost. An object
 * that comes into the selection is `ADDED`, one that leaves it `DELETED`. Throws 410 when the version to
 * start from is forgotten, and 504 when what is there is wanted at a version that has not come yet. Returns what
 * ends it.
 */
export function startWatch(store: Store, served: Served, request: WatchRequest, sink: WatchSink): () => void {
  const { resourceVersion, sendInitialEvents } = request;
  const asked = resourceVersion ? readVersion(resourceVersion, 'get') : 0;
  const isInitial = sendInitialEvents ?? asked === 0;
  if (isInitial) expectVersion(asked, store);
  if (isInitial) return watchFromState(store, served, request, sink);
  const from = asked === 0 ? store.revision : asked;
  if (from < store.compacted) {
    throw expired(`too old resource version: ${from} (${store.compacted})`);
  }
  const select = selectorOf(request);
  const known = Math.min(from, store.revision);
  return store.watch(prefixOf(served, request.namespace), known, (changes) => {
    const events = eventsOf(changes, from, select);
    if (events.length > 0) sink.events(events);
  });
}

function watchFromState(store: Store, served: Served, request: WatchRequest, sink: WatchSink): () => void {
  const prefix = prefixOf(served, request.namespace);
  const select = selectorOf(request);
  const { items, revision } = store.list(prefix);
  let early: Watched[] | undefined = [];
  let isStopped = false;
  const stop = store.watch(prefix, revision, (changes) => {
    const events = eventsOf(changes, revision, select);
    if (early) early.push(...events);
    else if (events.length > 0) sink.events(events);
  });
  const tellState = () => {
    if (isStopped) return;
    const chosen = items.filter(({ object }) => !select || select(object));
    if (chosen.length > 0) sink.events(chosen.map(({ object }): Watched => ({ type: 'ADDED', object })));
    sink.synced(revision);
    const waiting = early ?? [];
    early = undefined;
    if (waiting.length > 0) sink.events(waiting);
  };
  store.durable(revision).then(tellState, () => {});
  return () => {
    isStopped = true;
    stop();
  };
}

function eventsOf(
  changes: readonly Change[],
  after: number,
  select: ((object: KubeObject) => boolean) | undefined,
): Watched[] {
  const events: Watched[] = [];
  for (const change of changes) {
    if (change.revision <= after) continue;
    const event = select ? selectedEvent(change, select) : change;
    if (event) events.push(event);
  }
  return events;
}

/** A change as those who select see it: entering is an addition, leaving a deletion. */
function selectedEvent(change: Change, select: (object: KubeObject) => boolean): Watched | undefined {
  const { type, object, previous } = change;
  const isIn = type !== 'DELETED' && select(object);
  const wasIn = previous !== undefined && select(previous);
  if (isIn) return { type: wasIn ? 'MODIFIED' : 'ADDED', object };
  if (!wasIn) return undefined;
  return { type: 'DELETED', object: type === 'DELETED' ? object : departed(change) };
}

const departures = new WeakMap<Change, KubeObject>();

/**
 * What those see whose selection an object left: its last selected state, under the new version. Made once
 * for all of them.
 */
function departed(change: Change): KubeObject {
  let object = departures.get(change);
  if (!object) {
    const { metadata, ...rest } = change.previous!;
    object = { ...rest, metadata: { ...metadata, resourceVersion: String(change.revision) } };
    departures.set(change, object);
  }
  return object;
}
