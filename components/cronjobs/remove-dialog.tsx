'use client';
import { useState } from 'react';
import { useLiveList } from '@/components/live/lists';
import { useMessages } from '@/components/messages/messages';
import { ConfirmDialog } from '@/components/ui/dialog';
import type { CronJob } from '@/lib/resources/cronjob/types';
import { jobs } from '@/lib/resources/job/types';
import { jobsByCronJob } from '@/lib/view/cronjoblist';
import { CascadeField } from './cascade-field';
import styles from './dialogs.module.css';
import { NameList } from './name-list';
import { type Cascade, type CronJobActions, nameOfCronJob } from './use-cronjob-actions';

interface RemoveDialogProps {
  cronJob: CronJob;
  actions: CronJobActions;
  onClose: () => void;
  /** After the deletion was accepted. */
  onRemoved?: () => void;
}

/** Asks before a CronJob is deleted, and names the Jobs that go with it. */
export function RemoveDialog({ cronJob, actions, onClose, onRemoved }: RemoveDialogProps) {
  const { cronjobs } = useMessages();
  const texts = cronjobs.remove;
  const [cascade, setCascade] = useState<Cascade>('Background');
  const target = nameOfCronJob(cronJob);
  const { items, phase } = useLiveList(jobs, { namespaces: [target.namespace], detail: 'row' });
  const owned = jobsByCronJob(items).get(target.uid ?? '') ?? [];
  const known = phase !== 'loading';
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
      <CascadeField value={cascade} onChange={setCascade} />
      {known && (
        <div className={styles.names}>
          {owned.length === 0 && <p>{texts.noJobs}</p>}
          {owned.length > 0 && <p>{cascade === 'Orphan' ? texts.keptJobs : texts.itsJobs}</p>}
          <NameList names={owned.map(({ metadata }) => metadata.name ?? '')} />
        </div>
      )}
    </ConfirmDialog>
  );
}
