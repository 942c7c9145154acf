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

export const loadingList: LiveList<never> = { items: [], phase: 'loading' };

/** The data of all watches of this tab, each watch kept once however many look at it. */
export interface LiveCache {
  subscribe(specs: readonly WatchSpec[], listener: () => void): () => void;
  /** The present state of the watches together; the same object until something changed. */
  read(specs: readonly WatchSpec[]): LiveList<KubeObject>;
  /** The watches to be carried, each with the version from which to go on. */
  watches(): StreamWatch[];
  take(line: StreamLine): void;
  /** The stream is down. */
  interrupt(): void;
}

/** An empty cache. Lines are taken in as they come; those who look are told at most once a frame. */
export function createCache({ clock, onFrame, onWatches }: CachePorts): LiveCache {
  const entries = new Map<string, Entry>();
  const byId = new Map<string, Entry>();
  const unions = new Map<string, { parts: LiveList<KubeObject>[]; union: LiveList<KubeObject> }>();
  const changed = new Set<Entry>();
  let lastId = 0;

  function entryOf(spec: WatchSpec): Entry {
    const key = keyOf(spec);
    const found = entries.get(key);
    if (found) return found;
    const entry: Entry = {
      spec,
      id: String(++lastId),
      collection: emptyCollection(),
      listeners: new Set(),
      snapshot: undefined,
      keep: () => {},
    };
    entries.set(key, entry);
    byId.set(entry.id, entry);
    onWatches();
    return entry;
  }

  function leave(entry: Entry): void {
    if (entry.listeners.size > 0) return;
    entry.keep = clock.after(keptMs, () => {
      entries.delete(keyOf(entry.spec));
      byId.delete(entry.id);
      onWatches();
    });
  }

  function touch(entry: Entry): void {
    if (changed.size === 0) onFrame(tell);
    changed.add(entry);
  }

  function tell(): void {
    const listeners = new Set<() => void>();
    for (const entry of changed) {
      entry.snapshot = undefined;
      for (const listener of entry.listeners) listeners.add(listener);
    }
    changed.clear();
    for (const listener of listeners) listener();
  }

  function partOf(spec: WatchSpec): LiveList<KubeObject> {
    const entry = entries.get(keyOf(spec));
    if (!entry) return loadingList;
    entry.snapshot ??= snapshotOf(entry.collection);
    return entry.snapshot;
  }

  return {
    subscribe(specs, listener) {
      const joined = specs.map(entryOf);
      for (const entry of joined) {
        entry.keep();
        entry.listeners.add(listener);
      }
      return () => {
        for (const entry of joined) {
          entry.listeners.delete(listener);
          leave(entry);
        }
        if (specs.length > 1) unions.delete(specs.map(keyOf).join());
      };
    },

    read(specs) {
      const parts = specs.map(partOf);
      if (parts.length === 1) return parts[0]!;
      const key = specs.map(keyOf).join();
      const known = unions.get(key);
      if (known?.parts.every((part, index) => part === parts[index])) return known.union;
      const union = merged(parts);
      unions.set(key, { parts, union });
      return union;
    },

    watches: () =>
      [...entries.values()].map(({ spec, id, collection }) => ({
        ...spec,
        id,
        ...(collection.resourceVersion ? { resourceVersion: collection.resourceVersion } : {}),
      })),

    take(line) {
      const entry = byId.get(line.id);
      if (entry && takeLine(entry.collection, line, clock.now())) touch(entry);
    },

    interrupt() {
      for (const entry of entries.values()) if (markStale(entry.collection, clock.now())) touch(entry);
    },
  };
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
