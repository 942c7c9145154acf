'use client';
import { useNow } from '@/components/live/now';
import { useConnection } from '@/components/live/tab';
import { useMessages } from '@/components/messages/messages';
import { formatSpan } from '@/components/ui/time-format';
import styles from './live-dot.module.css';

/** Whether what is shown is current: live, catching up, or offline since when. */
export function LiveDot() {
  const { connection } = useMessages().shell;
  const { state, sinceMs } = useConnection();
  const hint = {
    live: connection.liveHint,
    reconnecting: connection.reconnectingHint,
    offline: connection.offlineHint,
  };
  return (
    <span role="status" title={hint[state]} className={styles.live} data-connection={state}>
      <span aria-hidden="true" className={styles.dot} />
      <span className={styles.word}>
        {state === 'offline' ? <OfflineFor sinceMs={sinceMs} /> : connection[state]}
      </span>
    </span>
  );
}

function OfflineFor({ sinceMs }: { sinceMs: number }) {
  const { connection } = useMessages().shell;
  return connection.offlineFor(formatSpan(useNow() - sinceMs));
}
