import { errorOf } from '@/lib/client/httperror';
import { readJsonLines } from '@/lib/client/jsonlines';
import { type LogSource, type LogStreamLine, logSourceLimit } from '@/lib/client/logstream';
import type { Clock } from '@/lib/time/clock';
import {
  appendLines,
  emptyLog,
  type JobLog,
  type LogKeys,
  type LogLimit,
  type LogLine,
  timeKey,
} from '@/lib/view/joblog';
import type { LogRun } from './log-sources';

/** What a page shows of a feed. */
export interface FeedState {
  log: JobLog;
  /** Something is being read that has not yet come to its end. */
  reading: boolean;
  /** The connection broke off and is being made again. */
  interrupted: boolean;
  /** Runs that are not read until they are asked for. */
  left: number;
  refusals: readonly { key: string; source: string; message: string }[];
}

interface FeedPorts {
  clock: Clock;
  open: (sources: LogSource[], signal: AbortSignal) => Promise<Response>;
  limit: LogLimit;
}

interface Entry {
  run: LogRun;
  state: 'open' | 'done' | 'refused';
  /** The stamp of the last line, and how many lines bore it: what a reopened stream will repeat. */
  lastTime: string;
  lastKey: string;
  lastCount: number;
  /** Of the lines a reopened stream repeats, those still to come. */
  repeats: number;
}

/** Changes that come together cost one new connection. */
const gatherMs = 150;
const flushMs = 40;
const retryMs = [1000, 2000, 5000, 10_000] as const;

/** So many runs are read unasked; an open page must not fetch ten thousand logs. */
const stepRuns = 50;

/** The merged log of a changing set of containers, kept while the page is open. It has no runs at first and rests until started. */
export class LogFeed {
  private readonly entries = new Map<string, Entry>();
  private readonly keys: LogKeys = new Map();
  private readonly listeners = new Set<() => void>();
  private state: FeedState = { log: emptyLog, reading: false, interrupted: false, left: 0, refusals: [] };
  private allowed = stepRuns;
  private started = false;
  private connection: { keys: ReadonlySet<string>; abort: AbortController } | undefined;
  private failures = 0;
  private arrived: LogLine[] = [];
  private cancelGather: (() => void) | undefined;

  constructor(private readonly ports: FeedPorts) {}

  /** The state; the same object until something changes. */
  read = (): FeedState => this.state;

  /** Tells of every change of the state; answers a function that ends it. */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The runs there are now. What has been read of runs that have gone stays. */
  want(runs: readonly LogRun[]): void {
    const before = this.entries.size;
    for (const run of runs) {
      const known = this.entries.get(run.key);
      if (known) known.run = run;
      else this.entries.set(run.key, begin(run));
    }
    if (this.entries.size === before || this.cancelGather) return;
    this.gather(this.state.log.received === 0 && !this.connection ? 0 : gatherMs);
  }

  /** Reads on from where it stopped. */
  start(): void {
    this.started = true;
    this.gather(0);
  }

  /** Lets go of the connection; the lines stay. */
  stop(): void {
    this.started = false;
    this.cancelGather?.();
    this.cancelGather = undefined;
    this.connection?.abort.abort();
    this.connection = undefined;
    this.flush();
    this.publish({ reading: false });
  }

  /** Takes in the next of the runs that were left. */
  more(): void {
    this.allowed += stepRuns;
    this.gather(0);
  }

  private publish(part: Partial<FeedState>): void {
    this.state = { ...this.state, ...part };
    for (const listener of this.listeners) listener();
  }

  private flush = (): void => {
    if (this.arrived.length === 0) return;
    const lines = this.arrived;
    this.arrived = [];
    this.publish({ log: appendLines(this.state.log, this.keys, lines, this.ports.limit) });
  };

  /** The runs that may be read: the youngest, as many as are allowed. */
  private chosen(): Entry[] {
    return [...this.entries.values()].sort((a, b) => a.run.startedMs - b.run.startedMs).slice(-this.allowed);
  }

  private gather(delayMs: number): void {
    this.cancelGather?.();
    this.cancelGather = this.ports.clock.after(delayMs, () => {
      this.cancelGather = undefined;
      this.connect();
    });
  }

  private connect(): void {
    const picked = this.chosen();
    const unread = picked.filter((entry) => entry.state === 'open').slice(0, logSourceLimit);
    const left = this.entries.size - picked.length;
    const { connection } = this;
    const covered = connection && unread.every(({ run }) => connection.keys.has(run.key));
    if (!this.started || unread.length === 0 || covered) {
      this.publish({ reading: covered === true && this.started && unread.length > 0, left });
      return;
    }
    connection?.abort.abort();
    const abort = new AbortController();
    this.connection = { keys: new Set(unread.map(({ run }) => run.key)), abort };
    this.publish({ reading: true, left });
    this.ports.clock.spawn(() => this.readStream(unread, abort.signal));
  }

  private async readStream(unread: Entry[], signal: AbortSignal): Promise<void> {
    try {
      const response = await this.ports.open(unread.map(sourceOf), signal);
      if (!response.ok) throw await errorOf('POST', response);
      this.failures = 0;
      if (this.state.interrupted) this.publish({ interrupted: false });
      for await (const line of readJsonLines<LogStreamLine>(response.body!)) {
        if (signal.aborted) return;
        this.take(unread[line.source]!, line);
      }
      if (!signal.aborted) this.finish();
    } catch {
      if (signal.aborted) return;
      this.connection = undefined;
      this.flush();
      this.publish({ interrupted: true, reading: false });
      this.gather(retryMs[Math.min(this.failures++, retryMs.length - 1)]!);
    }
  }

  private finish(): void {
    this.connection = undefined;
    this.flush();
    // Runs a stream could not take in, or that had not started yet, are asked for again.
    const rest = this.chosen().filter((entry) => entry.state === 'open');
    if (rest.length > 0) this.gather(rest.length > logSourceLimit ? 0 : retryMs[0]);
    else this.publish({ reading: false });
  }

  private take(entry: Entry, line: LogStreamLine): void {
    if (line.end) {
      this.end(entry, line);
      return;
    }
    const { time = '', text = '', pod, container } = line;
    const key = timeKey(time);
    if (entry.repeats > 0 && key <= entry.lastKey) {
      if (key === entry.lastKey) entry.repeats--;
      return;
    }
    entry.repeats = 0;
    entry.lastCount = key === entry.lastKey ? entry.lastCount + 1 : 1;
    entry.lastKey = key;
    entry.lastTime = time;
    if (this.arrived.length === 0) this.ports.clock.after(flushMs, this.flush);
    this.arrived.push({ run: entry.run.key, pod, container, time, text });
  }

  private end(entry: Entry, { error, code }: LogStreamLine): void {
    // 400 says that the container has not started; it will, or its pod will go.
    if (error !== undefined && code === 400 && entry.run.live) return;
    entry.state = error === undefined ? 'done' : 'refused';
    if (error === undefined || entry.lastTime !== '') return;
    const { key, pod, container } = entry.run;
    const refusal = { key, source: `${pod}/${container}`, message: error };
    this.publish({ refusals: [...this.state.refusals, refusal] });
  }
}

function begin(run: LogRun): Entry {
  return { run, state: 'open', lastTime: '', lastKey: '', lastCount: 0, repeats: 0 };
}

/** What to ask for: all of a run, or what came after its last line. */
function sourceOf(entry: Entry): LogSource {
  const { namespace, pod, container, previous } = entry.run;
  entry.repeats = entry.lastCount;
  const sinceTime = entry.lastTime || undefined;
  return { namespace, pod, container, previous, sinceTime };
}
