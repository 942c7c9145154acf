import { withoutUndefined } from '../meta/absent';
import { sameMembers } from '../meta/equal';
import type { KubeObject, ManagedFieldsEntry } from '../meta/object';
import type { Clock } from '../time/clock';
import { checkStore } from './check';
import { GroupCommit } from './commit';
import { History } from './history';
import { OrderedMap } from './ordered';
import { listPast } from './past';
import {
  type Change,
  CompactedError,
  ConflictError,
  ExistsError,
  type Journal,
  type Listed,
  type Store,
  type Stored,
} from './store';
import { Watchers } from './watchers';

export interface StoreOptions {
  clock: Clock;
  /** Left out: nothing outlives the store. */
  journal?: Journal;
  /** Most changes that are remembered for watchers who come late. */
  watchWindow?: number;
  /** How long a change is remembered, within that number. */
  watchWindowMs?: number;
}

/** Clients read meanings of their own into the lowest numbers (`0` is "any"), so a new store counts on from here. */
const firstRevision = 100;
const defaultWindow = 50_000;
const defaultWindowMs = 5 * 60_000;
const smallestWindow = 1000;
/** Sorts after every key that begins with the same prefix. */
const afterAll = '\uffff';

/**
 * Opens a store on what its journal holds. When the journal fails, the writes under way and all later ones reject, and the
 * error is reported to the clock's owner, who should start over from the journal.
 */
export function createStore({
  clock,
  journal,
  watchWindow = defaultWindow,
  watchWindowMs = defaultWindowMs,
}: StoreOptions): Store {
  return new MemoryStore(clock, journal, watchWindow, watchWindowMs);
}

class MemoryStore implements Store {
  revision: number;
  private readonly objects = new Map<string, Stored>();
  private readonly ordered: OrderedMap<Stored>;
  private readonly history: History;
  private readonly watchers = new Watchers();
  private readonly commit: GroupCommit;
  private isClosed = false;

  constructor(
    private readonly clock: Clock,
    journal: Journal | undefined,
    watchWindow: number,
    watchWindowMs: number,
  ) {
    const loaded = journal?.load() ?? { revision: 0, entries: [] };
    this.revision = Math.max(loaded.revision, firstRevision);
    for (const { key, revision, object } of loaded.entries) {
      this.objects.set(key, storedOf(key, revision, object));
    }
    this.ordered = new OrderedMap(this.objects.values());
    this.history = new History(this.revision, {
      maxChanges: watchWindow,
      maxAgeMs: watchWindowMs,
      minChanges: Math.min(smallestWindow, watchWindow),
    });
    this.commit = new GroupCommit(clock, journal, this.revision, (changes, revision) => {
      this.watchers.deliver(changes, revision, (error) => clock.spawn(() => Promise.reject(error)));
    });
  }

  get durableRevision(): number {
    return this.commit.durableRevision;
  }

  get compacted(): number {
    return this.history.compacted;
  }

  get<T extends KubeObject>(key: string): Stored<T> | undefined {
    return this.objects.get(key) as Stored<T> | undefined;
  }

  list<T extends KubeObject>(
    prefix: string,
    {
      start = prefix,
      limit: asked,
      at = this.revision,
    }: { start?: string; limit?: number; at?: number } = {},
  ): Listed<T> {
    const end = prefix + afterAll;
    const limit = asked || undefined;
    const from = start < prefix ? prefix : start;
    if (at < this.revision) {
      if (at < this.compacted) throw new CompactedError(this.compacted);
      const later = this.history.between(at, this.revision);
      return listPast(this.ordered, later, { from, end, prefix, limit, at }) as Listed<T>;
    }
    const items = this.ordered.range(from, end, limit);
    const next = limit !== undefined && items.length >= limit ? after(items) : undefined;
    const remaining = next === undefined ? 0 : this.ordered.count(next, end);
    return {
      revision: this.revision,
      items: items as Stored<T>[],
      next: remaining > 0 ? next : undefined,
      remaining,
    };
  }

  async create<T extends KubeObject>(key: string, object: T): Promise<Stored<T>> {
    this.assertWritable();
    if (this.objects.has(key)) throw new ExistsError(`${key} exists already`);
    const stored = this.put(key, withoutUndefined(object), undefined);
    await this.commit.settled(stored.revision);
    return stored;
  }

  async update<T extends KubeObject>(
    key: string,
    expected: number,
    object: T,
    { evenIfSame }: { evenIfSame?: boolean } = {},
  ): Promise<Stored<T>> {
    this.assertWritable();
    const current = this.expect(key, expected);
    const isSame = !evenIfSame && sameContent(current.object, object);
    const stored = isSame
      ? (current as Stored<T>)
      : this.put(key, withoutUndefined(object, current.object), current);
    await this.commit.settled(stored.revision);
    return stored;
  }

  async delete<T extends KubeObject>(key: string, expected: number): Promise<Stored<T>> {
    this.assertWritable();
    const previous = this.expect(key, expected) as Stored<T>;
    const stored = storedOf(key, this.revision + 1, previous.object, true);
    this.objects.delete(key);
    this.ordered.delete(key);
    this.record('DELETED', stored, previous);
    await this.commit.settled(stored.revision);
    return stored;
  }

  watch(
    prefix: string,
    from: number,
    deliver: (changes: readonly Change[], revision: number) => void,
  ): () => void {
    if (from < this.compacted) throw new CompactedError(this.compacted);
    const settled = this.durableRevision;
    if (from < settled) {
      const known = this.history.between(from, settled).map(({ change }) => change);
      const chosen = known.filter((change) => change.key.startsWith(prefix));
      if (chosen.length > 0) deliver(chosen, settled);
    }
    return this.watchers.add(prefix, deliver);
  }

  durable(revision: number): Promise<void> {
    return this.commit.settled(Math.min(revision, this.revision));
  }

  check(): string[] {
    return checkStore({
      revision: this.revision,
      durableRevision: this.durableRevision,
      objects: this.objects,
      ordered: this.ordered.values(),
      known: this.history.between(this.compacted, this.revision).map(({ change }) => change),
      compacted: this.compacted,
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.commit.close();
  }

  private assertWritable(): void {
    if (this.isClosed) throw new Error('the store is closed');
    if (this.commit.failure) throw this.commit.failure.error;
  }

  private expect(key: string, expected: number): Stored {
    const current = this.objects.get(key);
    if (!current || current.revision !== expected) throw new ConflictError(current);
    return current;
  }

  private put<T extends KubeObject>(key: string, object: T, previous: Stored | undefined): Stored<T> {
    const stored = storedOf(key, this.revision + 1, object, true);
    this.objects.set(key, stored);
    this.ordered.set(stored);
    this.record(previous ? 'MODIFIED' : 'ADDED', stored, previous);
    return stored;
  }

  private record(type: Change['type'], stored: Stored, previous: Stored | undefined): void {
    const { key, revision, object } = stored;
    this.revision = revision;
    const change = Object.freeze({ type, revision, key, object, previous: previous?.object });
    this.history.push({ change, previous, atMs: this.clock.elapsed() });
    this.commit.add(change);
  }
}

function after(items: readonly Stored[]): string {
  return `${items[items.length - 1]!.key}\0`;
}

/** A stored object; `isNew` stamps the revision on it, which objects from the journal bear already. Frozen at the top. */
function storedOf<T extends KubeObject>(key: string, revision: number, object: T, isNew = false): Stored<T> {
  const stamped = isNew
    ? { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } }
    : object;
  Object.freeze(stamped.metadata);
  return Object.freeze({ key, revision, object: Object.freeze(stamped) });
}

/** Whether writing `next` over `current` would change nothing but the version and the times in the managed fields. */
function sameContent(current: KubeObject, next: KubeObject): boolean {
  return (
    sameMembers(current, next, (key) => key === 'metadata') &&
    sameMembers(
      current.metadata,
      next.metadata,
      (key) => key === 'resourceVersion' || key === 'managedFields',
    ) &&
    sameManagedFields(current.metadata.managedFields, next.metadata.managedFields)
  );
}

function sameManagedFields(
  current: readonly ManagedFieldsEntry[] = [],
  next: readonly ManagedFieldsEntry[] = [],
): boolean {
  if (current === next) return true;
  if (current.length !== next.length) return false;
  return current.every((entry, at) => sameMembers(entry, next[at]!, (key) => key === 'time'));
}
