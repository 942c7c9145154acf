'use client';
import { useMessages } from '@/components/messages/messages';
import { changeDocument } from '@/lib/view/documentchange';
import { withValue } from '@/lib/view/documentvalue';
import { entriesAt } from '@/lib/view/form';
import { EntryRows } from './entry-rows';
import { FieldName } from './field-name';
import styles from './form.module.css';
import { useForm } from './form-context';

const path = ['metadata', 'labels'];

/** The labels of the object. */
export function LabelsField() {
  const { designer, ui } = useMessages();
  const { manifest, index, value, set, put, errorsAt } = useForm();
  const entries = entriesAt(value, path);
  const rename = (position: number, key: string) => {
    if (entries.some(([other]) => other === key)) return;
    const renamed = entries.map(([old, text], at): [string, string] => [at === position ? key : old, text]);
    put(changeDocument(manifest, index, withValue(value, path, Object.fromEntries(renamed))));
  };
  return (
    <fieldset aria-label={designer.labels} className={styles.group}>
      <FieldName name={designer.labels} isSet={entries.length > 0} />
      <EntryRows
        rows={entries.map(([key, text]) => ({
          key,
          value: text,
          valueError: errorsAt([...path, key]) ?? (entries[0]?.[0] === key ? errorsAt(path) : undefined),
        }))}
        texts={{
          key: designer.key,
          value: designer.value,
          add: designer.addLabel,
          keyOf: designer.keyOf,
          valueOf: designer.valueOf,
          remove: ui.remove,
        }}
        onKey={rename}
        onValue={(position, text) => set([...path, entries[position]![0]], text)}
        onAdd={(key, text) => set([...path, key], text)}
        onRemove={(position) => set([...path, entries[position]![0]], undefined)}
      />
      <p className={styles.hint}>{designer.labelsHint}</p>
    </fieldset>
  );
}
