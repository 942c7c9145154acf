import type { Bar, EndShape, Row, Rule, Tone } from '@/components/charts/timeline-model';
import type { jobs as texts } from '@/components/messages/en/jobs';
import { formatDuration } from '@/components/ui/time-format';
import type { Timeline, TimelineRow } from '@/lib/view/timeline';
import type { Attempt, Outcome, Segment, SegmentKind } from '@/lib/view/timelineattempt';
import type { Mark, MarkKind } from '@/lib/view/timelinemarks';

type Texts = typeof texts;

const toneOfKind: Readonly<Record<Exclude<SegmentKind, 'running'>, Tone>> = {
  waiting: 'waiting',
  starting: 'starting',
  backoff: 'retrying',
  terminating: 'terminating',
};

const toneOfOutcome: Readonly<Record<Outcome, Tone>> = {
  going: 'running',
  succeeded: 'done',
  failed: 'failed',
  stopped: 'stopped',
};

const shapeOfOutcome: Readonly<Record<Outcome, EndShape | undefined>> = {
  going: undefined,
  succeeded: 'tick',
  failed: 'cross',
  stopped: 'square',
};

const toneOfMark: Readonly<Record<MarkKind, Rule['tone']>> = {
  suspended: 'suspended',
  resumed: 'suspended',
  succeeding: 'done',
  failing: 'failed',
  complete: 'done',
  failed: 'failed',
};

/** The rows of the chart that show a timeline. */
export function chartRows({ by, rows }: Timeline, jobs: Texts): Row[] {
  return rows.map((row) => ({
    key: row.key,
    label: labelOf(by, row, jobs),
    short: shortLabelOf(by, row),
    bars: row.attempts.map((attempt) => barOf(attempt, jobs)),
    gaps: row.gaps,
  }));
}

/** The lines across the chart that show what happened to the Job as a whole. */
export function chartRules(marks: readonly Mark[], jobs: Texts): Rule[] {
  return marks.map(({ kind, atMs, reason }) => ({
    atMs,
    tone: toneOfMark[kind],
    label: reason && (kind === 'failing' || kind === 'failed') ? reason : jobs.mark[kind],
  }));
}

function labelOf(by: Timeline['by'], { number, lane }: TimelineRow, jobs: Texts): string {
  if (by === 'slot') return jobs.timeline.slot(number);
  return lane === 0 ? jobs.timeline.index(number) : '';
}

function shortLabelOf(by: Timeline['by'], { number, lane }: TimelineRow): string {
  return lane === 0 ? String(by === 'slot' ? number + 1 : number) : '';
}

const bars = new WeakMap<Texts, WeakMap<Attempt, Bar>>();

/** The bar of an attempt; the same attempt gives the same bar. */
function barOf(attempt: Attempt, jobs: Texts): Bar {
  let known = bars.get(jobs);
  if (!known) {
    known = new WeakMap();
    bars.set(jobs, known);
  }
  let bar = known.get(attempt);
  if (!bar) {
    bar = makeBar(attempt, jobs);
    known.set(attempt, bar);
  }
  return bar;
}

function makeBar(attempt: Attempt, jobs: Texts): Bar {
  const { key, pod, startMs, endMs, segments, outcome, restarts, vanished } = attempt;
  const failed = outcome === 'failed';
  const took = endMs === undefined ? '' : formatDuration(endMs - startMs);
  const ended = failed
    ? `${jobs.attempt.outcome.failed} (${endOf(attempt, jobs)})`
    : jobs.attempt.outcome[outcome];
  return {
    key,
    fromMs: startMs,
    toMs: endMs,
    stretches: segments.map(({ kind, fromMs, toMs }) => ({
      fromMs,
      toMs,
      tone: toneOf({ kind, toMs }, attempt),
    })),
    end: shapeOfOutcome[outcome],
    ...(failed ? { endText: endOf(attempt, jobs) } : {}),
    breaks: restarts.flatMap((run) => run.endMs ?? []),
    text: jobs.attempt.sentence(pod, ended, took),
    faded: vanished,
  };
}

/** How a failed attempt ended, in the fewest words. */
export function endOf({ exitCode, word }: Attempt, jobs: Texts): string {
  return jobs.ending({ exitCode, reason: word });
}

/** A running stretch has the tone of how it ended: a run that was restarted by its own end, the last by the pod's. */
function toneOf({ kind, toMs }: Pick<Segment, 'kind' | 'toMs'>, { restarts, outcome }: Attempt): Tone {
  if (kind !== 'running') return toneOfKind[kind];
  const restart = restarts.find(({ endMs }) => endMs === toMs);
  if (restart) return restart.exitCode === 0 ? 'done' : 'failed';
  return toneOfOutcome[outcome];
}
