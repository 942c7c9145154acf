'use client';
import { useMemo } from 'react';
import type { ApiClient } from '@/lib/client/client';
import { httpClient } from '@/lib/client/http';
import { useCluster } from './place';

/** The Kubernetes API of the current cluster, through the dashboard. */
export function useApi(): ApiClient {
  const cluster = useCluster();
  return useMemo(() => apiOf(cluster), [cluster]);
}

/** Where a path of the Kubernetes API of a cluster is to be found on this server, for links and downloads. */
function proxiedPath(cluster: string, path: string): string {
  return `/k8s/${encodeURIComponent(cluster)}${path}`;
}

function apiOf(cluster: string): ApiClient {
  return httpClient(({ method, path, headers, body, signal }) =>
    fetch(proxiedPath(cluster, path), { method, headers, body, signal }),
  );
}
