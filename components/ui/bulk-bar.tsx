'use client';
import type { ReactNode } from 'react';
import { useMessages } from '@/components/messages/messages';
import styles from './bulk-bar.module.css';
import { IconButton } from './button';

interface BulkBarProps {
  /** What is selected, for screen readers. */
  label: string;
  /** How much is selected. */
  selected: string;
  onClear: () => void;
  /** Buttons: what can be done to it. */
  children: ReactNode;
}

/** What can be done to the selected rows; stands in place of the filters. */
export function BulkBar({ label, selected, onClear, children }: BulkBarProps) {
  const { ui } = useMessages();
  return (
    <section aria-label={label} className={styles.bar}>
      <strong className={styles.selected}>{selected}</strong>
      {children}
      <IconButton icon="close" label={ui.bulk.none} onClick={onClear} />
    </section>
  );
}

/** The filters of a list, in a line as high as the bar that takes their place. */
export function FilterBar({ children }: { children: ReactNode }) {
  return <div className={styles.bar}>{children}</div>;
}
