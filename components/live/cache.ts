import type { StreamLine, StreamWatch } from '@/lib/client/stream';
import type { KubeObject } from '@/lib/meta/object';
import type { Clock } from '@/lib/time/clock';
import { type Collection, emptyCollection, markStale, merged, snapshotOf, takeLine } from './collection';
import type { LiveList } from './contract';

/** What a watch is of: all but its id and position. */
export type WatchSpec = Omit<StreamWatch, 'id' | 'resourceVersion'>;

interface Entry {
  spec: WatchSpec;
  id: string;
  collection: Collection;
  listeners: Set<() => void>;
  snapshot: LiveList<KubeObject> | undefined;
  /** A first list is coming in and has been shown just now. */
  resting: boolean;
  /** Stops the countdown to dropping an unused entry. */
  keep: () => void;
}

interface CachePorts {
  clock: Clock;
  /** Calls back before the next picture is drawn. */
  onFrame: (run: () => void) => void;
  /** Told when the set of watches has changed. */
  onWatches: () => void;
}

/** How long a query nobody looks at is followed on: long enough to go to another page and back. */
const keptMs = 10_000;
/** A long first list is shown as it grows, but not at every page of it: each time all of it is drawn anew. */
const loadingPauseMs = 400;

export const loadingList: LiveList<never> = { items: [], phase: 'loading' };

/**
 * The data of all watches of this tab, each watch kept once however many look at it. Lines are taken in as they come; those who look
 * are told at most once a frame.
 */
export class LiveCache {
  readonly #ports: CachePorts;
  readonly #entries = new Map<string, Entry>();
  readonly #byId = new Map<string, Entry>();
  readonly #unions = new Map<string, { parts: LiveList<KubeObject>[]; union: LiveList<KubeObject> }>();
  readonly #changed = new Set<Entry>();
  #lastId = 0;

  constructor(ports: CachePorts) {
    this.#ports = ports;
  }

  /** Keeps the watches going and tells of changes, until the answered function is called. */
  subscribe(specs: readonly WatchSpec[], listener: () => void): () => void {
    const joined = specs.map((spec) => this.#entryOf(spec));
    for (const entry of joined) {
      entry.keep();
      entry.listeners.add(listener);
    }
    return () => {
      for (const entry of joined) {
        entry.listeners.delete(listener);
        this.#leave(entry);
      }
      if (specs.length > 1) this.#unions.delete(specs.map(keyOf).join());
    };
  }

  /** The present state of the watches together; the same object until something changed. */
  read(specs: readonly WatchSpec[]): LiveList<KubeObject> {
    const parts = specs.map((spec) => this.#partOf(spec));
    if (parts.length === 1) return parts[0]!;
    const key = specs.map(keyOf).join();
    const known = this.#unions.get(key);
    if (known?.parts.every((part, index) => part === parts[index])) return known.union;
    const union = merged(parts);
    this.#unions.set(key, { parts, union });
    return union;
  }

  /** The watches to be carried, each with the version from which to go on. */
  watches(): StreamWatch[] {
    return [...this.#entries.values()].map(({ spec, id, collection: { resourceVersion } }) => ({
      ...spec,
      id,
      ...(resourceVersion ? { resourceVersion } : {}),
    }));
  }

  /** Takes in a line of the stream; one for a watch that is no more is ignored. */
  take(line: StreamLine): void {
    const entry = this.#byId.get(line.id);
    if (entry && takeLine(entry.collection, line, this.#ports.clock.now())) this.#touch(entry);
  }

  /** The stream is down. */
  interrupt(): void {
    const nowMs = this.#ports.clock.now();
    for (const entry of this.#entries.values()) if (markStale(entry.collection, nowMs)) this.#touch(entry);
  }

  #entryOf(spec: WatchSpec): Entry {
    const key = keyOf(spec);
    const found = this.#entries.get(key);
    if (found) return found;
    const entry: Entry = {
      spec,
      id: String(++this.#lastId),
      collection: emptyCollection(),
      listeners: new Set(),
      snapshot: undefined,
      resting: false,
      keep: () => {},
    };
    this.#entries.set(key, entry);
    this.#byId.set(entry.id, entry);
    this.#ports.onWatches();
    return entry;
  }

  #leave(entry: Entry): void {
    if (entry.listeners.size > 0) return;
    entry.keep = this.#ports.clock.after(keptMs, () => {
      this.#entries.delete(keyOf(entry.spec));
      this.#byId.delete(entry.id);
      this.#ports.onWatches();
    });
  }

  #touch(entry: Entry): void {
    if (entry.resting && entry.collection.phase === 'loading') return;
    if (this.#changed.size === 0) this.#ports.onFrame(() => this.#tell());
    this.#changed.add(entry);
  }

  #tell(): void {
    const listeners = new Set<() => void>();
    for (const entry of this.#changed) {
      entry.snapshot = undefined;
      if (entry.collection.phase === 'loading') this.#rest(entry);
      for (const listener of entry.listeners) listeners.add(listener);
    }
    this.#changed.clear();
    for (const listener of listeners) listener();
  }

  #rest(entry: Entry): void {
    entry.resting = true;
    this.#ports.clock.after(loadingPauseMs, () => {
      entry.resting = false;
      if (entry.collection.phase === 'loading') this.#touch(entry);
    });
  }

  #partOf(spec: WatchSpec): LiveList<KubeObject> {
    const entry = this.#entries.get(keyOf(spec));
    if (!entry) return loadingList;
    entry.snapshot ??= snapshotOf(entry.collection);
    return entry.snapshot;
  }
}

function keyOf({
  cluster,
  resource,
  namespace,
  name,
  labelSelector,
  fieldSelector,
  detail,
}: WatchSpec): string {
  return JSON.stringify([cluster, resource, namespace, name, labelSelector, fieldSelector, detail]);
}
