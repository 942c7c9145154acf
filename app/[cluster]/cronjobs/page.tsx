import { CronJobsView } from '@/components/cronjobs/cronjobs-view';

/** The list of CronJobs. */
export default function CronJobsPage() {
  return <CronJobsView />;
}
