'use client';
import { useNow } from '@/components/live/now';
import { useMessages } from '@/components/messages/messages';
import { type State, StateMark } from '@/components/ui/state-mark';
import { formatDuration, formatSpan } from '@/components/ui/time-format';
import { DurationText, TimeText } from '@/components/ui/time-text';
import type { JobSpan } from '@/lib/view/jobprogress';
import type { JobPhase, JobReason, JobState } from '@/lib/view/jobstate';
import styles from './job-state.module.css';

/** The mark each phase of a Job is shown by. */
export const markOfPhase: Readonly<Record<JobPhase, State>> = {
  pending: 'pending',
  running: 'running',
  retrying: 'retrying',
  finishing: 'finishing',
  complete: 'complete',
  failing: 'failing',
  failed: 'failed',
  suspended: 'suspended',
  unmanaged: 'unknown',
};

/** Why a Job is in its state, in one sentence. It ticks only while it counts down to a retry. */
export function ReasonText({ reason }: { reason: JobReason }) {
  const { jobs } = useMessages();
  if (reason.kind === 'backoff' && reason.nextAtMs !== undefined) return <BackoffText reason={reason} />;
  return <>{jobs.reason(reason)}</>;
}

function BackoffText({ reason }: { reason: Extract<JobReason, { kind: 'backoff' }> }) {
  const { jobs } = useMessages();
  const nowMs = useNow();
  const leftMs = (reason.nextAtMs ?? 0) - nowMs;
  return <>{jobs.reason(reason, leftMs > 0 ? formatSpan(leftMs) : undefined)}</>;
}

/** The state of a Job in one sentence: mark and word, since when or how long, and why. */
export function StateSentence({ state, span }: { state: JobState; span?: JobSpan }) {
  const { jobs } = useMessages();
  const { phase, reason, sinceMs } = state;
  const hasReason = jobs.reason(reason) !== '';
  return (
    <span className={styles.sentence}>
      <StateMark state={markOfPhase[phase]} word={jobs.phase[phase]} />
      <span>
        <When state={state} span={span} />
        {hasReason && sinceMs !== undefined && jobs.colon}
        {hasReason && <ReasonText reason={reason} />}
        {state.deleting && ` · ${jobs.deleting}`}
      </span>
    </span>
  );
}

function When({ state: { phase, sinceMs }, span }: { state: JobState; span?: JobSpan }) {
  const { jobs } = useMessages();
  if (sinceMs === undefined) return null;
  if (phase === 'complete' || phase === 'failed') {
    const took = span?.endMs === undefined ? undefined : formatDuration(span.endMs - span.startMs);
    return (
      <>
        <TimeText time={sinceMs} />
        {took && jobs.since[phase](took)}
      </>
    );
  }
  if (phase === 'suspended') return <TimeText time={sinceMs} />;
  return <DurationText from={sinceMs} />;
}
