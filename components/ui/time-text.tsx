'use client';
import { useNow } from '@/components/live/now';
import { useMessages } from '@/components/messages/messages';
import { fromTime } from '@/lib/time/clock';
import { formatDuration, formatInstant, formatSpan } from './time-format';
import styles from './time-text.module.css';

interface TimeTextProps {
  /** RFC 3339 text or epoch milliseconds. */
  time: string | number | null | undefined;
  /** `ago` reads “2h ago” or “in 5m”; `bare` is the figure alone, for columns whose title says what it is. */
  form?: 'ago' | 'bare';
  /** Also told on hover, when it is not the viewer's own. */
  timeZone?: string;
}

/** An instant relative to now, ticking; in full on hover and when copied. */
export function TimeText({ time, form = 'ago', timeZone }: TimeTextProps) {
  const { ui } = useMessages();
  const epochMs = typeof time === 'number' ? time : fromTime(time);
  const nowMs = useNow();
  if (epochMs === undefined) return <span className={styles.none}>–</span>;
  const span = formatSpan(nowMs - epochMs);
  const text = form === 'bare' ? span : epochMs - nowMs >= 1000 ? ui.inFuture(span) : ui.ago(span);
  const own = formatInstant(epochMs);
  const title = timeZone ? `${formatInstant(epochMs, timeZone)}\n${own} (${ui.yourTime})` : own;
  return (
    <time
      dateTime={new Date(epochMs).toISOString()}
      title={title}
      className={styles.time}
      onCopy={(event) => {
        event.preventDefault();
        event.clipboardData.setData('text/plain', new Date(epochMs).toISOString());
      }}
      suppressHydrationWarning
    >
      {text}
    </time>
  );
}

interface DurationTextProps {
  /** When it began: RFC 3339 text or epoch milliseconds. */
  from: string | number | null | undefined;
  /** When it ended; left out, it ticks. */
  to?: string | number | null;
}

/** How long something took, or has taken so far. */
export function DurationText({ from, to }: DurationTextProps) {
  const fromMs = typeof from === 'number' ? from : fromTime(from);
  const toMs = typeof to === 'number' ? to : fromTime(to);
  if (fromMs === undefined) return <span className={styles.none}>–</span>;
  if (toMs !== undefined) return <span className={styles.time}>{formatDuration(toMs - fromMs)}</span>;
  return <TickingDuration fromMs={fromMs} />;
}

function TickingDuration({ fromMs }: { fromMs: number }) {
  const nowMs = useNow();
  const seconds = Math.max(0, Math.floor((nowMs - fromMs) / 1000));
  return <span className={styles.time}>{formatDuration(seconds * 1000)}</span>;
}
