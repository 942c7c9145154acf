'use client';
import { useState } from 'react';
import { Button, IconButton } from '@/components/ui/button';
import { TextField } from '@/components/ui/text-field';
import styles from './form.module.css';

interface EntryRow {
  key: string;
  value: string;
  /** Shown in place of the value, when it is not a text that can be edited here. */
  fixed?: string;
  keyError?: string;
  valueError?: string;
}

interface EntryRowsProps {
  rows: readonly EntryRow[];
  texts: {
    key: string;
    value: string;
    add: string;
    keyOf: (number: number) => string;
    valueOf: (key: string) => string;
    remove: (key: string) => string;
  };
  /** A new key for the row at a position. */
  onKey: (position: number, key: string) => void;
  onValue: (position: number, value: string) => void;
  onAdd: (key: string, value: string) => void;
  onRemove: (position: number) => void;
}

/**
 * Rows of a key and a value each, and a way to add one. A key is taken over when its field is left, so that
 * it is never half.
 */
export function EntryRows(props: EntryRowsProps) {
  const { rows, texts } = props;
  const [fresh, setFresh] = useState<string>();
  const add = () => {
    if (fresh) props.onAdd(fresh, '');
    setFresh(undefined);
  };
  return (
    <div className={styles.rows}>
      {rows.map((row, position) => (
        // Rows have no identity but their place: keys change while they are edited.
        <div key={position} className={styles.row}>
          <KeyField
            label={texts.keyOf(position + 1)}
            value={row.key}
            error={row.keyError}
            placeholder={texts.key}
            onChange={(key) => props.onKey(position, key)}
          />
          {row.fixed === undefined ? (
            <TextField
              hideLabel
              mono
              label={texts.valueOf(row.key)}
              value={row.value}
              error={row.valueError}
              placeholder={texts.value}
              onChange={(value) => props.onValue(position, value)}
            />
          ) : (
            <span className={styles.fixed}>{row.fixed}</span>
          )}
          <IconButton icon="close" label={texts.remove(row.key)} onClick={() => props.onRemove(position)} />
        </div>
      ))}
      {fresh === undefined ? (
        <Button tone="quiet" icon="plus" onClick={() => setFresh('')}>
          {texts.add}
        </Button>
      ) : (
        <div className={styles.row}>
          <TextField
            hideLabel
            mono
            autoFocus
            label={texts.keyOf(rows.length + 1)}
            value={fresh}
            placeholder={texts.key}
            onChange={setFresh}
            onBlur={add}
            onKeyDown={(event) => {
              if (event.key === 'Enter') add();
              if (event.key === 'Escape') setFresh(undefined);
            }}
          />
        </div>
      )}
    </div>
  );
}

interface KeyFieldProps {
  label: string;
  value: string;
  error: string | undefined;
  placeholder: string;
  onChange: (key: string) => void;
}

function KeyField({ value, onChange, ...rest }: KeyFieldProps) {
  const [draft, setDraft] = useState<string>();
  const leave = () => {
    if (draft && draft !== value) onChange(draft);
    setDraft(undefined);
  };
  return (
    <TextField
      {...rest}
      hideLabel
      mono
      value={draft ?? value}
      onChange={setDraft}
      onBlur={leave}
      onKeyDown={(event) => event.key === 'Enter' && leave()}
    />
  );
}
