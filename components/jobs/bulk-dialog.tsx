'use client';
import { useRef, useState } from 'react';
import { ProgressBar } from '@/components/charts/progress-bar';
import { useApi } from '@/components/live/api';
import { useMessages } from '@/components/messages/messages';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import type { ApiClient } from '@/lib/client/client';
import type { JobRow } from '@/lib/view/joblist';
import { isFinished } from '@/lib/view/jobstate';
import { CascadeField } from './cascade-field';
import styles from './dialogs.module.css';
import { NameList } from './remove-dialog';
import { type Cascade, type JobName, removeJob, rerunJob, suspendJob } from './use-job-actions';

/** What can be done to several Jobs at once. */
export type BulkKind = 'suspend' | 'resume' | 'rerun' | 'remove';

interface BulkDialogProps {
  kind: BulkKind;
  rows: readonly JobRow[];
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
  const { jobs, ui } = useMessages();
  const api = useApi();
  const [cascade, setCascade] = useState<Cascade>('Background');
  const [run, setRun] = useState<Run>();
  // The list stays as it was asked for, though the Jobs change under it.
  const targets = useRef(rows.filter((row) => applies(kind, row))).current;
  const skipped = rows.length - targets.length;
  const start = async () => {
    const refused: { name: string; message: string }[] = [];
    let done = 0;
    setRun({ done, refused, over: false });
    await inLanes(targets, async (row) => {
      const target = { namespace: row.namespace, name: row.name, uid: row.job.metadata.uid };
      try {
        await act(api, kind, target, cascade);
      } catch (error) {
        refused.push({ name: row.name, message: error instanceof Error ? error.message : String(error) });
      }
      setRun({ done: ++done, refused: [...refused], over: false });
    });
    if (refused.length === 0) onDone();
    else setRun({ done, refused, over: true });
  };
  const busy = run !== undefined && !run.over;
  const confirm = kind === 'remove' ? jobs.remove.confirmMany(targets.length) : jobs.bulk.confirm[kind];
  return (
    <Dialog
      open
      onClose={onClose}
      width="small"
      title={jobs.bulk.ask[kind](targets.length)}
      footer={
        <>
          <Button onClick={onClose}>{run?.over ? ui.close : ui.cancel}</Button>
          {!run?.over && (
            <Button
              tone={kind === 'remove' ? 'danger' : 'primary'}
              busy={busy}
              disabled={targets.length === 0}
              onClick={() => void start()}
            >
              {confirm}
            </Button>
          )}
        </>
      }
    >
      {kind === 'remove' && <CascadeField value={cascade} onChange={setCascade} />}
      <div className={styles.names}>
        {kind === 'remove' && (
          <p>{cascade === 'Orphan' ? jobs.remove.podsOfManyKept : jobs.remove.podsOfMany}</p>
        )}
        <NameList names={targets.map(({ namespace, name }) => `${namespace}/${name}`)} />
        {skipped > 0 && <p>{jobs.bulk.skipped(skipped)}</p>}
      </div>
      {run && <Progress run={run} total={targets.length} />}
    </Dialog>
  );
}

function Progress({ run, total }: { run: Run; total: number }) {
  const { jobs } = useMessages();
  const failed = run.refused.length;
  const text = jobs.bulk.progress(run.done, total);
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
          {jobs.bulk.refused(failed)}
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

/** Works through items a few at a time. */
async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < items.length) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
