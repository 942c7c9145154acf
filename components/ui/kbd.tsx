'use client';
import { useSyncExternalStore } from 'react';
import styles from './kbd.module.css';

/** Keys as caps: `g j` are two pressed one after the other, `mod+k` is ⌘K on a Mac and Ctrl K elsewhere. */
export function Kbd({ keys }: { keys: string }) {
  const isMac = useSyncExternalStore(never, readIsMac, () => false);
  const shown = keys.startsWith('mod+')
    ? `${isMac ? '⌘' : 'Ctrl '}${keys.slice(4).toUpperCase()}`
    : undefined;
  return (
    <span className={styles.keys}>
      {(shown ? [shown] : keys.split(' ')).map((key) => (
        <kbd key={key} className={styles.key}>
          {key}
        </kbd>
      ))}
    </span>
  );
}

function readIsMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}

function never(): () => void {
  return () => {};
}
