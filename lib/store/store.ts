import type { KubeObject } from '../meta/object';

/** A stored object with the revision of its last change (also in its `metadata.resourceVersion`). Frozen. */
export interface Stored<T extends KubeObject = KubeObject> {
  readonly key: string;
  readonly revision: number;
  readonly object: T;
}

/** One change: `previous` is what stood there before, so that selectors can tell entering and leaving. */
export interface Change<T extends KubeObject = KubeObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly revision: number;
  readonly key: string;
  /** The new object, or for a deletion the last one (with the deletion's revision). */
  readonly object: T;
  readonly previous: T | undefined;
}

/** A read of a collection, consistent at one revision. */
export interface Listed<T extends KubeObject = KubeObject> {
  readonly revision: number;
  /** In key order. */
  readonly items: readonly Stored<T>[];
  /** Where the next page starts; `undefined` at the end. */
  readonly next: string | undefined;
  /** Items after this page. */
  readonly remaining: number;
}

/**
 * Revisioned objects in memory, made durable through a `Journal`. One revision counter runs over all objects, as in etcd.
 * Keys are `<collection>/<namespace>/<name>` (`<collection>/<name>` where there is no namespace), a collection being
 * `<plural>.<group>` or `<plural>`.
 *
 * A write changes memory at once, so that the next guarded write sees it; it resolves, and watchers are told of it, when it
 * is on disk. A reader that must not show what could still be lost awaits `durable(revision)` before it answers.
 */
export interface Store {
  /** Revision of the last change. */
  readonly revision: number;
  /** Revision up to which everything is on disk and was told to watchers. */
  readonly durableRevision: number;
  /** Oldest revision from which a watch can still start. */
  readonly compacted: number;
  get<T extends KubeObject>(key: string): Stored<T> | undefined;
  /**
   * Objects whose keys begin with `prefix` (ending in `/`), from key `start` on, at most `limit` (0: all). `at` reads the past as of that
   * revision; throws `CompactedError` when that is no longer known.
   */
  list<T extends KubeObject>(
    prefix: string,
    options?: { start?: string; limit?: number; at?: number },
  ): Listed<T>;
  /** Rejects with `ExistsError` when the key is taken. Stamps `metadata.resourceVersion`. */
  create<T extends KubeObject>(key: string, object: T): Promise<Stored<T>>;
  /**
   * Rejects with `ConflictError` unless the object stands at `expected`. Answers what is there unchanged if nothing differs, unless it is
   * to be written even so.
   */
  update<T extends KubeObject>(
    key: string,
    expected: number,
    object: T,
    options?: { evenIfSame?: boolean },
  ): Promise<Stored<T>>;
  /** Rejects with `ConflictError` unless the object stands at `expected`. */
  delete<T extends KubeObject>(key: string, expected: number): Promise<Stored<T>>;
  /**
   * Calls `deliver` with every durable change after revision `from` under `prefix` (ending in `/`, or empty for everything),
   * in order, until the returned function is called. Throws `CompactedError` when `from` is too old. Changes come in batches,
   * as they became durable; those that are already known are delivered before this returns.
   */
  watch(
    prefix: string,
    from: number,
    deliver: (changes: readonly Change[], revision: number) => void,
  ): () => void;
  /** Resolves when everything up to `revision` is on disk; at once when it is already. */
  durable(revision: number): Promise<void>;
  /** Looks for broken invariants; answers one line for each. */
  check(): string[];
  /** Flushes and closes the journal; writes after it reject. */
  close(): Promise<void>;
}

/** Where the store keeps its objects for good. */
export interface Journal {
  /** Everything kept, in any order, and the last revision. */
  load(): { revision: number; entries: Iterable<{ key: string; revision: number; object: KubeObject }> };
  /** Resolves when the changes are durable. Calls are made one after the other, each with all changes since the one before. */
  append(
    revision: number,
    changes: readonly { key: string; revision: number; object: KubeObject | undefined }[],
  ): Promise<void>;
  close(): Promise<void>;
}

/** The key is taken. */
export class ExistsError extends Error {}
/** The object does not stand at the expected revision (any more), or not at all. */
export class ConflictError extends Error {
  constructor(readonly current: Stored | undefined) {
    super('the object has been modified');
  }
}
/** The revision asked for is older than what is remembered. */
export class CompactedError extends Error {
  constructor(readonly compacted: number) {
    super(`revisions before ${compacted} are no longer known`);
  }
}
