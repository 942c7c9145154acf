import type { KubeObject } from '../meta/object';

/** Where an entry stands in one of its buckets. */
interface Place<T> {
  bucket: Bucket<T>;
  at: number;
}

interface Entry<T> {
  object: T;
  /** The first is the collection, the second the namespace, the rest are indexes. */
  places: Place<T>[];
}

/** A set of entries with O(1) changes, and an array of their objects that is made when asked for and kept until a change. */
interface Bucket<T> {
  owner: Map<string, Bucket<T>> | undefined;
  value: string;
  entries: Entry<T>[];
  snapshot: readonly T[] | undefined;
}

type IndexFunction<T> = (object: T) => readonly string[];

const none: readonly never[] = Object.freeze([]);

/** The key of an object in a cache: its namespace and name. */
export function cacheKey(namespace: string | undefined, name: string): string {
  return namespace ? `${namespace}/${name}` : name;
}

/**
 * Objects by namespace and name, with indexes that are kept current change by change. Arrays that are handed out stay as they
 * are; a later change makes a new one when it is asked for.
 */
export class IndexedCache<T extends KubeObject> {
  private readonly entries = new Map<string, Entry<T>>();
  private readonly all: Bucket<T> = newBucket(undefined, '');
  private readonly namespaces = new Map<string, Bucket<T>>();
  private readonly indexes = new Map<string, { of: IndexFunction<T>; buckets: Map<string, Bucket<T>> }>();

  constructor(indexes: Readonly<Record<string, IndexFunction<T>>> = {}) {
    for (const [name, of] of Object.entries(indexes)) this.indexes.set(name, { of, buckets: new Map() });
  }

  get(key: string): T | undefined {
    return this.entries.get(key)?.object;
  }

  keys(): Iterable<string> {
    return this.entries.keys();
  }

  list(namespace?: string): readonly T[] {
    return snapshotOf(namespace === undefined ? this.all : this.namespaces.get(namespace));
  }

  /** The objects filed under `value`; throws for an index that was not declared. */
  by(index: string, value: string): readonly T[] {
    const declared = this.indexes.get(index);
    if (!declared) throw new Error(`there is no index "${index}"`);
    return snapshotOf(declared.buckets.get(value));
  }

  /** Puts the object in the place of the one with its key; answers that one. */
  set(key: string, object: T): T | undefined {
    const entry = this.entries.get(key);
    if (!entry) {
      this.add(key, object);
      return undefined;
    }
    const previous = entry.object;
    entry.object = object;
    if (!this.isFiledAlike(object, previous)) this.refile(entry, object);
    for (const { bucket } of entry.places) bucket.snapshot = undefined;
    return previous;
  }

  delete(key: string): T | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    this.entries.delete(key);
    for (const place of entry.places) leave(place);
    return entry.object;
  }

  private add(key: string, object: T): void {
    const entry: Entry<T> = { object, places: [] };
    this.entries.set(key, entry);
    join(entry, this.all);
    join(entry, bucketOf(this.namespaces, object.metadata.namespace ?? ''));
    this.file(entry, object);
  }

  private file(entry: Entry<T>, object: T): void {
    for (const { of, buckets } of this.indexes.values()) {
      for (const value of of(object)) join(entry, bucketOf(buckets, value));
    }
  }

  private refile(entry: Entry<T>, object: T): void {
    for (const place of entry.places.splice(2)) leave(place);
    this.file(entry, object);
  }

  private isFiledAlike(next: T, previous: T): boolean {
    for (const { of } of this.indexes.values()) {
      const before = of(previous);
      const after = of(next);
      if (before.length !== after.length || before.some((value, at) => value !== after[at])) return false;
    }
    return true;
  }
}

function newBucket<T>(owner: Map<string, Bucket<T>> | undefined, value: string): Bucket<T> {
  return { owner, value, entries: [], snapshot: undefined };
}

function bucketOf<T>(buckets: Map<string, Bucket<T>>, value: string): Bucket<T> {
  let bucket = buckets.get(value);
  if (!bucket) {
    bucket = newBucket(buckets, value);
    buckets.set(value, bucket);
  }
  return bucket;
}

function snapshotOf<T>(bucket: Bucket<T> | undefined): readonly T[] {
  if (!bucket) return none;
  bucket.snapshot ??= bucket.entries.map((entry) => entry.object);
  return bucket.snapshot;
}

function join<T>(entry: Entry<T>, bucket: Bucket<T>): void {
  entry.places.push({ bucket, at: bucket.entries.length });
  bucket.entries.push(entry);
  bucket.snapshot = undefined;
}

/** Takes an entry out by moving the last one into its place. */
function leave<T>({ bucket, at }: Place<T>): void {
  const last = bucket.entries.pop()!;
  if (at < bucket.entries.length) {
    bucket.entries[at] = last;
    for (const place of last.places) {
      if (place.bucket === bucket && place.at === bucket.entries.length) place.at = at;
    }
  }
  bucket.snapshot = undefined;
  if (bucket.entries.length === 0) bucket.owner?.delete(bucket.value);
}
