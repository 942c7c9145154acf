'use client';
import { useMessages } from '@/components/messages/messages';
import { NumberField } from '@/components/ui/number-field';
import { SelectField } from '@/components/ui/select-field';
import { SwitchField } from '@/components/ui/switch-field';
import { TextField } from '@/components/ui/text-field';
import { valueAt } from '@/lib/view/documentvalue';
import { type FormField, fallbackOf, fieldPath, textAt } from '@/lib/view/form';
import { FieldName } from './field-name';
import { useForm } from './form-context';

/** One field of the table of fields: shows what the document says and writes what is entered. */
export function ScalarField({ field }: { field: FormField }) {
  const { designer } = useMessages();
  const { value, kind, set, errorsAt } = useForm();
  const path = fieldPath(field, kind);
  const text = textAt(value, path);
  const fallback = fallbackOf(field, value, kind);
  const id = field.name === 'suspend' && kind === 'CronJob' ? 'cronSuspend' : field.name;
  const shared = {
    label: <FieldName name={field.name} isSet={text !== undefined} />,
    hint: designer.fields[id as keyof typeof designer.fields],
    error: errorsAt(path),
  };
  const write = (next: unknown) => set(path, next);
  if (field.control === 'switch')
    return (
      <SwitchField
        {...shared}
        value={valueAt(value, path) === true}
        onChange={(on) => write(on || undefined)}
      />
    );
  if (field.control === 'choice')
    return <ChoiceField {...shared} field={field} text={text} fallback={fallback} onChange={write} />;
  const found = valueAt(value, path);
  if (field.control === 'whole' && (text === undefined || typeof found === 'number'))
    return (
      <NumberField
        {...shared}
        value={found as number | undefined}
        placeholder={fallback ?? designer.notSet}
        min={0}
        onChange={write}
      />
    );
  return (
    <TextField
      {...shared}
      mono
      value={text ?? ''}
      onChange={(next) => write(next === '' ? undefined : next)}
    />
  );
}

interface ChoiceFieldProps {
  label: React.ReactNode;
  hint: string;
  error: string | undefined;
  field: FormField;
  text: string | undefined;
  fallback: string | undefined;
  onChange: (value: string | undefined) => void;
}

/**
 * One of a few values. What is not set shows the default; a value the form does not know stays and is shown.
 */
function ChoiceField({ field, text, fallback, onChange, ...shared }: ChoiceFieldProps) {
  const { designer } = useMessages();
  const known = field.choices ?? [];
  const none = fallback === undefined ? designer.choose : designer.defaultIs(fallback);
  const options = [
    { value: '', label: none },
    ...known.map((value) => ({ value, label: value })),
    ...(text !== undefined && !known.includes(text) ? [{ value: text, label: text }] : []),
  ];
  return (
    <SelectField
      {...shared}
      value={text ?? ''}
      options={options}
      onChange={(next) => onChange(next === '' ? undefined : next)}
    />
  );
}
