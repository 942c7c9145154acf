import type { KubeObject } from '../meta/object';

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
  subscribe(listener: (next: T | undefined, previous: T | undefined) => void): () => void;
  stop(): void;
}

export interface InformerOptions<T extends KubeObject> {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** Named indexes: each function answers the values an object is filed under (its owner's uid, say). */
  indexes?: Record<string, (object: T) => readonly string[]>;
}
