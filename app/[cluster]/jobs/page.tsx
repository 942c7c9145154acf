import { JobsView } from '@/components/jobs/jobs-view';

/** The list of Jobs. */
export default function JobsPage() {
  return <JobsView />;
}
