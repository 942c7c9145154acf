'use client';
import { CrashedPage } from '@/components/shell/problem-pages';

export default function PageError({ error, reset }: { error: Error; reset: () => void }) {
  return <CrashedPage error={error} onReload={reset} />;
}
