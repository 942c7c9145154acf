'use client';
import { useMemo } from 'react';
import { useLiveList } from '@/components/live/lists';
import { useMessages } from '@/components/messages/messages';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { SelectField } from '@/components/ui/select-field';
import { nodes } from '@/lib/resources/node/types';
import { changeValue } from '@/lib/view/documentchange';
import { identityOf } from '@/lib/view/documentresource';
import { withDocument } from '@/lib/view/documentset';
import { kindOf } from '@/lib/view/form';
import styles from './designer.module.css';
import { ExampleGallery } from './ExampleGallery';
import { type Form, FormContext } from './form-context';
import { FormPane } from './form-pane';
import { firstJob } from './start-text';
import type { DraftHandle } from './use-draft';
import type { Verdicts } from './use-verdicts';

interface DesignerFormProps {
  handle: DraftHandle;
  verdicts: Verdicts;
  namespace: string;
  existing: boolean;
  /** Another object was chosen by hand. */
  onChoose: (index: number) => void;
}

/** The form side: which object it shows, and the form of that object. */
export function DesignerForm({ handle, verdicts, namespace, existing, onChoose }: DesignerFormProps) {
  const { designer } = useMessages();
  const { draft, start, edit } = handle;
  const { good, index, manifest } = draft;
  const withoutImages = useWithoutImages();
  const value = good.documents[index]?.value;
  const kind = kindOf(value);
  const problem = manifest.problems[0];
  const form = useMemo(
    (): Form | undefined =>
      kind && {
        manifest: good,
        index,
        value,
        kind,
        namespace,
        existing: existing && index === 0,
        withoutImages,
        set: (path, next) => edit(changeValue(good, index, path, next)),
        put: edit,
        errorsAt: (path) => verdicts.at(index, path),
      },
    [kind, good, index, value, namespace, existing, withoutImages, edit, verdicts],
  );
  if (!start) return null;
  return (
    <>
      {/* While the text cannot be read nothing may be changed here; the form stays in sight as it was. */}
      <div inert={problem !== undefined} className={styles.form}>
        <DocumentChoice handle={handle} onChoose={onChoose} />
        {form ? (
          <FormContext value={form}>
            <FormPane />
          </FormContext>
        ) : good.documents.length > 0 ? (
          <p className={styles.unknown}>{designer.unknownKind(identityOf(value).kind ?? '?')}</p>
        ) : (
          <div className={styles.unknown}>
            <p>{designer.nothingYet}</p>
            <ExampleGallery />
          </div>
        )}
      </div>
      {problem && (
        <p role="status" className={styles.broken}>
          <Icon name="warning" size={14} />
          <span>
            {designer.broken(problem.at.from.line)} <span>{problem.message}</span>
          </span>
        </p>
      )}
    </>
  );
}

/** Which of several objects the form shows. */
function DocumentChoice({ handle, onChoose }: Pick<DesignerFormProps, 'handle' | 'onChoose'>) {
  const { designer } = useMessages();
  const { draft, send } = handle;
  const { good, index } = draft;
  if (good.documents.length < 2) return null;
  const add = () => send({ kind: 'added', manifest: withDocument(good, firstJob) });
  return (
    <div className={styles.documents}>
      <SelectField
        label={designer.documents}
        value={String(index)}
        options={good.documents.map(({ value }, at) => {
          const { kind = '?', name = '' } = identityOf(value);
          return { value: String(at), label: designer.documentAt(at + 1, kind, name) };
        })}
        onChange={(at) => onChoose(Number(at))}
      />
      <Button tone="quiet" icon="plus" onClick={add}>
        {designer.addDocument}
      </Button>
    </div>
  );
}

/** Whether the nodes run commands as processes of their machine, without images. */
function useWithoutImages(): boolean {
  const { items } = useLiveList(nodes, { detail: 'full' });
  return items.some(({ status }) => status?.nodeInfo?.containerRuntimeVersion?.startsWith('process://'));
}
