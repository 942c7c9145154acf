'use client';
import { useMessages } from '@/components/messages/messages';
import { TextField } from '@/components/ui/text-field';
import { type Path, valueAt } from '@/lib/view/documentvalue';
import { textAt } from '@/lib/view/form';
import { FieldName } from './field-name';
import styles from './form.module.css';
import { useForm } from './form-context';

const cells = [
  ['requests', 'cpu'],
  ['requests', 'memory'],
  ['limits', 'cpu'],
  ['limits', 'memory'],
] as const;

/** CPU and memory a container asks for and may use at most. */
export function ResourcesField({ container }: { container: Path }) {
  const { designer } = useMessages();
  const { value, set, errorsAt } = useForm();
  const texts = designer.containers;
  const path = [...container, 'resources'];
  return (
    <fieldset aria-label={texts.resources} className={styles.group}>
      <FieldName name={texts.resources} isSet={valueAt(value, path) !== undefined} />
      <div className={styles.quantities}>
        {cells.map(([kind, name]) => {
          const at = [...path, kind, name];
          const text = textAt(value, at);
          return (
            <TextField
              key={`${kind}.${name}`}
              mono
              label={<FieldName name={`${kind}.${name}`} isSet={text !== undefined} />}
              value={text ?? ''}
              placeholder={texts.quantity[name]}
              error={errorsAt(at)}
              onChange={(next) => set(at, next.trim() === '' ? undefined : next.trim())}
            />
          );
        })}
      </div>
      <p className={styles.hint}>{texts.resourcesHint}</p>
    </fieldset>
  );
}
