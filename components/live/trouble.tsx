'use client';
import { ErrorNotice } from '@/components/ui/error-notice';
import type { Status } from '@/lib/meta/status';
import type { Phase } from './contract';

interface TroubleProps {
  /** The list or object that is shown. */
  of: { phase: Phase; currentAtMs?: number; error?: Status };
  /** Says that the cluster will not have it shown. */
  refused: string;
  /** Says that what is shown may be out of date. */
  stale: string;
}

/** What is wrong with live data, over what is shown of it; nothing while all is well. */
export function Trouble({ of: { phase, currentAtMs, error }, refused, stale }: TroubleProps) {
  if (phase === 'refused') return <ErrorNotice title={refused}>{error?.message}</ErrorNotice>;
  if (phase !== 'stale' || !error) return null;
  return (
    <ErrorNotice title={stale} tone="warning" heals currentAtMs={currentAtMs}>
      {error.message}
    </ErrorNotice>
  );
}
