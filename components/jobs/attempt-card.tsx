'use client';
import { useMessages } from '@/components/messages/messages';
import { formatDuration, formatInstant } from '@/components/ui/time-format';
import type { Attempt } from '@/lib/view/timelineattempt';
import styles from './job-view.module.css';
import { endOf } from './timeline-rows';

/** What is told of an attempt on hover: how it ended, when it began, and where the time went. */
export function AttemptCard({ attempt, nowMs }: { attempt: Attempt; nowMs: number }) {
  const { jobs } = useMessages();
  const { pod, startMs, segments, outcome, restarts, node, message, vanished } = attempt;
  const ended = outcome === 'failed' ? endOf(attempt, jobs) : attempt.word;
  const time = formatInstant(startMs).split(' ')[1];
  return (
    <div className={styles.card}>
      <strong>{pod}</strong>
      <span>{[ended, node, time].filter(Boolean).join(' · ')}</span>
      <dl>
        {segments.map(({ kind, fromMs, toMs }) => (
          <div key={`${kind}${fromMs}`}>
            <dt>{jobs.attempt.segment[kind]}</dt>
            <dd>{formatDuration(toMs === undefined ? wholeSeconds(nowMs - fromMs) : toMs - fromMs)}</dd>
          </div>
        ))}
      </dl>
      {restarts.length > 0 && <span>{jobs.attempt.restarts(restarts.length)}</span>}
      {message && <span>{message.slice(0, 300)}</span>}
      {vanished && <span>{jobs.attempt.gone}</span>}
    </div>
  );
}

function wholeSeconds(ms: number): number {
  return Math.max(0, Math.floor(ms / 1000) * 1000);
}
