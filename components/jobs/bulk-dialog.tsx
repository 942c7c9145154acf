'use client';
import { useState } from 'react';
import { useApi } from '@/components/live/api';
import { useMessages } from '@/components/messages/messages';
import { BulkDialog } from '@/components/ui/bulk-dialog';
import type { ApiClient } from '@/lib/client/client';
import type { JobRow } from '@/lib/view/joblist';
import { isFinished } from '@/lib/view/jobstate';
import { type Cascade, CascadeField } from './cascade-field';
import { type JobName, nameOfJob, removeJob, rerunJob, suspendJob } from './use-job-actions';

/** What can be done to several Jobs at once. */
export type BulkKind = 'suspend' | 'resume' | 'rerun' | 'remove';

interface JobsDialogProps {
  kind: BulkKind;
  rows: readonly JobRow[];
  onClose: () => void;
  /** After all were done without a refusal. */
  onDone: () => void;
}

/** Asks before something is done to several Jobs. */
export function JobsDialog({ kind, rows, onClose, onDone }: JobsDialogProps) {
  const { jobs } = useMessages();
  const api = useApi();
  const [cascade, setCascade] = useState<Cascade>('Background');
  const isRemoval = kind === 'remove';
  const targets = rows.filter((row) => applies(kind, row));
  const skipped = rows.length - targets.length;
  return (
    <BulkDialog
      targets={targets.map(({ job }) => nameOfJob(job))}
      title={jobs.bulk.ask[kind]}
      confirm={isRemoval ? jobs.remove.confirmMany : () => jobs.bulk.confirm[kind]}
      danger={isRemoval}
      choices={isRemoval && <CascadeField value={cascade} onChange={setCascade} texts={jobs.remove} />}
      before={isRemoval ? jobs.remove[cascade === 'Orphan' ? 'podsOfManyKept' : 'podsOfMany'] : undefined}
      after={skipped > 0 ? jobs.bulk.skipped(skipped) : undefined}
      work={(target) => act(api, kind, target, cascade)}
      refused={jobs.bulk.refused}
      onClose={onClose}
      onDone={onDone}
    />
  );
}

function applies(kind: BulkKind, { job }: JobRow): boolean {
  if (kind === 'suspend') return !isFinished(job) && !job.spec.suspend;
  if (kind === 'resume') return !isFinished(job) && job.spec.suspend === true;
  return true;
}

function act(api: ApiClient, kind: BulkKind, target: JobName, cascade: Cascade): Promise<unknown> {
  if (kind === 'remove') return removeJob(api, target, cascade);
  if (kind === 'rerun') return rerunJob(api, target);
  return suspendJob(api, target, kind === 'suspend');
}
