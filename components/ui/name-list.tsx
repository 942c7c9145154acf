'use client';
import type { ReactNode } from 'react';
import { useMessages } from '@/components/messages/messages';
import styles from './name-list.module.css';

/** More names than this are counted, not listed. */
const listedNames = 100;

/** Names, one under the other, in a box that scrolls. */
export function NameList({ names }: { names: readonly string[] }) {
  const { ui } = useMessages();
  if (names.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <ul className={styles.list} tabIndex={0}>
      {names.slice(0, listedNames).map((name) => (
        <li key={name}>
          <code>{name}</code>
        </li>
      ))}
      {names.length > listedNames && <li>{ui.bulk.andMore(names.length - listedNames)}</li>}
    </ul>
  );
}

/** Sentences of a dialog and the names they speak of. */
export function DialogNotes({ children }: { children: ReactNode }) {
  return <div className={styles.notes}>{children}</div>;
}
