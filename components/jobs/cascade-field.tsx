'use client';
import { useMessages } from '@/components/messages/messages';
import { SelectField } from '@/components/ui/select-field';
import type { Cascade } from './use-job-actions';

/** What becomes of the pods of a Job that is deleted. */
export function CascadeField({ value, onChange }: { value: Cascade; onChange: (value: Cascade) => void }) {
  const { jobs } = useMessages();
  return (
    <SelectField<Cascade>
      label={jobs.remove.cascade}
      value={value}
      onChange={onChange}
      hint={value === 'Orphan' ? jobs.remove.orphanNote : undefined}
      options={[
        { value: 'Background', label: jobs.remove.background },
        { value: 'Foreground', label: jobs.remove.foreground },
        { value: 'Orphan', label: jobs.remove.orphan },
      ]}
    />
  );
}
