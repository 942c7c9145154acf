import { Overview } from '@/components/shell/overview';

/** What runs, what failed, what fires next. */
export default function OverviewPage() {
  return <Overview />;
}
