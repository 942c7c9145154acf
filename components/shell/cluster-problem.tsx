'use client';
import { useLiveList } from '@/components/live/lists';
import { useMessages } from '@/components/messages/messages';
import { ErrorNotice } from '@/components/ui/error-notice';
import { namespaces } from '@/lib/resources/namespace/types';
import type { ShownCluster } from './top-bar';

/** Says over any page that the cluster is down or refuses the credentials; nothing while all is well. */
export function ClusterProblem({ cluster }: { cluster: ShownCluster }) {
  const { problem } = useMessages().shell;
  const { error, phase, currentAtMs } = useLiveList(namespaces);
  if (!error || phase === 'live') return null;
  if (error.code === 401) {
    return (
      <ErrorNotice title={problem.refused(cluster.name)}>
        {`${error.message ?? ''}\n${problem.refusedHint}`}
      </ErrorNotice>
    );
  }
  // A visitor who may not list namespaces can still use the rest.
  if (error.code < 500) return null;
  const hint = cluster.builtIn ? problem.builtInHint : problem.clusterDownHint;
  return (
    <ErrorNotice title={problem.clusterDown(cluster.name)} currentAtMs={currentAtMs}>
      {`${error.message ?? ''}\n${hint}`}
    </ErrorNotice>
  );
}
