import type { ReactNode } from 'react';
import styles from './page-header.module.css';

interface PageHeaderProps {
  title: ReactNode;
  /** The state in one sentence, or the counts. */
  sentence?: ReactNode;
  /** Buttons on the right, the chief one last. */
  actions?: ReactNode;
  /** A way up, over the title: “Jobs / default”. */
  above?: ReactNode;
  /** A line of filters under the title. */
  below?: ReactNode;
}

/** The head of a page: what it is, how it stands, what can be done. */
export function PageHeader({ title, sentence, actions, above, below }: PageHeaderProps) {
  return (
    <header className={styles.header}>
      {above && <div className={styles.above}>{above}</div>}
      <div className={styles.line}>
        <div className={styles.titles}>
          <h1>{title}</h1>
          {sentence && <div className={styles.sentence}>{sentence}</div>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
      {below && <div className={styles.below}>{below}</div>}
    </header>
  );
}
