'use client';
import { useLiveList } from '@/components/live/lists';
import { useNow } from '@/components/live/now';
import { useConnection } from '@/components/live/tab';
import { useMessages } from '@/components/messages/messages';
import { formatSpan } from '@/components/ui/time-format';
import { namespaces } from '@/lib/resources/namespace/types';
import styles from './live-dot.module.css';

/** Whether what is shown is current: live, catching up, or offline since when. */
export function LiveDot() {
  const { connection } = useMessages().shell;
  const { state: connected, sinceMs } = useConnection();
  const { error } = useLiveList(namespaces);
  // The dashboard is there but the cluster behind it is not.
  const state = connected === 'live' && error && error.code >= 500 ? 'reconnecting' : connected;
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
