'use client';
import type { ReactNode } from 'react';
import { useNow } from '@/components/live/now';
import { useMessages } from '@/components/messages/messages';
import { ProgressBar } from '@/components/ui/progress-bar';
import { formatCount, formatDuration, formatInstant } from '@/components/ui/time-format';
import { DurationText, TimeText } from '@/components/ui/time-text';
import type { Job } from '@/lib/resources/job/types';
import type { Pod } from '@/lib/resources/pod/types';
import { retriesLeft } from '@/lib/view/jobbackoff';
import { deadlineAtMs, expiresAtMs, jobBar, jobCounts, jobSpan } from '@/lib/view/jobprogress';
import styles from './job-view.module.css';

/** The figures of a Job: how far, how many, how long, what is left. Only what applies is shown. */
export function JobFigures({ job, pods }: { job: Job; pods: readonly Pod[] }) {
  const { jobs } = useMessages();
  const texts = jobs.counts;
  const counts = jobCounts(job);
  const span = jobSpan(job);
  const retries = retriesLeft(job, pods);
  const deadlineMs = deadlineAtMs(job);
  const expiresMs = expiresAtMs(job);
  const wanted = counts.wanted === undefined ? '' : ` / ${formatCount(counts.wanted)}`;
  const figures: (Figure | false)[] = [
    { term: texts.succeeded, value: `${formatCount(counts.done)}${wanted}` },
    counts.active > 0 && { term: texts.active, value: formatCount(counts.active) },
    counts.active > 0 &&
      counts.ready !== undefined &&
      counts.ready !== counts.active && { term: texts.ready, value: formatCount(counts.ready) },
    counts.terminating > 0 && { term: texts.terminating, value: formatCount(counts.terminating) },
    { term: texts.failed, value: formatCount(counts.failed), bad: counts.failed > 0 },
    counts.failedIndexes > 0 && {
      term: texts.failedIndexes,
      value: formatCount(counts.failedIndexes),
      bad: true,
    },
    (counts.left ?? 0) > 0 && { term: texts.left, value: formatCount(counts.left!) },
    retries !== undefined && { term: texts.retriesLeft, value: formatCount(retries) },
    { term: texts.duration, value: <DurationText from={span?.startMs} to={span?.endMs} /> },
    deadlineMs !== undefined && { term: texts.deadline, value: <Countdown atMs={deadlineMs} /> },
    expiresMs !== undefined && { term: texts.expires, value: <TimeText time={expiresMs} /> },
  ];
  return (
    <div className={styles.figures}>
      <div className={styles.bar}>
        <ProgressBar {...jobBar(job)} text={jobs.progress(counts)} />
      </div>
      <dl aria-label={texts.label} className={styles.counts}>
        {figures
          .filter((figure) => figure !== false)
          .map(({ term, value, bad }) => (
            <div key={term} className={styles.count}>
              <dt>{term}</dt>
              <dd data-bad={bad || undefined}>{value}</dd>
            </div>
          ))}
      </dl>
    </div>
  );
}

interface Figure {
  term: string;
  value: ReactNode;
  bad?: boolean;
}

/** The time left until an instant. */
function Countdown({ atMs }: { atMs: number }) {
  const { jobs } = useMessages();
  const nowMs = useNow();
  return (
    <span title={formatInstant(atMs)}>
      {jobs.counts.deadlineIn(formatDuration(Math.max(0, atMs - nowMs)))}
    </span>
  );
}
