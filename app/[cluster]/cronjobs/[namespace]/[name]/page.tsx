import { CronJobView } from '@/components/cronjobs/cronjob-view';

interface CronJobPageProps {
  params: Promise<{ namespace: string; name: string }>;
}

/** The page of one CronJob. */
export default async function CronJobPage({ params }: CronJobPageProps) {
  const { namespace, name } = await params;
  return <CronJobView namespace={decodeURIComponent(namespace)} name={decodeURIComponent(name)} />;
}
