import type { Transport } from '../client/http';
import type { StreamLine, StreamWatch } from '../client/stream';
import { failure, StatusError } from '../meta/status';
import type { Clock } from '../time/clock';
import { follow } from './follow';

interface MultiplexPorts {
  clock: Clock;
  /** How to reach a cluster; throws a `StatusError` when there is none of that name. */
  transportTo: (cluster: string) => Transport;
  /** Aborts when the reader has gone, or the server is about to. */
  signal: AbortSignal;
}

/** The reader takes a longer silence for a dead connection. */
const signOfLifeMs = 10_000;
const watchLimit = 64;
/** What is waiting to be read; more makes the watches wait. */
const queueBytes = 1_000_000;
const linesAtOnce = 500;
const signOfLife: StreamLine = { id: '', type: 'BOOKMARK' };

/** All watches as one stream of JSON lines (see `StreamLine`). It ends only when `signal` aborts or the reader cancels it. */
export function openStream(
  watches: readonly StreamWatch[],
  { clock, transportTo, signal }: MultiplexPorts,
): ReadableStream<Uint8Array> {
  const gone = new AbortController();
  const queue = createQueue(clock);
  const leave = () => {
    gone.abort();
    queue.close();
  };
  signal.addEventListener('abort', leave, { once: true });

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        queue.open(controller);
        const beat = () => {
          if (gone.signal.aborted) return;
          void queue.put(signOfLife);
          clock.after(signOfLifeMs, beat);
        };
        beat();
        for (const watch of watches) {
          clock.spawn(() => followOne(watch, { clock, transportTo, signal: gone.signal }, queue.put));
        }
      },
      pull: queue.release,
      cancel: leave,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: queueBytes }),
  );
}

/** Lines on their way out: those that come together travel together, and those who write wait when nobody reads. */
function createQueue(clock: Clock) {
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let lines: string[] = [];
  let waiting: (() => void)[] = [];

  const release = () => {
    const released = waiting;
    waiting = [];
    for (const resume of released) resume();
  };
  const isFull = () => controller !== undefined && (controller.desiredSize ?? 0) <= 0;
  const flush = () => {
    controller?.enqueue(encoder.encode(lines.join('')));
    lines = [];
    if (!isFull()) release();
  };
  return {
    open: (opened: ReadableStreamDefaultController<Uint8Array>) => {
      controller = opened;
    },
    close: () => {
      try {
        controller?.close();
      } catch {
        // The reader has closed it from the other end.
      }
      controller = undefined;
      release();
    },
    release,
    put: (line: StreamLine): Promise<void> => {
      if (lines.length === 0) clock.after(0, flush);
      lines.push(`${JSON.stringify(line)}\n`);
      if (!isFull() && lines.length < linesAtOnce) return Promise.resolve();
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}

async function followOne(
  watch: StreamWatch,
  { clock, transportTo, signal }: MultiplexPorts,
  emitLine: (line: StreamLine) => Promise<void>,
): Promise<void> {
  const emit = (line: Omit<StreamLine, 'id'>) => emitLine({ id: watch.id, ...line });
  // Looked up at each request: the kubeconfig may have changed since.
  const transport: Transport = async (request) => transportTo(watch.cluster)(request);
  await follow(watch, { clock, transport, emit, signal });
}

/** Reads the body of a stream request. Throws a `StatusError` 400 that says what is wrong. */
export function readWatches(body: unknown): StreamWatch[] {
  const list = (body as { watches?: unknown } | null)?.watches;
  if (!Array.isArray(list)) throw bad('watches must be a list');
  if (list.length > watchLimit) throw bad(`more than ${watchLimit} watches`);
  return list.map(readWatch);
}

const optionalTexts = ['namespace', 'name', 'labelSelector', 'fieldSelector', 'resourceVersion'] as const;

function readWatch(value: unknown): StreamWatch {
  const fields = (value ?? {}) as Record<string, unknown>;
  const text = (name: string) => {
    const found = fields[name];
    if (typeof found !== 'string' || found === '') throw bad(`${name} must be a text`);
    return found;
  };
  const watch: StreamWatch = {
    id: text('id'),
    cluster: text('cluster'),
    resource: text('resource'),
    detail: fields.detail === 'full' ? 'full' : 'row',
  };
  if (!/^([a-z][a-z0-9.-]*\/)?v[a-z0-9]+\/[a-z0-9]+$/.test(watch.resource))
    throw bad(`no resource: ${watch.resource}`);
  for (const name of optionalTexts) if (fields[name] !== undefined) watch[name] = text(name);
  return watch;
}

function bad(message: string): StatusError {
  return new StatusError(failure(400, 'BadRequest', message));
}
