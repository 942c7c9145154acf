'use client';
import { useMessages } from '@/components/messages/messages';
import { Icon } from '@/components/ui/icon';
import { type FormSection, formFields } from '@/lib/view/form';
import { ContainersField } from './container-card';
import styles from './form.module.css';
import { useForm } from './form-context';
import { ObjectSection } from './object-section';
import { ScalarField } from './scalar-field';
import { ScheduleSection } from './schedule-section';

/** The form of one Job or CronJob. */
export function FormPane() {
  const { designer } = useMessages();
  const { kind, withoutImages } = useForm();
  return (
    <div className={styles.form}>
      <ObjectSection />
      {kind === 'CronJob' && <ScheduleSection />}
      <section className={styles.section}>
        <h2>{designer.sections.containers}</h2>
        {withoutImages && (
          <p className={styles.notice}>
            <Icon name="info" size={14} />
            {designer.process}
          </p>
        )}
        <ContainersField />
      </section>
      <FieldSection section="run" />
      <FieldSection section="limits" />
    </div>
  );
}

function FieldSection({ section }: { section: FormSection }) {
  const { designer } = useMessages();
  const { kind } = useForm();
  const shown = formFields.filter((field) => field.section === section && field.kinds.includes(kind));
  return (
    <section className={styles.section}>
      <h2>{designer.sections[section]}</h2>
      <div className={styles.pair}>
        {shown.map((field) => (
          <ScalarField key={field.name} field={field} />
        ))}
      </div>
    </section>
  );
}
