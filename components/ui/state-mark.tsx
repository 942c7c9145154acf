'use client';
import type { ReactNode } from 'react';
import { useMessages } from '@/components/messages/messages';
import styles from './state-mark.module.css';

/** The states of anything that runs, the same everywhere. Each has a colour, a shape and a word. */
export type State =
  | 'pending'
  | 'running'
  | 'finishing'
  | 'complete'
  | 'failing'
  | 'failed'
  | 'retrying'
  | 'suspended'
  | 'unknown';

interface StateMarkProps {
  state: State;
  /** Stands in place of the state's own word, such as `Active` or a reason. */
  word?: ReactNode;
  /** Shows the shape alone; the word is still told to screen readers. */
  iconOnly?: boolean;
  /** Pixels of the shape. */
  size?: number;
}

/** A state as shape, colour and word. */
export function StateMark({ state, word, iconOnly = false, size = 14 }: StateMarkProps) {
  const { ui } = useMessages();
  const text = word ?? ui.state[state];
  return (
    <span className={`${styles.mark} ${styles[state]}`} data-mark={state}>
      <StateShape state={state} size={size} />
      <span className={iconOnly ? styles.hidden : styles.word}>{text}</span>
    </span>
  );
}

/** The shape alone, in the state's colour; always beside a text that tells the state. */
export function StateShape({ state, size = 14 }: { state: State; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 14 14"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={`${styles.shape} ${styles[state]}`}
    >
      {shapes[state]}
    </svg>
  );
}

const shapes: Readonly<Record<State, ReactNode>> = {
  pending: <circle cx="7" cy="7" r="4.6" />,
  running: <circle className={styles.pulse} cx="7" cy="7" r="4.4" fill="currentColor" stroke="none" />,
  finishing: (
    <>
      <circle cx="7" cy="7" r="4.6" />
      <path d="M7 2.4a4.6 4.6 0 0 1 0 9.2z" fill="currentColor" stroke="none" />
    </>
  ),
  complete: <path d="M2.5 7.5l3 3 6-7" />,
  failing: (
    <>
      <circle cx="7" cy="7" r="5.2" strokeWidth="1.3" />
      <path d="M5 5l4 4" />
    </>
  ),
  failed: <path d="M3 3l8 8M11 3l-8 8" strokeWidth="2.1" />,
  retrying: <path d="M11.5 7.3A4.6 4.6 0 1 1 10 3.8M10.3 1.3v2.8H7.5" />,
  suspended: <path d="M4.7 3v8M9.3 3v8" strokeWidth="2.3" />,
  unknown: <path d="M4.6 5a2.5 2.5 0 1 1 3.7 2.2C7.4 7.7 7 8.1 7 9M7 11.7h.01" />,
};
