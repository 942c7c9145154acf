import { findClusters, sourcesOf } from '@/lib/cluster/clusters';
import { guarded } from '@/lib/cluster/guard';

export const dynamic = 'force-dynamic';

/** The clusters there are, without anything secret. */
export const GET = guarded(async () => {
  const { clusters, first, problems } = findClusters(sourcesOf(process.env));
  return Response.json(
    {
      clusters: clusters.map(({ name, server, builtIn, namespace }) => ({
        name,
        server,
        builtIn,
        namespace,
      })),
      first,
      problems,
    },
    { headers: { 'cache-control': 'no-store' } },
  );
});
