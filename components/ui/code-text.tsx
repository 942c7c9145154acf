'use client';
import { useMessages } from '@/components/messages/messages';
import { IconButton } from './button';
import { useCopy } from './clipboard';
import styles from './code-text.module.css';

interface CodeTextProps {
  text: string;
  /** Several lines, scrolled, with a button to copy; else a piece within a sentence. */
  block?: boolean;
  /** What the block is, for screen readers. */
  label?: string;
}

/** A command, a value or a manifest, exactly as it is. */
export function CodeText({ text, block = false, label }: CodeTextProps) {
  const { ui } = useMessages();
  const [copied, copy] = useCopy();
  if (!block) return <code className={styles.inline}>{text}</code>;
  return (
    <section aria-label={label} className={styles.block}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{text}</pre>
      <span className={styles.copy}>
        <IconButton
          icon={copied ? 'check' : 'copy'}
          label={copied ? ui.copied : ui.copy}
          onClick={() => copy(text)}
        />
      </span>
    </section>
  );
}
