'use client';
import { useRef, useState } from 'react';
import { ProgressBar } from '@/components/charts/progress-bar';
import { useApi } from '@/components/live/api';
import { useMessages } from '@/components/messages/messages';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import type { ApiClient } from '@/lib/client/client';
import type { CronJobRow } from '@/lib/view/cronjoblist';
import { CascadeField } from './cascade-field';
import styles from './dialogs.module.css';
import { NameList } from './name-list';
import {
  type Cascade,
  type CronJobName,
  nameOfCronJob,
  removeCronJob,
  suspendCronJob,
  triggerCronJob,
} from './use-cronjob-actions';

/** What can be done to several CronJobs at once. */
export type BulkKind = 'trigger' | 'suspend' | 'resume' | 'remove';

interface BulkDialogProps {
  kind: BulkKind;
  rows: readonly CronJobRow[];
  onClose: () => void;
  /** After all were done without a refusal. */
  onDone: () => void;
}

interface Run {
  done: number;
  refused: readonly { name: string; message: string }[];
  over: boolean;
}

/** So many requests at a time: enough to be quick, few enough to leave the connections of the tab free. */
const lanes = 3;

/** Lists what a bulk action will touch, runs it with progress, and tells each refusal. */
export function BulkDialog({ kind, rows, onClose, onDone }: BulkDialogProps) {
  const { cronjobs, ui } = useMessages();
  const api = useApi();
  const [cascade, setCascade] = useState<Cascade>('Background');
  const [run, setRun] = useState<Run>();
  // The list stays as it was asked for, though the CronJobs change under it.
  const targets = useRef(
    rows.filter((row) => applies(kind, row)).map((row) => nameOfCronJob(row.cronJob)),
  ).current;
  const skipped = rows.length - targets.length;
  const start = async () => {
    const refused: { name: string; message: string }[] = [];
    let done = 0;
    setRun({ done, refused, over: false });
    await inLanes(targets, async (target) => {
      try {
        await act(api, kind, target, cascade);
      } catch (error) {
        refused.push({ name: target.name, message: error instanceof Error ? error.message : String(error) });
      }
      setRun({ done: ++done, refused: [...refused], over: false });
    });
    if (refused.length === 0) onDone();
    else setRun({ done, refused, over: true });
  };
  const isRemoval = kind === 'remove';
  const confirm = isRemoval ? cronjobs.remove.confirmMany(targets.length) : cronjobs.bulk.confirm[kind];
  return (
    <Dialog
      open
      onClose={onClose}
      width="small"
      title={cronjobs.bulk.ask[kind](targets.length)}
      footer={
        <>
          <Button onClick={onClose}>{run?.over ? ui.close : ui.cancel}</Button>
          {!run?.over && (
            <Button
              tone={isRemoval ? 'danger' : 'primary'}
              busy={run !== undefined}
              disabled={targets.length === 0}
              onClick={() => void start()}
            >
              {confirm}
            </Button>
          )}
        </>
      }
    >
      {isRemoval && <CascadeField value={cascade} onChange={setCascade} />}
      <div className={styles.names}>
        {isRemoval && (
          <p>{cascade === 'Orphan' ? cronjobs.remove.jobsOfManyKept : cronjobs.remove.jobsOfMany}</p>
        )}
        <NameList names={targets.map(({ namespace, name }) => `${namespace}/${name}`)} />
        {skipped > 0 && <p>{cronjobs.bulk.skipped(skipped)}</p>}
      </div>
      {run && <Progress run={run} total={targets.length} />}
    </Dialog>
  );
}

function Progress({ run, total }: { run: Run; total: number }) {
  const { cronjobs } = useMessages();
  const failed = run.refused.length;
  const text = cronjobs.bulk.progress(run.done, total);
  return (
    <>
      <div className={styles.progress}>
        <ProgressBar
          done={run.done - failed}
          active={0}
          failed={failed}
          left={total - run.done}
          text={text}
        />
        <span>{text}</span>
      </div>
      {failed > 0 && (
        <div role="alert" className={styles.refusals}>
          {cronjobs.bulk.refused(failed)}
          <ul>
            {run.refused.map(({ name, message }) => (
              <li key={name}>
                <code>{name}</code> {message}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
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

/** Works through items a few at a time. */
async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < items.length) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
