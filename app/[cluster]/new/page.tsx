import { Designer } from '@/components/designer/designer';

/** Writing a Job or CronJob: new, from an example, like another, or changing one in place. */
export default function NewPage() {
  return <Designer />;
}
