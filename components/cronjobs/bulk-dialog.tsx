'use client';
import { useState } from 'react';
import { type Cascade, CascadeField } from '@/components/jobs/cascade-field';
import { useApi } from '@/components/live/api';
import { useMessages } from '@/components/messages/messages';
import { BulkDialog } from '@/components/ui/bulk-dialog';
import type { ApiClient } from '@/lib/client/client';
import type { CronJobRow } from '@/lib/view/cronjoblist';
import {
  type CronJobName,
  nameOfCronJob,
  removeCronJob,
  suspendCronJob,
  triggerCronJob,
} from './use-cronjob-actions';

/** What can be done to several CronJobs at once. */
export type BulkKind = 'trigger' | 'suspend' | 'resume' | 'remove';

interface CronJobsDialogProps {
  kind: BulkKind;
  rows: readonly CronJobRow[];
  onClose: () => void;
  /** After all were done without a refusal. */
  onDone: () => void;
}

/** Asks before something is done to several CronJobs. */
export function CronJobsDialog({ kind, rows, onClose, onDone }: CronJobsDialogProps) {
  const { cronjobs } = useMessages();
  const api = useApi();
  const [cascade, setCascade] = useState<Cascade>('Background');
  const { bulk, remove } = cronjobs;
  const isRemoval = kind === 'remove';
  const targets = rows.filter((row) => applies(kind, row));
  const skipped = rows.length - targets.length;
  return (
    <BulkDialog
      targets={targets.map(({ cronJob }) => nameOfCronJob(cronJob))}
      title={bulk.ask[kind]}
      confirm={isRemoval ? remove.confirmMany : () => bulk.confirm[kind]}
      danger={isRemoval}
      choices={isRemoval && <CascadeField value={cascade} onChange={setCascade} texts={remove} />}
      before={isRemoval ? remove[cascade === 'Orphan' ? 'jobsOfManyKept' : 'jobsOfMany'] : undefined}
      after={skipped > 0 ? bulk.skipped(skipped) : undefined}
      work={(target) => act(api, kind, target, cascade)}
      refused={bulk.refused}
      onClose={onClose}
      onDone={onDone}
    />
  );
}

function applies(kind: BulkKind, { cronJob }: CronJobRow): boolean {
  if (kind === 'suspend') return cronJob.spec.suspend !== true;
  if (kind === 'resume') return cronJob.spec.suspend === true;
  return true;
}

function act(api: ApiClient, kind: BulkKind, target: CronJobName, cascade: Cascade): Promise<unknown> {
  if (kind === 'remove') return removeCronJob(api, target, cascade);
  if (kind === 'trigger') return triggerCronJob(api, target);
  return suspendCronJob(api, target, kind === 'suspend');
}
