import type { StreamLine } from '@/lib/client/stream';
import type { KubeObject } from '@/lib/meta/object';
import type { Status } from '@/lib/meta/status';
import type { LiveList, Phase } from './contract';

/** What is known of one watch: the objects, how current they are, and from where to go on. */
export interface Collection {
  objects: Map<string, KubeObject>;
  /** The objects of a list that is under way and will take the place of `objects`. */
  incoming: Map<string, KubeObject> | undefined;
  resourceVersion: string | undefined;
  phase: Phase;
  currentAtMs: number | undefined;
  error: Status | undefined;
}

/** A collection of which nothing is known yet. */
export function emptyCollection(): Collection {
  return {
    objects: new Map(),
    incoming: undefined,
    resourceVersion: undefined,
    phase: 'loading',
    currentAtMs: undefined,
    error: undefined,
  };
}

/** Takes in one line of the stream. Answers whether anything that is shown has changed. */
export function takeLine(collection: Collection, line: StreamLine, nowMs: number): boolean {
  switch (line.type) {
    case 'RESET':
      return begin(collection);
    case 'ADDED':
    case 'MODIFIED':
      return put(collection, line.object!);
    case 'DELETED':
      return remove(collection, line.object!);
    case 'SYNCED':
      return complete(collection, line.resourceVersion, nowMs);
    case 'BOOKMARK':
      if (!collection.incoming) collection.resourceVersion = line.resourceVersion;
      return false;
    case 'ERROR':
      return refuse(collection, line.status);
  }
}

/** The stream is down: what is there stays, and is said to be old. Answers whether that is a change. */
export function markStale(collection: Collection, nowMs: number): boolean {
  // A list cut off in the middle is begun anew; its part would pass for the whole.
  if (collection.incoming && collection.incoming !== collection.objects) collection.incoming = undefined;
  if (collection.phase !== 'live') return false;
  collection.phase = 'stale';
  collection.currentAtMs = nowMs;
  return true;
}

/** What is shown of a collection. */
export function snapshotOf({ objects, phase, currentAtMs, error }: Collection): LiveList<KubeObject> {
  return {
    items: [...objects.values()],
    phase,
    ...(currentAtMs === undefined ? {} : { currentAtMs }),
    ...(error ? { error } : {}),
  };
}

/** Several collections shown as one: as current as the least of them. */
export function merged(lists: readonly LiveList<KubeObject>[]): LiveList<KubeObject> {
  const [first] = lists;
  if (lists.length === 1 && first) return first;
  const worst = (['refused', 'loading', 'stale'] as const).find((phase) =>
    lists.some((list) => list.phase === phase),
  );
  const times = lists.flatMap((list) => list.currentAtMs ?? []);
  const error = lists.find((list) => list.error)?.error;
  return {
    items: lists.flatMap((list) => list.items),
    phase: worst ?? 'live',
    ...(times.length > 0 ? { currentAtMs: Math.min(...times) } : {}),
    ...(error ? { error } : {}),
  };
}

function begin(collection: Collection): boolean {
  // With nothing shown yet, objects appear as they come; otherwise the old ones stay until the new list is whole.
  const isFirst = collection.phase === 'loading';
  const shownBefore = collection.objects.size > 0;
  if (isFirst) collection.objects = new Map();
  collection.incoming = isFirst ? collection.objects : new Map();
  collection.resourceVersion = undefined;
  return isFirst && shownBefore;
}

function put(collection: Collection, object: KubeObject): boolean {
  const key = keyOf(object);
  if (collection.incoming) {
    const before = collection.objects.get(key);
    collection.incoming.set(key, before && isSame(before, object) ? before : object);
    return collection.incoming === collection.objects;
  }
  collection.objects.set(key, object);
  collection.resourceVersion = object.metadata.resourceVersion;
  return true;
}

function remove(collection: Collection, object: KubeObject): boolean {
  if (!collection.incoming) collection.resourceVersion = object.metadata.resourceVersion;
  return (collection.incoming ?? collection.objects).delete(keyOf(object));
}

function complete(collection: Collection, resourceVersion: string | undefined, nowMs: number): boolean {
  if (collection.incoming) collection.objects = collection.incoming;
  collection.incoming = undefined;
  collection.resourceVersion = resourceVersion ?? collection.resourceVersion;
  collection.phase = 'live';
  collection.currentAtMs = nowMs;
  collection.error = undefined;
  return true;
}

/** A passing fault leaves the data standing as old; a refusal, or a fault before there was any, is shown as such. */
function refuse(collection: Collection, status: Status | undefined): boolean {
  const passing = !status || status.code >= 500 || status.code === 429;
  const hasData = collection.phase === 'live' || collection.phase === 'stale';
  collection.incoming = undefined;
  // The part of a list that has come would pass for the whole.
  if (!hasData) collection.objects = new Map();
  collection.phase = passing && hasData ? 'stale' : 'refused';
  collection.error = status;
  return true;
}

function isSame(one: KubeObject, other: KubeObject): boolean {
  return (
    one.metadata.uid === other.metadata.uid && one.metadata.resourceVersion === other.metadata.resourceVersion
  );
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
