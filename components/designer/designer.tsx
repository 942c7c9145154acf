'use client';
import dynamic from 'next/dynamic';
import { useSearchParams } from 'next/navigation';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useNamespaces } from '@/components/live/place';
import { useMessages } from '@/components/messages/messages';
import { Skeleton } from '@/components/ui/spinner';
import { type CronJob, cronJobs } from '@/lib/resources/cronjob/types';
import { systemClock } from '@/lib/time/system';
import { documentAt, type Manifest } from '@/lib/view/document';
import { presentText } from '@/lib/view/documenthistory';
import { placeOf } from '@/lib/view/documentplace';
import type { Position } from '@/lib/view/documenttext';
import { Choice } from './choice';
import styles from './designer.module.css';
import { DesignerForm } from './designer-form';
import { DesignerHead } from './designer-head';
import { DesignerNotices } from './designer-notices';
import { Problems } from './problems';
import { originOf } from './start-text';
import { type DraftHandle, useDraft } from './use-draft';
import { useRun } from './use-run';
import { useVerdicts, type Verdicts } from './use-verdicts';
import type { EditorHandle } from './yaml-editor';

const YamlEditor = dynamic(() => import('./yaml-editor'), {
  ssr: false,
  loading: () => <EditorLoading />,
});

const clock = systemClock();

type Pane = 'form' | 'yaml';

function EditorLoading() {
  const { designer } = useMessages();
  return <Skeleton rows={10} label={designer.loadingEditor} />;
}

/**
 * Writes a Job or CronJob: form and YAML of the same text side by side, checked as it is written, and run.
 */
export function Designer() {
  const { designer } = useMessages();
  const search = useSearchParams();
  const query = search.toString();
  const origin = useMemo(() => originOf(Object.fromEntries(new URLSearchParams(query))), [query]);
  const namespace = useNamespaces().chosen[0] ?? 'default';
  const handle = useDraft(origin);
  const { draft, start, send } = handle;
  const live =
    origin.kind === 'edit' && start?.live?.kind === cronJobs.kind ? (start.live as CronJob) : undefined;
  const verdicts = useVerdicts(draft.manifest, namespace);
  const runner = useRun({ namespace, live, verdicts, onMade: handle.forget });
  const editor = useRef<EditorHandle>(undefined);
  const after = useRef<HTMLElement>(null);
  const [pane, setPane] = useState<Pane>('form');
  const goTo = (at: Position) => {
    setPane('yaml');
    editor.current?.goTo(at);
  };
  const choose = (index: number) => {
    send({ kind: 'chose', index });
    editor.current?.reveal(placeOf(draft.good, index, []).from);
  };
  useShowRefused(runner, send);
  const run = () => {
    if (draft.manifest.problems.length === 0 && draft.manifest.documents.length > 0)
      void runner.run(draft.manifest);
  };
  const { problems } = useDeferredValue(draft.manifest);
  const marks = useMarks(problems, verdicts);
  return (
    <div className={styles.designer} onKeyDownCapture={(event) => onUndoKey(event, send)}>
      <DesignerHead handle={handle} origin={origin} live={live} runner={runner} onRun={run} />
      <DesignerNotices handle={handle} verdicts={verdicts} runner={runner} />
      <PaneSwitch pane={pane} onSwitch={setPane} marks={marks.length} />
      <div className={styles.panes} data-pane={pane}>
        <div className={styles.formPane}>
          <DesignerForm
            handle={handle}
            verdicts={verdicts}
            namespace={namespace}
            existing={live !== undefined}
            onChoose={choose}
          />
        </div>
        <div className={styles.yamlPane}>
          {start && (
            <YamlEditor
              label={designer.editor}
              text={presentText(draft.history)}
              isTyped={draft.isTyped}
              marks={marks}
              onType={(typed, offset) => send({ kind: 'typed', text: typed, atMs: clock.now(), offset })}
              onMove={(offset) => send({ kind: 'chose', index: documentAt(draft.good, offset) })}
              onUndo={() => send({ kind: 'undo' })}
              onRedo={() => send({ kind: 'redo' })}
              onRun={run}
              onLeave={() => after.current?.focus()}
              onReady={(ready) => {
                editor.current = ready;
              }}
            />
          )}
          <Problems ref={after} problems={problems} verdicts={verdicts.placed} onGoTo={goTo} />
        </div>
      </div>
    </div>
  );
}

/** Shows the object that was refused, whichever was shown before. */
function useShowRefused({ state }: ReturnType<typeof useRun>, send: DraftHandle['send']): void {
  const index = state.kind === 'refused' ? state.index : undefined;
  useEffect(() => {
    if (index !== undefined) send({ kind: 'chose', index });
  }, [index, send]);
}

/** Everything that is wrong, where it is wrong: what cannot be read, and what the checks say. */
function useMarks(problems: Manifest['problems'], { placed }: Verdicts) {
  return useMemo(
    () => [
      ...problems,
      ...placed.map(({ at, field, message }) => ({ at, message: field ? `${field}: ${message}` : message })),
    ],
    [problems, placed],
  );
}

interface PaneSwitchProps {
  pane: Pane;
  onSwitch: (pane: Pane) => void;
  marks: number;
}

/** Chooses the pane that is shown where there is no room for both. */
function PaneSwitch({ pane, onSwitch, marks }: PaneSwitchProps) {
  const { designer } = useMessages();
  return (
    <div className={styles.switch}>
      <Choice
        label={designer.panes}
        value={pane}
        options={[
          { value: 'form', label: designer.form },
          { value: 'yaml', label: designer.yaml, count: marks },
        ]}
        onChange={onSwitch}
      />
    </div>
  );
}

/**
 * Undo and redo go through form edits and typing alike, wherever the focus is. The editor binds the keys
 * itself.
 */
function onUndoKey(event: React.KeyboardEvent, send: (event: { kind: 'undo' | 'redo' }) => void): void {
  const key = event.key.toLowerCase();
  if (!(event.ctrlKey || event.metaKey) || (key !== 'z' && key !== 'y')) return;
  if (event.target instanceof Element && event.target.closest('.monaco-editor')) return;
  event.preventDefault();
  send({ kind: key === 'y' || event.shiftKey ? 'redo' : 'undo' });
}
