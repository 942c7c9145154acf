import type { ApiClient } from '../client/client';
import {
  type LogSource,
  type LogStreamLine,
  type LogStreamRequest,
  logSourceLimit,
} from '../client/logstream';
import { failure, StatusError } from '../meta/status';
import type { Clock } from '../time/clock';
import { createLineReader } from './loglines';
import { createLogMerge, type LogMerge } from './logmerge';

interface PodLogPorts {
  client: ApiClient;
  clock: Clock;
  /** Aborts when the reader has gone. */
  signal: AbortSignal;
}

/** So many lines may wait to be read; more makes the sources wait. */
const waitingLimit = 20_000;
const linesAtOnce = 2_000;
/** How long the lines at hand wait for a source that is silent: it may have an older one, or nothing to say. */
const patienceMs = 50;

/** Lets those who wait for a change know of one. */
function createSignalBox() {
  let waiting: (() => void)[] = [];
  return {
    ring() {
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    wait: () => new Promise<void>((resolve) => waiting.push(resolve)),
  };
}

type SignalBox = ReturnType<typeof createSignalBox>;

/**
 * The logs of several containers as one stream of JSON lines (see `LogStreamLine`) in the order of time. While containers still write,
 * a line may come a moment after a younger one of another container. Ends when every source has, or `signal` aborts.
 */
export function openPodLogs(request: LogStreamRequest, ports: PodLogPorts): ReadableStream<Uint8Array> {
  const { clock, signal } = ports;
  const gone = new AbortController();
  const merge = createLogMerge(request.sources.length);
  const arrived = createSignalBox();
  const room = createSignalBox();
  const encoder = new TextEncoder();
  let isCancelled = false;
  const leave = () => {
    gone.abort();
    arrived.ring();
    room.ring();
  };
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  return new ReadableStream<Uint8Array>({
    start() {
      for (const [at, source] of request.sources.entries()) {
        const reader = { source, at, follow: request.follow === true, merge, arrived, room };
        clock.spawn(() => readSource(reader, ports.client, gone.signal));
      }
    },
    async pull(controller) {
      const lines = await nextLines(merge, arrived, clock, gone.signal);
      room.ring();
      if (lines.length > 0) {
        controller.enqueue(encoder.encode(lines.map((line) => `${JSON.stringify(line)}\n`).join('')));
      } else if (!isCancelled) controller.close();
    },
    cancel() {
      isCancelled = true;
      leave();
    },
  });
}

/** The next lines in order; none when all sources have ended, or the reader has gone. */
async function nextLines(
  merge: LogMerge,
  arrived: SignalBox,
  clock: Clock,
  signal: AbortSignal,
): Promise<LogStreamLine[]> {
  while (!signal.aborted && !merge.isDone()) {
    const ready = merge.take(linesAtOnce, true);
    if (ready.length > 0) return ready;
    if (merge.size() === 0) {
      await arrived.wait();
      continue;
    }
    if (await outlasts(arrived, clock)) return merge.take(linesAtOnce, false);
  }
  return [];
}

/** Waits for a change; answers true when none has come within the patience. */
function outlasts(arrived: SignalBox, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = clock.after(patienceMs, () => resolve(true));
    void arrived.wait().then(() => {
      cancel();
      resolve(false);
    });
  });
}

interface SourceReader {
  source: LogSource;
  at: number;
  follow: boolean;
  merge: LogMerge;
  arrived: SignalBox;
  room: SignalBox;
}

async function readSource(reader: SourceReader, client: ApiClient, signal: AbortSignal): Promise<void> {
  const { source, at, merge, arrived, room } = reader;
  const { namespace, pod, container, previous, sinceTime, tailLines } = source;
  const name = { source: at, pod, container };
  const follow = reader.follow && !previous;
  const lines = createLineReader();
  try {
    const options = { container, follow, previous, sinceTime, tailLines, timestamps: true, signal };
    for await (const chunk of client.log(namespace, pod, options)) {
      const read = lines.read(chunk);
      merge.push(
        at,
        read.map((line) => ({ ...name, ...line })),
      );
      if (read.length > 0) arrived.ring();
      while (merge.size() > waitingLimit && !signal.aborted) await room.wait();
      if (signal.aborted) return;
    }
    merge.push(
      at,
      lines.finish().map((line) => ({ ...name, ...line })),
    );
    merge.end(at, { ...name, end: true });
  } catch (error) {
    if (signal.aborted) return;
    const code = error instanceof StatusError ? error.code : undefined;
    const message = error instanceof Error ? error.message : String(error);
    merge.end(at, { ...name, end: true, error: message, ...(code === undefined ? {} : { code }) });
  }
  arrived.ring();
}

/** Reads the body of a request for logs. Throws a `StatusError` 400 that says what is wrong. */
export function readLogRequest(body: unknown): LogStreamRequest {
  const { cluster, sources, follow } = (body ?? {}) as Partial<Record<keyof LogStreamRequest, unknown>>;
  if (typeof cluster !== 'string' || cluster === '') throw bad('cluster must be a text');
  if (!Array.isArray(sources) || sources.length === 0) throw bad('sources must be a list');
  if (sources.length > logSourceLimit) throw bad(`more than ${logSourceLimit} sources`);
  return { cluster, sources: sources.map(readSourceOf), follow: follow === true };
}

function readSourceOf(value: unknown): LogSource {
  const fields = (value ?? {}) as Partial<Record<keyof LogSource, unknown>>;
  for (const name of ['namespace', 'pod', 'container'] as const) {
    if (typeof fields[name] !== 'string' || fields[name] === '') throw bad(`${name} must be a text`);
  }
  const { namespace, pod, container, previous, sinceTime, tailLines } = fields as LogSource;
  if (sinceTime !== undefined && typeof sinceTime !== 'string') throw bad('sinceTime must be a text');
  if (tailLines !== undefined && !Number.isInteger(tailLines)) throw bad('tailLines must be a number');
  return { namespace, pod, container, sinceTime, tailLines, ...(previous === true ? { previous } : {}) };
}

function bad(message: string): StatusError {
  return new StatusError(failure(400, 'BadRequest', message));
}
