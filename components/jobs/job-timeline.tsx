'use client';
import { useMemo } from 'react';
import { TimelineChart, type TimelineTexts } from '@/components/charts/timeline-chart';
import type { Bar } from '@/components/charts/timeline-model';
import { useNow } from '@/components/live/now';
import { useMessages } from '@/components/messages/messages';
import { EmptyState } from '@/components/ui/empty-state';
import { Skeleton } from '@/components/ui/spinner';
import type { Event } from '@/lib/resources/event/types';
import type { Job } from '@/lib/resources/job/types';
import { isFinished } from '@/lib/view/jobstate';
import { type Timeline, timelineOf } from '@/lib/view/timeline';
import type { PodRecord } from '@/lib/view/timelinerecord';
import { AttemptCard } from './attempt-card';
import { chartRows, chartRules } from './timeline-rows';
import { TimelineTools } from './timeline-tools';

interface JobTimelineProps {
  job: Job;
  record: PodRecord;
  events: readonly Event[];
  loading: boolean;
  /** The pod whose drawer is open. */
  chosenPod?: string;
  onOpen: (pod: string) => void;
}

/** Often enough that a bar grows smoothly at the usual zoom. */
const tickMs = 250;
const restMs = 60_000;

/** The pods of a Job over time. */
export function JobTimeline({ job, record, events, loading, chosenPod, onOpen }: JobTimelineProps) {
  const { jobs, ui } = useMessages();
  const timeline = useMemo(() => timelineOf(job, record, events), [job, record, events]);
  const live = timeline.toMs === undefined && !(job.spec.suspend && timeline.attempts === 0);
  const nowMs = useNow(live ? tickMs : restMs);
  const rows = useMemo(() => chartRows(timeline, jobs), [timeline, jobs]);
  const rules = useMemo(() => chartRules(timeline.marks, jobs), [timeline.marks, jobs]);
  const byKey = useMemo(
    () =>
      new Map(timeline.rows.flatMap((row) => row.attempts.map((attempt) => [attempt.key, attempt] as const))),
    [timeline],
  );
  const texts = useMemo(
    (): TimelineTexts => ({
      label: jobs.timeline.label,
      keys: jobs.timeline.keys,
      now: jobs.timeline.now,
      columns: jobs.timeline.columns,
      more: jobs.timeline.more,
    }),
    [jobs],
  );
  if (loading && timeline.attempts === 0) return <Skeleton rows={6} height={26} label={ui.loading} />;
  if (timeline.attempts === 0) return <NoPods job={job} />;
  const chosen = [...byKey.values()].find(({ pod }) => pod === chosenPod)?.key;
  const describe = (bar: Bar) => {
    const attempt = byKey.get(bar.key);
    return attempt && <AttemptCard attempt={attempt} nowMs={nowMs} />;
  };
  return (
    <TimelineChart
      rows={rows}
      rules={rules}
      bounds={boundsOf(timeline, nowMs)}
      nowMs={nowMs}
      live={live}
      originMs={midnightBefore(timeline.fromMs)}
      timeLabel={timeLabel}
      texts={texts}
      chosen={chosen}
      onOpen={(key) => {
        const attempt = byKey.get(key);
        if (attempt) onOpen(attempt.pod);
      }}
      describe={describe}
      tools={(view) => (
        <TimelineTools view={view} live={live} by={timeline.by} attempts={timeline.attempts} />
      )}
    />
  );
}

function NoPods({ job }: { job: Job }) {
  const { jobs } = useMessages();
  const texts = jobs.timeline;
  const why = isFinished(job) ? texts.emptyGone : job.spec.suspend ? texts.emptySuspended : texts.emptyText;
  return (
    <EmptyState icon="clock" title={isFinished(job) ? texts.goneTitle : texts.emptyTitle}>
      {why}
    </EmptyState>
  );
}

/** From the first to the last thing; while more may come, to now, or to the end of a wait that reaches beyond it. */
function boundsOf({ fromMs, toMs, rows }: Timeline, nowMs: number): { fromMs: number; toMs: number } {
  if (toMs !== undefined) return { fromMs, toMs };
  let lastMs = nowMs;
  for (const { gaps } of rows) lastMs = Math.max(lastMs, gaps.at(-1)?.toMs ?? 0);
  return { fromMs, toMs: lastMs };
}

function midnightBefore(epochMs: number): number {
  return new Date(epochMs).setHours(0, 0, 0, 0);
}

/** The viewer's time of day; the date where the steps are days. */
function timeLabel(atMs: number, stepMs: number): string {
  const at = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, '0');
  if (stepMs >= 86_400_000) return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
  return stepMs < 60_000 ? `${clock}:${two(at.getSeconds())}` : clock;
}
