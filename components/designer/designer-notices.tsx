'use client';
import { useMessages } from '@/components/messages/messages';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Icon } from '@/components/ui/icon';
import styles from './designer.module.css';
import type { DraftHandle } from './use-draft';
import type { useRun } from './use-run';
import type { Verdicts } from './use-verdicts';

interface DesignerNoticesProps {
  handle: DraftHandle;
  verdicts: Verdicts;
  runner: ReturnType<typeof useRun>;
}

/** What came of the last try to send the text, and what should be known about the draft. */
export function DesignerNotices({ handle, verdicts, runner }: DesignerNoticesProps) {
  const { designer, ui } = useMessages();
  const { draft, failure, restored, startAfresh } = handle;
  const { state, run, dismiss } = runner;
  return (
    <div className={styles.notices}>
      {failure && (
        <ErrorNotice
          title={designer.notLoaded}
          action={<Button onClick={startAfresh}>{designer.startAfresh}</Button>}
        >
          {failure}
        </ErrorNotice>
      )}
      {restored && !failure && (
        <p className={styles.note}>
          {designer.restored}{' '}
          <Button tone="quiet" onClick={startAfresh}>
            {designer.startAfresh}
          </Button>
        </p>
      )}
      {state.kind === 'accepted' && state.text === draft.manifest.text && (
        <p role="status" className={styles.accepted}>
          <Icon name="check" size={14} />
          {designer.checked}
        </p>
      )}
      {state.kind === 'failed' && <ErrorNotice title={state.message} />}
      {state.kind === 'refused' && (verdicts.stands || state.made.length > 0) && (
        <ErrorNotice
          title={state.all > 1 ? designer.refusedAt(state.index + 1, state.all) : designer.refused}
          action={
            <Button tone="quiet" onClick={dismiss}>
              {ui.dismiss}
            </Button>
          }
        >
          <p>{state.status.message}</p>
          {state.made.length > 0 && (
            <p>
              {designer.createdBefore(
                state.made.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join(', '),
              )}
            </p>
          )}
        </ErrorNotice>
      )}
      {state.kind === 'conflict' && (
        <ErrorNotice
          title={designer.conflict}
          action={
            <>
              <Button onClick={startAfresh}>{designer.takeTheirs}</Button>
              <Button tone="primary" onClick={() => void run(draft.manifest, true)}>
                {designer.saveMine}
              </Button>
            </>
          }
        >
          {designer.conflictText}
        </ErrorNotice>
      )}
    </div>
  );
}
