import { clusterInPath } from '@/app/visitor';
import { proxyRequest } from '@/lib/cluster/apiproxy';
import { clusterNamed, sourcesOf } from '@/lib/cluster/clusters';
import { guarded } from '@/lib/cluster/guard';

interface Context {
  params: Promise<{ cluster: string }>;
}

/** The Kubernetes API of a cluster, with the dashboard's credentials. */
const pass = guarded<Context>(async (request, { params }) => {
  const name = clusterInPath((await params).cluster);
  return proxyRequest(request, clusterNamed(name, sourcesOf(process.env)));
});

export const dynamic = 'force-dynamic';
export {
  pass as DELETE,
  pass as GET,
  pass as HEAD,
  pass as OPTIONS,
  pass as PATCH,
  pass as POST,
  pass as PUT,
};
