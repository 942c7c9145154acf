import styles from './progress-bar.module.css';

interface ProgressBarProps {
  /** The parts; each takes its share of the bar. */
  done: number;
  active: number;
  failed: number;
  left: number;
  /** What is left will not be done any more. */
  stopped?: boolean;
  /** The same in words. */
  text: string;
}

/** How far something is: what is done, under way, failed and left, each in its own colour and pattern. */
export function ProgressBar({ done, active, failed, left, stopped = false, text }: ProgressBarProps) {
  const total = done + active + failed + left;
  const parts = [
    { name: 'done', value: done },
    { name: 'failed', value: failed },
    { name: 'active', value: active },
    { name: stopped ? 'lost' : 'left', value: left },
  ].filter(({ value }) => value > 0);
  return (
    <span
      role="progressbar"
      aria-label={text}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={done}
      aria-valuetext={text}
      title={text}
      className={styles.bar}
    >
      {parts.map(({ name, value }) => (
        <span key={name} className={styles[name]} style={{ flexGrow: value / total }} />
      ))}
    </span>
  );
}
