import type { KubeObject } from '@/lib/meta/object';
import type { Status } from '@/lib/meta/status';

/**
 * How current what is shown is. `loading`: nothing has come yet. `live`: complete and followed. `stale`: the stream is down and is
 * being opened again; the last good data stays. `refused`: the cluster said no (see `error`).
 */
export type Phase = 'loading' | 'live' | 'stale' | 'refused';

/** What a page wants to see of a collection. */
export interface Query {
  /** One of `namespaces`; all when empty or left out. */
  namespaces?: readonly string[];
  name?: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** `row` leaves out what only a detail page shows (a Job's pod template, env and volumes of pods, managed fields). */
  detail?: 'row' | 'full';
}

/** A live collection: items by reference, so that an unchanged object is the very same one as before. */
export interface LiveList<T extends KubeObject> {
  items: readonly T[];
  phase: Phase;
  /** Epoch ms of the last time the data was known to be current. */
  currentAtMs?: number;
  error?: Status;
}

/** A live object; `object` is undefined while loading and once it is gone, told apart by `gone`. */
export interface LiveObject<T extends KubeObject> {
  object: T | undefined;
  gone: boolean;
  phase: Phase;
  currentAtMs?: number;
  error?: Status;
}
