'use client';
import { useMessages } from '@/components/messages/messages';
import { SelectField } from '@/components/ui/select-field';
import type { Cascade } from './use-cronjob-actions';

/** What becomes of the Jobs and pods of a CronJob that is deleted. */
export function CascadeField({ value, onChange }: { value: Cascade; onChange: (value: Cascade) => void }) {
  const { cronjobs } = useMessages();
  const texts = cronjobs.remove;
  return (
    <SelectField<Cascade>
      label={texts.cascade}
      value={value}
      onChange={onChange}
      hint={value === 'Orphan' ? texts.orphanNote : undefined}
      options={[
        { value: 'Background', label: texts.background },
        { value: 'Foreground', label: texts.foreground },
        { value: 'Orphan', label: texts.orphan },
      ]}
    />
  );
}
