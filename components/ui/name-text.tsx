'use client';
import Link from 'next/link';
import { useMessages } from '@/components/messages/messages';
import { useCopy } from './clipboard';
import { Icon } from './icon';
import styles from './name-text.module.css';

interface NameTextProps {
  name: string;
  /** Makes the name a link; it is then copied by the small button beside it, else by a click on it. */
  href?: string;
  /** Without the means to copy, for places where a click means something else. */
  plain?: boolean;
}

/** How much of the end always stays: names differ most there. */
const tailLength = 8;

/** The name of an object. When there is no room, the middle goes; the full name is told on hover. */
export function NameText({ name, href, plain = false }: NameTextProps) {
  const { ui } = useMessages();
  const [copied, copy] = useCopy();
  const cut = Math.max(0, name.length - tailLength);
  const text = (
    <>
      {/* An empty head would take the baseline of the line with it. */}
      {cut > 0 && (
        <span className={styles.head} aria-hidden>
          {name.slice(0, cut)}
        </span>
      )}
      <span className={styles.tail} aria-hidden>
        {name.slice(cut)}
      </span>
      {/* In two pieces a name would be read, and found, as two words. */}
      <span className={styles.whole}>{name}</span>
    </>
  );
  if (plain) {
    return (
      <span className={styles.name} title={name}>
        {text}
      </span>
    );
  }
  if (!href) {
    return (
      <button
        type="button"
        className={`${styles.name} ${styles.copyable}`}
        title={copied ? ui.copied : `${name}\n${ui.copy}`}
        onClick={() => copy(name)}
      >
        {text}
        <span role="status" className={styles.done}>
          {copied && <Icon name="check" size={12} />}
        </span>
      </button>
    );
  }
  return (
    <span className={styles.line}>
      <Link href={href} className={styles.name} title={name}>
        {text}
      </Link>
      <button
        type="button"
        tabIndex={-1}
        aria-label={`${copied ? ui.copied : ui.copy} ${name}`}
        className={styles.copy}
        onClick={() => copy(name)}
      >
        <Icon name={copied ? 'check' : 'copy'} size={12} />
      </button>
    </span>
  );
}
