'use client';
import { useId } from 'react';
import type { FieldProps } from './field';
import styles from './field.module.css';

interface SwitchFieldProps extends Omit<FieldProps, 'hideLabel' | 'required'> {
  value: boolean;
  onChange: (value: boolean) => void;
}

/** On or off, at once. */
export function SwitchField({ label, hint, error, value, onChange, disabled }: SwitchFieldProps) {
  const id = useId();
  return (
    <div className={styles.switch}>
      <button
        type="button"
        role="switch"
        id={id}
        aria-checked={value}
        aria-describedby={hint || error ? `${id}-hint` : undefined}
        disabled={disabled}
        className={styles.toggle}
        onClick={() => onChange(!value)}
      >
        <span className={styles.thumb} />
      </button>
      <div className={styles.switchText}>
        <label htmlFor={id} className={styles.label}>
          {label}
        </label>
        {(hint || error) && (
          <p id={`${id}-hint`} className={error ? styles.error : styles.hint}>
            {error || hint}
          </p>
        )}
      </div>
    </div>
  );
}
