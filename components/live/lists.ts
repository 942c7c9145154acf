'use client';
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { KubeObject } from '@/lib/meta/object';
import { apiVersionOf, type Resource } from '@/lib/resources/kind';
import { loadingList, type WatchSpec } from './cache';
import type { LiveList, LiveObject, Query } from './contract';
import { useCluster } from './place';
import { liveCache } from './tab';

/**
 * A collection, followed. Components that ask for the same share one watch. `resource` may be `undefined` to ask for nothing yet.
 * Unchanged objects stay the very same objects.
 */
export function useLiveList<T extends KubeObject>(
  resource: Resource<T> | undefined,
  query: Query = {},
): LiveList<T> {
  const cluster = useCluster();
  const wanted = resource ? specsOf(cluster, resource, query) : [];
  const specs = useStable(wanted);
  const subscribe = useCallback((listener: () => void) => liveCache.subscribe(specs, listener), [specs]);
  const read = useCallback(() => (specs.length > 0 ? liveCache.read(specs) : loadingList), [specs]);
  return useSyncExternalStore(subscribe, read, () => loadingList) as LiveList<T>;
}

/** One object, followed in full. With no name it asks for nothing. */
export function useLiveObject<T extends KubeObject>(
  resource: Resource<T>,
  namespace: string | undefined,
  name: string | undefined,
): LiveObject<T> {
  const list = useLiveList(name ? resource : undefined, {
    namespaces: namespace ? [namespace] : [],
    name,
    detail: 'full',
  });
  return useMemo(() => {
    const { items, phase, currentAtMs, error } = list;
    return {
      object: items[0],
      gone: items.length === 0 && (phase === 'live' || phase === 'stale'),
      phase,
      currentAtMs,
      error,
    };
  }, [list]);
}

function specsOf(cluster: string, resource: Resource, query: Query): WatchSpec[] {
  const { namespaces = [], name, labelSelector, fieldSelector, detail = 'row' } = query;
  const base: WatchSpec = {
    cluster,
    resource: `${apiVersionOf(resource)}/${resource.plural}`,
    detail,
    ...(name ? { name } : {}),
    ...(labelSelector ? { labelSelector } : {}),
    ...(fieldSelector ? { fieldSelector } : {}),
  };
  if (!resource.namespaced || namespaces.length === 0) return [base];
  return [...new Set(namespaces)].sort().map((namespace) => ({ ...base, namespace }));
}

/** The same array as long as its content is the same. */
function useStable(specs: WatchSpec[]): readonly WatchSpec[] {
  const text = JSON.stringify(specs);
  return useMemo(() => JSON.parse(text) as WatchSpec[], [text]);
}
