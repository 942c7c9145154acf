import type { ReactNode } from 'react';
import styles from './state-line.module.css';

/** The mark of a state, and notes that say more of it, in one line. */
export function StateLine({ children }: { children: ReactNode }) {
  return <span className={styles.line}>{children}</span>;
}

interface StateNoteProps {
  children: ReactNode;
  /** All of it, on hover, for when it is cut. */
  title?: string;
  /** Takes as many lines as it needs instead of being cut. */
  wrapped?: boolean;
  /** Left out below 700 px. */
  wide?: boolean;
}

/** A note behind the mark. */
export function StateNote({ children, title, wrapped = false, wide = false }: StateNoteProps) {
  return (
    <span
      className={styles.note}
      title={title}
      data-wrapped={wrapped || undefined}
      data-wide={wide || undefined}
    >
      {children}
    </span>
  );
}
