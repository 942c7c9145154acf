'use client';
import { useMemo, useState } from 'react';

/** Which rows of a table are meant: those selected, or the one under the cursor. */
export interface RowChoice<Row> {
  /** Keys of what was selected, also of rows a filter hides now. */
  keys: ReadonlySet<string>;
  select: (keys: ReadonlySet<string>) => void;
  clear: () => void;
  /** The selected rows that are shown: what a filter hides is not acted on. */
  selected: readonly Row[];
  /** The row under the cursor. */
  current: Row | undefined;
  moveTo: (key: string) => void;
}

const none: ReadonlySet<string> = new Set();

/** Keeps which of the shown rows are selected and which has the cursor. */
export function useRowChoice<Row extends { key: string }>(rows: readonly Row[]): RowChoice<Row> {
  const [keys, select] = useState(none);
  const [cursor, moveTo] = useState<string>();
  const selected = useMemo(() => rows.filter(({ key }) => keys.has(key)), [rows, keys]);
  const current = useMemo(() => rows.find(({ key }) => key === cursor), [rows, cursor]);
  return { keys, select, clear: () => select(none), selected, current, moveTo };
}
