'use client';
import { type ReactNode, useRef, useState } from 'react';
import { useMessages } from '@/components/messages/messages';
import styles from './bulk-dialog.module.css';
import { Button } from './button';
import { Dialog } from './dialog';
import { DialogNotes, NameList } from './name-list';
import { ProgressBar } from './progress-bar';

/** What is acted on: enough to name it. */
interface Named {
  namespace: string;
  name: string;
}

interface BulkDialogProps<Target extends Named> {
  /** What it will act on. The list stays as it was asked for, though the objects change under it. */
  targets: readonly Target[];
  title: (count: number) => string;
  confirm: (count: number) => string;
  danger?: boolean;
  /** Choices over the names. */
  choices?: ReactNode;
  /** A sentence before the names. */
  before?: string;
  /** A sentence after them. */
  after?: string;
  /** Acts on one; what it throws is told beside the name. */
  work: (target: Target) => Promise<unknown>;
  /** Says that so many were refused. */
  refused: (count: number) => string;
  onClose: () => void;
  /** After all were done without a refusal. */
  onDone: () => void;
}

/** Lists what a bulk action will touch, runs it with progress, and tells each refusal. */
export function BulkDialog<Target extends Named>(props: BulkDialogProps<Target>) {
  const { danger = false, onClose } = props;
  const { ui } = useMessages();
  const targets = useRef(props.targets).current;
  const [run, start] = useRun(targets, props.work, props.onDone);
  return (
    <Dialog
      open
      onClose={onClose}
      width="small"
      title={props.title(targets.length)}
      footer={
        <>
          <Button autoFocus={danger} onClick={onClose}>
            {run?.over ? ui.close : ui.cancel}
          </Button>
          {!run?.over && (
            <Button
              tone={danger ? 'danger' : 'primary'}
              busy={run !== undefined}
              disabled={targets.length === 0}
              onClick={start}
            >
              {props.confirm(targets.length)}
            </Button>
          )}
        </>
      }
    >
      {props.choices}
      <DialogNotes>
        {props.before && <p>{props.before}</p>}
        <NameList names={targets.map(({ namespace, name }) => `${namespace}/${name}`)} />
        {props.after && <p>{props.after}</p>}
      </DialogNotes>
      {run && <Progress run={run} total={targets.length} refused={props.refused} />}
    </Dialog>
  );
}

interface Run {
  done: number;
  refused: readonly { name: string; message: string }[];
  over: boolean;
}

/** So many requests at a time: enough to be quick, few enough to leave the connections of the tab free. */
const lanes = 3;

/** Acts on all targets: how far it is (nothing before it starts), and what starts it. */
function useRun<Target extends Named>(
  targets: readonly Target[],
  work: (target: Target) => Promise<unknown>,
  onDone: () => void,
): [Run | undefined, () => void] {
  const [run, setRun] = useState<Run>();
  const start = async () => {
    const refused: { name: string; message: string }[] = [];
    let done = 0;
    setRun({ done, refused, over: false });
    await inLanes(targets, async (target) => {
      try {
        await work(target);
      } catch (error) {
        refused.push({ name: target.name, message: error instanceof Error ? error.message : String(error) });
      }
      setRun({ done: ++done, refused: [...refused], over: false });
    });
    if (refused.length === 0) onDone();
    else setRun({ done, refused, over: true });
  };
  return [run, () => void start()];
}

/** Works through items a few at a time. */
async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < items.length) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

interface ProgressProps {
  run: Run;
  total: number;
  refused: (count: number) => string;
}

function Progress({ run, total, refused }: ProgressProps) {
  const { ui } = useMessages();
  const failed = run.refused.length;
  const text = ui.bulk.progress(run.done, total);
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
          {refused(failed)}
          <ul>
            {run.refused.map(({ name, message }, at) => (
              <li key={at}>
                <code>{name}</code> {message}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
