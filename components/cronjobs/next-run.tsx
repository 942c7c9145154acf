'use client';
import { useNow } from '@/components/live/now';
import { useLanguage, useMessages } from '@/components/messages/messages';
import { formatWhen } from '@/components/schedule/when';
import { formatInstant, formatSpan } from '@/components/ui/time-format';
import type { NextRun } from '@/lib/view/cronjoblist';
import styles from './next-run.module.css';

/**
 * When a CronJob runs next: how far away, and at what time in its schedule's zone; in the viewer's on hover.
 */
export function NextRunText({ run }: { run: NextRun }) {
  const { schedule, ui } = useMessages();
  const language = useLanguage();
  const nowMs = useNow();
  if (run.kind === 'never')
    return (
      <span className={styles.muted} title={schedule.neverNote}>
        {schedule.never}
      </span>
    );
  if (run.kind === 'wrong')
    return (
      <span className={styles.wrong} title={run.message}>
        {schedule.wrong}
      </span>
    );
  if (run.atMs === undefined) return <span className={styles.muted}>–</span>;
  const title = `${formatInstant(run.atMs, run.zone)}\n${formatInstant(run.atMs)} (${ui.yourTime})`;
  if (run.kind === 'suspended')
    return (
      <span className={styles.muted} title={schedule.wouldRun(title)}>
        –
      </span>
    );
  const leftMs = run.atMs - nowMs;
  return (
    <time dateTime={new Date(run.atMs).toISOString()} title={title} className={styles.next}>
      <span>{leftMs > 0 ? ui.inFuture(formatSpan(leftMs)) : schedule.due}</span>
      <span className={styles.muted}>{formatWhen(run.atMs, nowMs, run.zone, language)}</span>
    </time>
  );
}
