import styles from './code-text.module.css';

/** A command or a value, exactly as it is. */
export function CodeText({ text }: { text: string }) {
  return <code className={styles.inline}>{text}</code>;
}
