'use client';
import { useNow } from '@/components/live/now';
import { useMessages } from '@/components/messages/messages';
import { formatSpan } from '@/components/ui/time-format';
import styles from './next-runs.module.css';
import { formatFire } from './when';
import { viewerZone } from './zones';

interface NextRunsProps {
  /** What the times are, for screen readers. */
  label: string;
  timesMs: readonly number[];
  /** The zone the schedule is read in. */
  zone: string;
}

/**
 * Fire times one under the other: in the schedule's zone, in the viewer's where that is another, and how far
 * away.
 */
export function NextRuns({ label, timesMs, zone }: NextRunsProps) {
  const { schedule } = useMessages();
  const nowMs = useNow();
  const own = viewerZone();
  const both = own !== zone;
  return (
    <table className={styles.runs} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{zone}</th>
          {both && <th scope="col">{`${schedule.columns.yours} · ${own}`}</th>}
          <th scope="col">{schedule.columns.in}</th>
        </tr>
      </thead>
      <tbody>
        {timesMs.map((atMs) => (
          <tr key={atMs}>
            <td>{formatFire(atMs, zone)}</td>
            {both && <td>{formatFire(atMs, own)}</td>}
            <td>{atMs > nowMs ? formatSpan(atMs - nowMs) : schedule.due}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
