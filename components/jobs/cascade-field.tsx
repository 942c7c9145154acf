'use client';
import { SelectField } from '@/components/ui/select-field';
import type { DeleteOptions } from '@/lib/client/client';

/** What happens to what an object owns when it is deleted. */
export type Cascade = NonNullable<DeleteOptions['propagationPolicy']>;

interface CascadeFieldProps {
  value: Cascade;
  onChange: (value: Cascade) => void;
  /** What each choice means for what the object owns. */
  texts: { cascade: string; background: string; foreground: string; orphan: string; orphanNote: string };
}

/** What becomes of the pods (and Jobs) of what is deleted. */
export function CascadeField({ value, onChange, texts }: CascadeFieldProps) {
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
