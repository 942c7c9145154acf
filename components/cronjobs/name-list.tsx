'use client';
import { useMessages } from '@/components/messages/messages';
import styles from './dialogs.module.css';

/** More names than this are counted, not listed. */
const listedNames = 100;

/** Names, one under the other, in a box that scrolls. */
export function NameList({ names }: { names: readonly string[] }) {
  const { cronjobs } = useMessages();
  if (names.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <ul className={styles.list} tabIndex={0}>
      {names.slice(0, listedNames).map((name) => (
        <li key={name}>
          <code>{name}</code>
        </li>
      ))}
      {names.length > listedNames && <li>{cronjobs.bulk.andMore(names.length - listedNames)}</li>}
    </ul>
  );
}
