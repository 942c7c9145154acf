import type { KubeObject } from '../meta/object';
import { hasReason, StatusError } from '../meta/status';
import type { Resource } from '../resources/kind';
import { type Clock, sleep } from '../time/clock';
import { cacheKey, IndexedCache } from './cache';
import type { ApiClient, WatchEvent } from './client';

/** A local copy of a collection, kept current by a list and a watch. Objects in it are shared and must not be mutated. */
export interface Informer<T extends KubeObject> {
  /** Resolves when the first list is in. */
  synced(): Promise<void>;
  get(namespace: string | undefined, name: string): T | undefined;
  /** Everything, or one namespace. */
  list(namespace?: string): readonly T[];
  /** The objects filed under `value` in the index of that name (see `InformerOptions.indexes`). */
  by(index: string, value: string): readonly T[];
  /**
   * Tells of every change after this call, and of what is already there as additions. `previous` is absent for additions, `next`
   * for deletions. Returns a function that ends it.
   */
  subscribe(listener: Listener<T>): () => void;
  stop(): void;
}

type Listener<T> = (next: T | undefined, previous: T | undefined) => void;

export interface InformerOptions<T extends KubeObject> {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** Named indexes: each function answers the values an object is filed under (its owner's uid, say). */
  indexes?: Record<string, (object: T) => readonly string[]>;
  /** Is told of every error that will be retried, and of `undefined` when the informer is in step again. */
  health?: (error: unknown) => void;
}

const pageSize = 1000;
const firstDelayMs = 200;
const longestDelayMs = 10_000;
/** A watch that ends this soon with nothing told counts as failed, so that it is not reopened in a busy loop. */
const shortWatchMs = 1000;

/**
 * Starts an informer: a list in pages, then a watch from where the list stood. A stream that ends is resumed at the last
 * version seen; when the server no longer knows that version (410) the collection is listed again, and only what differs is
 * told, vanished objects as deletions. Errors are retried with a growing delay for as long as the informer runs. A listener
 * that throws is reported to the clock's owner and called again at the next change.
 */
export function startInformer<T extends KubeObject>(
  client: ApiClient,
  clock: Clock,
  resource: Resource<T>,
  options: InformerOptions<T> = {},
): Informer<T> {
  const { indexes, health = () => {}, ...scope } = options;
  const cache = new IndexedCache<T>(indexes);
  const listeners = new Set<Listener<T>>();
  const stopping = new AbortController();
  let markSynced: () => void = () => {};
  const synced = new Promise<void>((resolve) => {
    markSynced = resolve;
  });

  function tell(next: T | undefined, previous: T | undefined): void {
    for (const listener of listeners) call(clock, listener, next, previous);
  }

  const mirror = mirrorOf(cache, tell);
  const signal = stopping.signal;
  clock.spawn(() => follow({ client, clock, resource, scope, mirror, markSynced, health, signal }));

  return {
    synced: () => synced,
    get: (namespace, name) => cache.get(cacheKey(namespace, name)),
    list: (namespace) => cache.list(namespace),
    by: (index, value) => cache.by(index, value),
    subscribe(listener) {
      for (const object of cache.list()) call(clock, listener, object, undefined);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      listeners.clear();
      stopping.abort();
    },
  };
}

function call<T>(clock: Clock, listener: Listener<T>, next: T | undefined, previous: T | undefined): void {
  try {
    listener(next, previous);
  } catch (error) {
    clock.spawn(() => Promise.reject(error));
  }
}

/** The cache's side of the informer: takes lists and events, tells of what they changed. */
interface Mirror<T> {
  replace(items: readonly T[]): void;
  put(object: T): void;
  remove(object: T): void;
}

/** An object with the name of another, whose deletion went unseen, is told as a deletion and an addition. */
function mirrorOf<T extends KubeObject>(cache: IndexedCache<T>, tell: Listener<T>): Mirror<T> {
  const keyOf = (object: T) => cacheKey(object.metadata.namespace, object.metadata.name ?? '');

  function put(object: T): void {
    const key = keyOf(object);
    const present = cache.get(key);
    const isOther = present !== undefined && present.metadata.uid !== object.metadata.uid;
    if (isOther) remove(present);
    const previous = isOther ? undefined : present;
    if (previous && previous.metadata.resourceVersion === object.metadata.resourceVersion) return;
    cache.set(key, object);
    tell(object, previous);
  }

  function remove(object: T): void {
    if (cache.delete(keyOf(object))) tell(undefined, object);
  }

  function replace(items: readonly T[]): void {
    const present = new Set(items.map(keyOf));
    const vanished = [...cache.keys()].filter((key) => !present.has(key));
    for (const key of vanished) {
      const object = cache.get(key);
      if (object) remove(object);
    }
    for (const item of items) put(item);
  }

  return { put, remove, replace };
}

interface Following<T extends KubeObject> {
  client: ApiClient;
  clock: Clock;
  resource: Resource<T>;
  scope: Omit<InformerOptions<T>, 'indexes' | 'health'>;
  mirror: Mirror<T>;
  markSynced: () => void;
  health: (error: unknown) => void;
  signal: AbortSignal;
}

/** Lists and watches until the signal aborts. */
async function follow<T extends KubeObject>(following: Following<T>): Promise<void> {
  const { clock, mirror, markSynced, health, signal } = following;
  let version: string | undefined;
  let delayMs = firstDelayMs;
  let isFailing = false;

  function recover(): void {
    delayMs = firstDelayMs;
    if (isFailing) health(undefined);
    isFailing = false;
  }

  while (!signal.aborted) {
    try {
      if (version === undefined) {
        const listed = await listAll(following);
        if (signal.aborted) return;
        mirror.replace(listed.items);
        version = listed.version;
        markSynced();
      }
      const sinceMs = clock.elapsed();
      const told = await watchFrom(following, version, (at) => {
        version = at;
        recover();
      });
      if (told > 0 || clock.elapsed() - sinceMs >= shortWatchMs) {
        recover();
        continue;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (isExpired(error)) version = undefined;
      isFailing = true;
      health(error);
    }
    await sleep(clock, delayMs, signal).catch(() => {});
    delayMs = Math.min(delayMs * 2, longestDelayMs);
  }
}

async function listAll<T extends KubeObject>(
  following: Following<T>,
): Promise<{ items: T[]; version: string }> {
  const { client, resource, scope, signal } = following;
  const items: T[] = [];
  let next: string | undefined;
  do {
    const page = await client.list(resource, { ...scope, limit: pageSize, continue: next, signal });
    for (const item of page.items) items.push(item);
    next = page.metadata.continue || undefined;
    if (!next) return { items, version: page.metadata.resourceVersion ?? '' };
  } while (!signal.aborted);
  return { items, version: '' };
}

/** Watches until the stream ends, telling `advance` how far it is; answers the number of events. */
async function watchFrom<T extends KubeObject>(
  { client, resource, scope, mirror, signal }: Following<T>,
  resourceVersion: string,
  advance: (version: string) => void,
): Promise<number> {
  let events = 0;
  const stream = client.watch(resource, { ...scope, resourceVersion, allowWatchBookmarks: true, signal });
  for await (const event of stream) {
    if (signal.aborted) break;
    if (event.type === 'ERROR') throw new StatusError(event.object);
    take(mirror, event);
    events++;
    if (event.object.metadata.resourceVersion) advance(event.object.metadata.resourceVersion);
  }
  return events;
}

function take<T>(mirror: Mirror<T>, event: Exclude<WatchEvent<T>, { type: 'ERROR' }>): void {
  if (event.type === 'DELETED') mirror.remove(event.object);
  else if (event.type !== 'BOOKMARK') mirror.put(event.object);
}

function isExpired(error: unknown): boolean {
  return hasReason(error, 'Expired') || hasReason(error, 'Gone');
}
