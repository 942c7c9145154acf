'use client';
import { useState } from 'react';
import { useMessages } from '@/components/messages/messages';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { DialogNotes } from '@/components/ui/name-list';
import { TextField } from '@/components/ui/text-field';
import type { CronJob } from '@/lib/resources/cronjob/types';
import { randomSuffix, systemRandom } from '@/lib/time/random';
import { triggerName } from '@/lib/view/cronjobtrigger';
import { type CronJobActions, nameOfCronJob } from './use-cronjob-actions';

interface TriggerDialogProps {
  cronJob: CronJob;
  actions: CronJobActions;
  onClose: () => void;
}

/** Asks before a CronJob is triggered: the name of the Job, and what a run by hand does not heed. */
export function TriggerDialog({ cronJob, actions, onClose }: TriggerDialogProps) {
  const { cronjobs, ui } = useMessages();
  const texts = cronjobs.trigger;
  const target = nameOfCronJob(cronJob);
  const [name, setName] = useState(() => triggerName(cronJob, randomSuffix(systemRandom)));
  const busy = actions.pending.has(`${target.namespace}/${target.name}`);
  const policy = cronJob.spec.concurrencyPolicy ?? 'Allow';
  const submit = async () => {
    if (await actions.trigger(target, name)) onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      width="small"
      title={texts.title(target.name)}
      description={texts.text}
      onSubmit={() => void submit()}
      footer={
        <>
          <Button onClick={onClose}>{ui.cancel}</Button>
          <Button type="submit" tone="primary" icon="play" busy={busy}>
            {texts.confirm}
          </Button>
        </>
      }
    >
      <TextField autoFocus mono label={texts.name} value={name} onChange={setName} />
      <DialogNotes>
        {policy !== 'Allow' && <p>{texts.skips(policy)}</p>}
        {cronJob.spec.suspend && <p>{texts.suspendedToo}</p>}
      </DialogNotes>
    </Dialog>
  );
}
