'use client';
import { usePathname } from 'next/navigation';
import { createContext, type ReactNode, useCallback, useContext, useMemo } from 'react';
import { useUrlState } from './url-state';

const ClusterContext = createContext<string | undefined>(undefined);

/** Says which cluster everything below is about. */
export function ClusterProvider({ cluster, children }: { cluster: string; children: ReactNode }) {
  return <ClusterContext.Provider value={cluster}>{children}</ClusterContext.Provider>;
}

/** The name of the cluster the page is about, as in its URL (not encoded). */
export function useCluster(): string {
  const cluster = useContext(ClusterContext);
  if (cluster === undefined) throw new Error('There is no ClusterProvider above this component.');
  return cluster;
}

/** The choice of namespaces: none chosen means all of them. */
export interface NamespaceChoice {
  chosen: string[];
  choose: (namespaces: readonly string[]) => void;
}

/** The namespaces chosen in the URL (`?ns=a,b`). */
export function useNamespaces(): NamespaceChoice {
  const [text, set] = useUrlState('ns');
  const chosen = useMemo(() => text?.split(',').filter(Boolean) ?? [], [text]);
  const choose = useCallback((namespaces: readonly string[]) => set(namespaces.join(',')), [set]);
  return { chosen, choose };
}

/**
 * Makes addresses within the cluster that keep the chosen namespaces: `link('/jobs/default/hello', { tab: 'logs' })`. Path segments
 * that are names must be encoded by the caller if they may hold anything but letters, digits, dots and dashes.
 */
export function useLink(): (path: string, query?: Readonly<Record<string, string | undefined>>) => string {
  const cluster = useCluster();
  const [namespaces] = useUrlState('ns');
  return useCallback(
    (path, query = {}) => {
      const search = new URLSearchParams();
      for (const [name, value] of Object.entries({ ns: namespaces, ...query }))
        if (value) search.set(name, value);
      const text = search.toString().replaceAll('%2C', ',');
      return `/${encodeURIComponent(cluster)}${path}${text ? `?${text}` : ''}`;
    },
    [cluster, namespaces],
  );
}

/** The page within the cluster: `''` for the overview, `jobs`, `cronjobs`, `new`. */
export function useSection(): string {
  return usePathname().split('/')[2] ?? '';
}
