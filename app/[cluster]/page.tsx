import type { Metadata } from 'next';
import { catalogues } from '@/components/messages/catalogue';
import { Overview } from '@/components/shell/overview';
import { visitorPreferences } from '../visitor';

export async function generateMetadata(): Promise<Metadata> {
  const { language } = await visitorPreferences();
  return { title: catalogues[language].shell.overview.title };
}

/** What runs, what failed, what fires next. */
export default function OverviewPage() {
  return <Overview />;
}
