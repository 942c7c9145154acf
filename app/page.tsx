import { redirect } from 'next/navigation';
import { NoClusters } from '@/components/shell/problem-pages';
import { findClusters, sourcesOf } from '@/lib/cluster/clusters';
import { requireVisitor } from './visitor';

/** Opens the first cluster. */
export default async function Home() {
  await requireVisitor('/');
  const { first, problems } = findClusters(sourcesOf(process.env));
  if (first) redirect(`/${encodeURIComponent(first)}`);
  return <NoClusters problems={problems} />;
}
