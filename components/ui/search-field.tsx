'use client';
import type { Ref } from 'react';
import styles from './search-field.module.css';
import { TextField } from './text-field';

interface SearchFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  ref?: Ref<HTMLInputElement>;
}

/** Text that a list is filtered by. */
export function SearchField({ label, value, onChange, ref }: SearchFieldProps) {
  return (
    <div className={styles.search}>
      <TextField
        ref={ref}
        label={label}
        hideLabel
        type="search"
        icon="search"
        placeholder={label}
        value={value}
        onChange={onChange}
      />
    </div>
  );
}
