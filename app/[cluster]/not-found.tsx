import { PageNotFound } from '@/components/shell/problem-pages';

export default function NotFound() {
  return <PageNotFound />;
}
