import { JobView } from '@/components/jobs/job-view';

interface JobPageProps {
  params: Promise<{ namespace: string; name: string }>;
}

/** The page of one Job. */
export default async function JobPage({ params }: JobPageProps) {
  const { namespace, name } = await params;
  return <JobView namespace={decodeURIComponent(namespace)} name={decodeURIComponent(name)} />;
}
