'use client';
import { useMessages } from '@/components/messages/messages';
import { isEntries, type Path, valueAt } from '@/lib/view/documentvalue';
import { EntryRows } from './entry-rows';
import { FieldName } from './field-name';
import styles from './form.module.css';
import { useForm } from './form-context';

/** The environment variables of a container; those taken from elsewhere are shown and left to the YAML. */
export function EnvField({ container }: { container: Path }) {
  const { designer } = useMessages();
  const { value, set, errorsAt } = useForm();
  const texts = designer.containers;
  const path = [...container, 'env'];
  const found = valueAt(value, path);
  const list = Array.isArray(found) ? found.map((item: unknown) => (isEntries(item) ? item : {})) : [];
  const textOf = (item: unknown) =>
    typeof item === 'string' ? item : item === undefined ? '' : JSON.stringify(item);
  return (
    <fieldset aria-label={texts.env} className={styles.group}>
      <FieldName name={texts.env} isSet={list.length > 0} />
      <EntryRows
        rows={list.map((item, position) => ({
          key: textOf(item.name),
          value: textOf(item.value),
          ...(item.valueFrom === undefined ? {} : { fixed: texts.envFrom }),
          keyError: errorsAt([...path, position, 'name']),
          valueError: errorsAt([...path, position, 'value']) ?? errorsAt([...path, position]),
        }))}
        texts={{
          key: 'name',
          value: 'value',
          add: texts.addEnv,
          keyOf: texts.envName,
          valueOf: texts.envValue,
          remove: texts.removeEnv,
        }}
        onKey={(position, key) => set([...path, position, 'name'], key)}
        onValue={(position, text) => set([...path, position, 'value'], text)}
        onAdd={(name) => set([...path, list.length], { name, value: '' })}
        onRemove={(position) => set([...path, position], undefined)}
      />
      <p className={styles.hint}>{texts.envHint}</p>
    </fieldset>
  );
}
