import styles from './spinner.module.css';

/** A turning ring. It says nothing to screen readers; what is busy says so itself (`aria-busy`). */
export function Spinner({ size = 16 }: { size?: number }) {
  return <span aria-hidden="true" className={styles.spinner} style={{ width: size, height: size }} />;
}

interface SkeletonProps {
  /** How many rows to hold the place of. */
  rows?: number;
  /** Height of a row in pixels. */
  height?: number;
  /** What is loading, for screen readers. */
  label: string;
}

/** Grey lines that keep the layout while the first data comes; they show only after 150 ms. */
export function Skeleton({ rows = 1, height = 32, label }: SkeletonProps) {
  return (
    <div role="status" aria-label={label} className={styles.skeleton}>
      {Array.from({ length: rows }, (_, index) => (
        // The rows are all alike and never move.
        <div key={index} className={styles.row} style={{ height }}>
          <span style={{ width: `${[62, 48, 71, 55][index % 4]}%` }} />
        </div>
      ))}
    </div>
  );
}
