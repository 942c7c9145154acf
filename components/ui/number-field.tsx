'use client';
import { useState } from 'react';
import { useMessages } from '@/components/messages/messages';
import { FieldFrame, type FieldProps } from './field';
import styles from './field.module.css';

interface NumberFieldProps extends FieldProps {
  /** `undefined` is an empty field. */
  value: number | undefined;
  onChange: (value: number | undefined) => void;
  /** The default that applies when empty. */
  placeholder?: string;
  min?: number;
  max?: number;
  autoFocus?: boolean;
}

/**
 * A whole number, or nothing. What is typed is passed on as soon as it is a number; text that is none is kept in the field and marked.
 */
export function NumberField(props: NumberFieldProps) {
  const { value, onChange, placeholder, min, max } = props;
  const { ui } = useMessages();
  const [draft, setDraft] = useState<string | undefined>();
  const shown = draft ?? (value === undefined ? '' : String(value));
  const change = (text: string) => {
    const trimmed = text.trim();
    if (trimmed === '') {
      setDraft(undefined);
      onChange(undefined);
    } else if (isWhole(trimmed)) {
      setDraft(undefined);
      onChange(Number(trimmed));
    } else setDraft(text);
  };
  const step = (by: number) => {
    const next = (value ?? Number(placeholder ?? 0)) + by;
    if (Number.isSafeInteger(next)) change(String(Math.min(max ?? next, Math.max(min ?? next, next))));
  };
  return (
    <FieldFrame {...props} error={draft === undefined ? props.error : ui.notNumber}>
      {(wiring) => (
        <input
          {...wiring}
          className={styles.control}
          inputMode="numeric"
          autoComplete="off"
          placeholder={placeholder}
          disabled={props.disabled}
          required={props.required}
          // biome-ignore lint/a11y/noAutofocus: the caller asks for it, in dialogs
          autoFocus={props.autoFocus}
          value={shown}
          onChange={(event) => change(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
            event.preventDefault();
            step(event.key === 'ArrowUp' ? 1 : -1);
          }}
        />
      )}
    </FieldFrame>
  );
}

function isWhole(text: string): boolean {
  return /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text));
}
