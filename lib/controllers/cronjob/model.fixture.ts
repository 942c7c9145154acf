/** What a CronJob is told, in the model's words. */
export interface Wish {
  /** All fire times there are, in order. */
  times: readonly number[];
  policy: 'Allow' | 'Forbid' | 'Replace';
  deadlineMs?: number;
  suspended?: boolean;
  keep: { Complete: number; Failed: number };
}

/** How a Job ends, and how long after its start. */
export interface Fate {
  afterMs: number;
  end: 'Complete' | 'Failed';
}

/** What happens to a CronJob from outside. */
export interface Story {
  createdMs: number;
  endMs: number;
  wish: Wish;
  changes: readonly { atMs: number; wish: Wish; rescheduled: boolean }[];
  /** When the controller does not run. */
  downs: readonly { fromMs: number; toMs: number }[];
  /** When the time is set, by the clock of the beginning. */
  jumps: readonly { atMs: number; byMs: number }[];
  fateOf: (runMs: number) => Fate;
}

interface Run {
  runMs: number;
  startMs: number;
  /** By the clock of the beginning. */
  endMs: number;
  end: Fate['end'];
  completedMs?: number;
  state: 'running' | 'ended' | 'deleted';
}

/** What must have come of a story: runs in the order they were started, and how things stand at its end. */
export interface Outcome {
  runs: { runMs: number; startMs: number }[];
  kept: number[];
  active: number[];
  lastMs: number | undefined;
  successMs: number | undefined;
}

const slackMs = 100;

/**
 * Tells from the rules alone what must come of a story: the controller looks when something changes and 100 ms after
 * each fire time, and starts the latest run that is due.
 */
export function foretell(story: Story): Outcome {
  const happenings = [
    ...story.changes.map((change) => ({
      atMs: change.atMs,
      act: (model: Model) => model.change(change.wish, change.rescheduled),
    })),
    ...story.downs.flatMap(({ fromMs, toMs }) => [
      { atMs: fromMs, act: (model: Model) => model.turn(false) },
      { atMs: toMs, act: (model: Model) => model.turn(true) },
    ]),
    ...story.jumps.map(({ atMs, byMs }) => ({ atMs, act: (model: Model) => model.jump(byMs) })),
  ].sort((a, b) => a.atMs - b.atMs);
  const model = new Model(story);
  for (const { atMs, act } of happenings) {
    model.passTo(atMs);
    act(model);
  }
  model.passTo(story.endMs);
  return model.outcome();
}

class Model {
  private elapsedMs: number;
  private offsetMs = 0;
  private wish: Wish;
  private isUp = true;
  private timerMs = Infinity;
  private lastMs: number | undefined;
  private successMs: number | undefined;
  private readonly started: Run[] = [];
  private listed: Run[] = [];
  private present: Run[] = [];

  constructor(private readonly story: Story) {
    this.elapsedMs = story.createdMs;
    this.wish = story.wish;
    this.look();
  }

  /** Lets time pass: the timer goes off and Jobs end. */
  passTo(untilMs: number): void {
    for (;;) {
      const ends = this.present.filter(({ state }) => state === 'running').map(({ endMs }) => endMs);
      const nextMs = Math.min(this.timerMs, ...ends);
      if (nextMs > untilMs) break;
      this.elapsedMs = nextMs;
      if (this.timerMs === nextMs) this.timerMs = Infinity;
      for (const run of this.present) if (run.state === 'running' && run.endMs <= nextMs) this.end(run);
      if (this.isUp) this.look();
    }
    this.elapsedMs = untilMs;
  }

  jump(byMs: number): void {
    this.offsetMs += byMs;
  }

  private get nowMs(): number {
    return this.elapsedMs + this.offsetMs;
  }

  change(wish: Wish, rescheduled: boolean): void {
    this.wish = wish;
    if (!this.isUp) return;
    if (rescheduled) this.arm();
    else this.look();
  }

  turn(isUp: boolean): void {
    this.isUp = isUp;
    this.timerMs = Infinity;
    if (isUp) this.look();
  }

  outcome(): Outcome {
    const { started, present, listed, lastMs, successMs } = this;
    const runMsOf = ({ runMs }: Run) => runMs;
    const runs = started.map(({ runMs, startMs }) => ({ runMs, startMs }));
    return { runs, kept: present.map(runMsOf), active: listed.map(runMsOf), lastMs, successMs };
  }

  private end(run: Run): void {
    run.state = 'ended';
    run.completedMs = secondOf(this.nowMs);
  }

  private look(): void {
    for (const run of this.present) {
      if (run.state !== 'ended') continue;
      this.listed = this.listed.filter((listed) => listed !== run);
      if (run.end === 'Complete') this.successMs = Math.max(this.successMs ?? 0, run.completedMs!);
    }
    for (const end of ['Complete', 'Failed'] as const) {
      const ended = this.present.filter((run) => run.state === 'ended' && run.end === end).sort(byStart);
      for (const run of ended.slice(0, Math.max(0, ended.length - this.wish.keep[end])))
        run.state = 'deleted';
    }
    if (!this.wish.suspended) this.startDue();
    this.present = this.present.filter(({ state }) => state !== 'deleted');
  }

  private startDue(): void {
    const { policy, deadlineMs = Infinity } = this.wish;
    const sinceMs = Math.max(this.lastMs ?? this.story.createdMs, this.nowMs - deadlineMs);
    const { latestMs: runMs } = this.find(sinceMs);
    const isBlocked = policy === 'Forbid' && this.listed.length > 0;
    if (runMs !== undefined && runMs !== this.lastMs && !isBlocked) {
      if (policy === 'Replace') for (const run of this.listed) run.state = 'deleted';
      if (policy === 'Replace') this.listed = [];
      const { afterMs, end } = this.story.fateOf(runMs);
      const startMs = this.nowMs;
      const run: Run = { runMs, startMs, endMs: this.elapsedMs + afterMs, end, state: 'running' };
      for (const list of [this.started, this.listed, this.present]) list.push(run);
    }
    this.arm();
    if (this.started.length > 0) this.lastMs = this.started.at(-1)!.runMs;
  }

  private arm(): void {
    const sinceMs = this.lastMs ?? this.story.createdMs;
    const { latestMs, missed } = this.find(sinceMs);
    const nextMs = firstAfter(this.wish.times, latestMs ?? (missed ? this.nowMs : sinceMs));
    const timerMs = (nextMs ?? Infinity) + slackMs - this.offsetMs;
    this.timerMs = Math.min(this.timerMs, Math.max(timerMs, this.elapsedMs));
  }

  /** The latest time that is due, as far as the distance of the first two leads to it. */
  private find(sinceMs: number): { latestMs?: number; missed: boolean } {
    const { times } = this.wish;
    const firstMs = firstAfter(times, sinceMs) ?? Infinity;
    if (firstMs > this.nowMs) return { missed: false };
    const secondMs = firstAfter(times, firstMs) ?? Infinity;
    if (secondMs > this.nowMs) return { latestMs: firstMs, missed: false };
    const steps = Math.floor((this.nowMs - firstMs) / (secondMs - firstMs));
    const fromMs = firstMs + (steps - 1) * (secondMs - firstMs);
    const latestMs = times[countUpTo(times, this.nowMs) - 1]!;
    return { latestMs: latestMs > fromMs ? latestMs : undefined, missed: true };
  }
}

const secondOf = (ms: number) => Math.floor(ms / 1000) * 1000;

function byStart(a: Run, b: Run): number {
  return secondOf(a.startMs) - secondOf(b.startMs) || a.runMs - b.runMs;
}

function firstAfter(times: readonly number[], ms: number): number | undefined {
  return times[countUpTo(times, ms)];
}

function countUpTo(times: readonly number[], ms: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
