'use client';
import { useState } from 'react';
import { type Cascade, CascadeField } from '@/components/jobs/cascade-field';
import type { LiveList } from '@/components/live/contract';
import { useMessages } from '@/components/messages/messages';
import { ConfirmDialog } from '@/components/ui/dialog';
import { DialogNotes, NameList } from '@/components/ui/name-list';
import type { CronJob } from '@/lib/resources/cronjob/types';
import type { Job } from '@/lib/resources/job/types';
import { jobsByCronJob } from '@/lib/view/cronjoblist';
import { type CronJobActions, nameOfCronJob } from './use-cronjob-actions';

interface RemoveDialogProps {
  cronJob: CronJob;
  /** Jobs among which its own are found. */
  jobs: LiveList<Job>;
  actions: CronJobActions;
  onClose: () => void;
  /** After the deletion was accepted. */
  onRemoved?: () => void;
}

/** Asks before a CronJob is deleted, and names the Jobs that go with it. */
export function RemoveDialog({ cronJob, jobs, actions, onClose, onRemoved }: RemoveDialogProps) {
  const { cronjobs } = useMessages();
  const texts = cronjobs.remove;
  const [cascade, setCascade] = useState<Cascade>('Background');
  const target = nameOfCronJob(cronJob);
  const owned = jobsByCronJob(jobs.items).get(target.uid ?? '') ?? [];
  const known = jobs.phase !== 'loading';
  const goes = cascade !== 'Orphan' && owned.length > 0;
  const confirm = async () => {
    if (!(await actions.remove(target, cascade))) return false;
    onRemoved?.();
  };
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={goes ? texts.titleWithJobs(target.name, owned.length) : texts.title(target.name)}
      confirm={texts.confirm}
      onConfirm={confirm}
      busy={actions.pending.has(`${target.namespace}/${target.name}`)}
    >
      <CascadeField value={cascade} onChange={setCascade} texts={texts} />
      {known && (
        <DialogNotes>
          {owned.length === 0 && <p>{texts.noJobs}</p>}
          {owned.length > 0 && <p>{cascade === 'Orphan' ? texts.keptJobs : texts.itsJobs}</p>}
          <NameList names={owned.map(({ metadata }) => metadata.name ?? '')} />
        </DialogNotes>
      )}
    </ConfirmDialog>
  );
}
