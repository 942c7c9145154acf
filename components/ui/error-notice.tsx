'use client';
import type { ReactNode } from 'react';
import { useMessages } from '@/components/messages/messages';
import styles from './error-notice.module.css';
import { Icon } from './icon';
import { TimeText } from './time-text';

interface ErrorNoticeProps {
  /** What happened. */
  title: ReactNode;
  /** The reason, in the API's words. */
  children?: ReactNode;
  /** Says that nothing need be done. */
  heals?: boolean;
  /** The one thing to do. */
  action?: ReactNode;
  /** Age of what is still shown. */
  currentAtMs?: number;
  /** `warning` when what is shown is merely old. */
  tone?: 'error' | 'warning';
}

/** What happened, whether it heals itself, and the one thing to do. */
export function ErrorNotice({
  title,
  children,
  heals,
  action,
  currentAtMs,
  tone = 'error',
}: ErrorNoticeProps) {
  const { ui } = useMessages();
  return (
    <div role={tone === 'error' ? 'alert' : 'status'} className={`${styles.notice} ${styles[tone]}`}>
      <Icon name="warning" />
      <div className={styles.text}>
        <strong>{title}</strong>
        {children && <div className={styles.reason}>{children}</div>}
        {(heals || currentAtMs !== undefined) && (
          <p className={styles.note}>
            {heals && ui.healsItself} {currentAtMs !== undefined && <Age currentAtMs={currentAtMs} />}
          </p>
        )}
      </div>
      {action && <div className={styles.action}>{action}</div>}
    </div>
  );
}

function Age({ currentAtMs }: { currentAtMs: number }) {
  const { ui } = useMessages();
  const [before, after] = ui.lastGood('\n').split('\n');
  return (
    <>
      {before}
      <TimeText time={currentAtMs} />
      {after}
    </>
  );
}
