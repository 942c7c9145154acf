'use client';
import { type ReactNode, useId } from 'react';
import { useMessages } from '@/components/messages/messages';
import styles from './field.module.css';

/** What every field has: a visible name, and around it what helps to fill it in. */
export interface FieldProps {
  label: ReactNode;
  /** One plain sentence under the field. */
  hint?: ReactNode;
  /** What is wrong, in the API's words; marks the field invalid. */
  error?: ReactNode;
  required?: boolean;
  disabled?: boolean;
  /** Keeps the label for screen readers only; for filter bars. */
  hideLabel?: boolean;
}

interface FrameProps extends FieldProps {
  children: (wiring: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }) => ReactNode;
}

/** The label, hint and error around a control, wired to it. */
export function FieldFrame({ label, hint, error, required, hideLabel, children }: FrameProps) {
  const id = useId();
  const { ui } = useMessages();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [error && errorId, hint && hintId].filter(Boolean).join(' ');
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={hideLabel ? styles.hidden : styles.label}>
        {label}
        {required && <span className={styles.required}> {ui.required}</span>}
      </label>
      {children({
        id,
        ...(describedBy ? { 'aria-describedby': describedBy } : {}),
        ...(error ? { 'aria-invalid': true as const } : {}),
      })}
      {error && (
        <p id={errorId} className={styles.error}>
          {error}
        </p>
      )}
      {hint && (
        <p id={hintId} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}
