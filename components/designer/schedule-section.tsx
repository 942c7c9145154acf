'use client';
import { useMemo } from 'react';
import { useMessages } from '@/components/messages/messages';
import { SchedulePreview } from '@/components/schedule/schedule-preview';
import { clusterZone, zoneNames } from '@/components/schedule/zones';
import { Combobox } from '@/components/ui/combobox';
import { TextField } from '@/components/ui/text-field';
import { formFields, textAt } from '@/lib/view/form';
import { FieldName } from './field-name';
import styles from './form.module.css';
import { useForm } from './form-context';
import { ScalarField } from './scalar-field';

const schedulePath = ['spec', 'schedule'];
const zonePath = ['spec', 'timeZone'];
const others = formFields.filter(
  ({ section, name }) => section === 'schedule' && name !== 'schedule' && name !== 'timeZone',
);

/** When a CronJob fires, with what comes of it, and what happens around its runs. */
export function ScheduleSection() {
  const { designer, schedule: texts } = useMessages();
  const { value, set, errorsAt } = useForm();
  const schedule = textAt(value, schedulePath);
  const zone = textAt(value, zonePath);
  const suggestions = useMemo(() => zoneNames().map((name) => ({ value: name })), []);
  return (
    <section className={styles.section}>
      <h2>{designer.sections.schedule}</h2>
      <div className={styles.pair}>
        <TextField
          mono
          label={<FieldName name="schedule" isSet={schedule !== undefined} />}
          hint={designer.fields.schedule}
          error={errorsAt(schedulePath)}
          value={schedule ?? ''}
          placeholder="*/5 * * * *"
          onChange={(text) => set(schedulePath, text)}
        />
        <Combobox
          free
          mono
          label={<FieldName name="timeZone" isSet={zone !== undefined} />}
          hint={designer.fields.timeZone}
          error={errorsAt(zonePath)}
          value={zone ?? ''}
          placeholder={texts.clusterZone(clusterZone)}
          suggestions={suggestions}
          onChange={(text) => set(zonePath, text === '' ? undefined : text)}
        />
      </div>
      {schedule && <SchedulePreview schedule={schedule} zone={zone ?? clusterZone} />}
      <div className={styles.pair}>
        {others.map((field) => (
          <ScalarField key={field.name} field={field} />
        ))}
      </div>
    </section>
  );
}
