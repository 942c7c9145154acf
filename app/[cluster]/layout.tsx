import type { ReactNode } from 'react';
import { ClusterProvider } from '@/components/live/place';
import { Frame } from '@/components/shell/frame';
import { UnknownCluster } from '@/components/shell/problem-pages';
import { findClusters, sourcesOf } from '@/lib/cluster/clusters';
import { clusterInPath, requireVisitor, visitorPreferences } from '../visitor';

interface LayoutProps {
  children: ReactNode;
  params: Promise<{ cluster: string }>;
}

/** The frame around every page of a cluster. */
export default async function ClusterLayout({ children, params }: LayoutProps) {
  const name = clusterInPath((await params).cluster);
  await requireVisitor(`/${name}`);
  const { clusters, problems } = findClusters(sourcesOf(process.env));
  const shown = clusters.map((cluster) => ({
    name: cluster.name,
    server: cluster.server,
    builtIn: cluster.builtIn,
  }));
  const current = shown.find((cluster) => cluster.name === name);
  if (!current) {
    return <UnknownCluster name={name} others={shown.map((cluster) => cluster.name)} problems={problems} />;
  }
  const { theme, railCollapsed } = await visitorPreferences();
  return (
    <ClusterProvider cluster={name}>
      <Frame clusters={shown} current={current} theme={theme} railCollapsed={railCollapsed}>
        {children}
      </Frame>
    </ClusterProvider>
  );
}
