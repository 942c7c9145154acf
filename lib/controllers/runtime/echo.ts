import type { Informer } from '../../client/informer';
import type { KubeObject } from '../../meta/object';
import type { Clock } from '../../time/clock';

/**
 * What a controller wrote and its cache has not shown yet. A cache that lags behind the controller's own
 * writes would have it create a pod twice or count one twice; so a key is left alone until the cache has
 * caught up with all that was written on its behalf.
 */
export interface Echoes<T extends KubeObject> {
  /**
   * A write for `key` was answered with this object. Resource versions of one collection are compared as
   * numbers.
   */
  wrote(key: string, object: T): void;
  /**
   * A write for `key` is in the cache once `isShown` answers true of what the cache holds in the place of
   * `object`.
   */
  changed(key: string, object: T, isShown: (cached: T) => boolean): void;
  /** Whether the cache is behind a write for `key`. */
  isBehind(key: string): boolean;
  forget(key: string): void;
}

interface Expected<T> {
  version: number;
  changes: { object: T; isShown: (cached: T) => boolean }[];
  untilMs: number;
}

/** After this long a missing echo is given up, so that no lost event can stop a controller for good. */
const patienceMs = 30_000;

/**
 * Expects nothing at first. To be made before the listeners that rely on it subscribe to the same informer.
 */
export function createEchoes<T extends KubeObject>(clock: Clock, cache: Informer<T>): Echoes<T> {
  const expected = new Map<string, Expected<T>>();
  let seen = 0;
  cache.subscribe((next, previous) => {
    const object = next ?? previous;
    if (object) seen = Math.max(seen, versionOf(object));
  });

  function expect(key: string): Expected<T> {
    const entry = expected.get(key) ?? { version: 0, changes: [], untilMs: 0 };
    entry.untilMs = clock.elapsed() + patienceMs;
    expected.set(key, entry);
    return entry;
  }

  function isMissing({ object, isShown }: Expected<T>['changes'][number]): boolean {
    const { namespace, name, uid } = object.metadata;
    const cached = cache.get(namespace, name ?? '');
    return cached !== undefined && cached.metadata.uid === uid && !isShown(cached);
  }

  return {
    wrote(key, object) {
      const version = versionOf(object);
      if (version <= seen) return;
      const entry = expect(key);
      entry.version = Math.max(entry.version, version);
    },
    changed(key, object, isShown) {
      const change = { object, isShown };
      if (isMissing(change)) expect(key).changes.push(change);
    },
    isBehind(key) {
      const entry = expected.get(key);
      if (!entry) return false;
      if (entry.version > seen && clock.elapsed() < entry.untilMs) return true;
      entry.changes = entry.changes.filter(isMissing);
      if (entry.changes.length > 0 && clock.elapsed() < entry.untilMs) return true;
      expected.delete(key);
      return false;
    },
    forget: (key) => void expected.delete(key),
  };
}

function versionOf({ metadata }: KubeObject): number {
  return Number(metadata.resourceVersion ?? 0);
}
