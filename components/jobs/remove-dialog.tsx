'use client';
import { useState } from 'react';
import { useMessages } from '@/components/messages/messages';
import { ConfirmDialog } from '@/components/ui/dialog';
import { DialogNotes, NameList } from '@/components/ui/name-list';
import type { Job } from '@/lib/resources/job/types';
import { type Cascade, CascadeField } from './cascade-field';
import { useJobPods } from './job-pods';
import type { JobActions } from './use-job-actions';

interface RemoveDialogProps {
  /** The Job to delete; none closes the dialog. */
  job: Job | undefined;
  actions: JobActions;
  onClose: () => void;
  /** After the deletion was accepted. */
  onRemoved?: () => void;
}

/** Asks before a Job is deleted, and names the pods that go with it. */
export function RemoveDialog({ job, actions, onClose, onRemoved }: RemoveDialogProps) {
  const { jobs } = useMessages();
  const [cascade, setCascade] = useState<Cascade>('Background');
  const { items, phase } = useJobPods(job);
  const { namespace = '', name = '', uid } = job?.metadata ?? {};
  const known = phase !== 'loading';
  const goes = cascade !== 'Orphan' && known && items.length > 0;
  const confirm = async () => {
    if (!(await actions.remove({ namespace, name, uid }, cascade))) return false;
    onRemoved?.();
  };
  return (
    <ConfirmDialog
      open={job !== undefined}
      onClose={onClose}
      title={goes ? jobs.remove.titleWithPods(name, items.length) : jobs.remove.title(name)}
      confirm={jobs.remove.confirm}
      onConfirm={confirm}
      busy={actions.pending.has(`${namespace}/${name}`)}
    >
      <CascadeField value={cascade} onChange={setCascade} texts={jobs.remove} />
      {known && (
        <DialogNotes>
          {items.length === 0 && <p>{jobs.remove.noPods}</p>}
          {items.length > 0 && <p>{cascade === 'Orphan' ? jobs.remove.keptPods : jobs.remove.itsPods}</p>}
          <NameList names={items.map(({ metadata }) => metadata.name ?? '')} />
        </DialogNotes>
      )}
    </ConfirmDialog>
  );
}
