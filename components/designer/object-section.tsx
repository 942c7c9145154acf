'use client';
import { useLiveList } from '@/components/live/lists';
import { useMessages } from '@/components/messages/messages';
import { Combobox } from '@/components/ui/combobox';
import { TextField } from '@/components/ui/text-field';
import { namespaces } from '@/lib/resources/namespace/types';
import { withKind } from '@/lib/view/documentkind';
import { type FormKind, textAt } from '@/lib/view/form';
import { Choice } from './choice';
import { FieldName } from './field-name';
import styles from './form.module.css';
import { useForm } from './form-context';
import { LabelsField } from './labels-field';

const namePath = ['metadata', 'name'];
const namespacePath = ['metadata', 'namespace'];

/** What the object is and is called, and where it goes. */
export function ObjectSection() {
  const { designer } = useMessages();
  const form = useForm();
  const { value, kind, existing, set, errorsAt } = form;
  const { items } = useLiveList(namespaces);
  const name = textAt(value, namePath);
  const namespace = textAt(value, namespacePath);
  return (
    <section className={styles.section}>
      <h2>{designer.sections.object}</h2>
      <div className={styles.group}>
        <FieldName name={designer.kind} isSet />
        <div>
          <Choice<FormKind>
            label={designer.kind}
            value={kind}
            disabled={existing}
            options={[
              { value: 'Job', label: 'Job' },
              { value: 'CronJob', label: 'CronJob' },
            ]}
            onChange={(next) => form.put(withKind(form.manifest, form.index, next))}
          />
        </div>
        <p className={styles.hint}>{designer.kinds[kind]}</p>
      </div>
      <div className={styles.pair}>
        <TextField
          mono
          label={<FieldName name={designer.name} isSet={name !== undefined} />}
          hint={existing ? designer.nameFixed : designer.nameHint}
          error={errorsAt(namePath)}
          value={name ?? ''}
          disabled={existing}
          onChange={(text) => set(namePath, text === '' ? undefined : text)}
        />
        <Combobox
          free
          mono
          label={<FieldName name={designer.namespace} isSet={namespace !== undefined} />}
          hint={designer.namespaceHint}
          error={errorsAt(namespacePath)}
          value={namespace ?? ''}
          placeholder={form.namespace}
          suggestions={items.map(({ metadata }) => ({ value: metadata.name ?? '' }))}
          disabled={existing}
          onChange={(text) => set(namespacePath, text === '' ? undefined : text)}
        />
      </div>
      <LabelsField />
    </section>
  );
}
