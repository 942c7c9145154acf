import type { LogOptions } from '../../client/client';
import { fromTime } from '../../time/clock';
import { concat, type LogEntry, lineCutter, parseLogLine } from './cri';

const encoder = new TextEncoder();
const lineEnd = encoder.encode('\n');

/**
 * Turns a log in CRI format into what a client asked for: entries since a time, with or without timestamps,
 * up to a number of bytes. `tailLines` and `follow` are the source's business. Cancelling the result aborts
 * `stop`.
 */
export function selectLog(
  source: AsyncIterable<Uint8Array>,
  options: LogOptions,
  nowMs: number,
  stop: AbortController,
): ReadableStream<Uint8Array> {
  const chunks = selectChunks(source, options, nowMs)[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        stop.abort();
        await chunks.return?.(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

async function* selectChunks(
  source: AsyncIterable<Uint8Array>,
  options: LogOptions,
  nowMs: number,
): AsyncGenerator<Uint8Array> {
  const cut = lineCutter();
  const isWanted = timeFilter(options, nowMs);
  let leftBytes = options.limitBytes ?? Number.POSITIVE_INFINITY;
  let isWithinLine = false;
  for await (const chunk of source) {
    const pieces: Uint8Array[] = [];
    for (const line of cut(chunk)) {
      const entry = parseLogLine(line);
      if (!entry || !isWanted(entry)) continue;
      if (options.timestamps && !isWithinLine) pieces.push(encoder.encode(`${entry.time} `));
      pieces.push(entry.content);
      if (!entry.isPartial) pieces.push(lineEnd);
      isWithinLine = entry.isPartial;
    }
    if (pieces.length === 0) continue;
    const whole = concat(pieces);
    if (whole.length >= leftBytes) {
      yield whole.subarray(0, leftBytes);
      return;
    }
    leftBytes -= whole.length;
    if (whole.length > 0) yield whole;
  }
}

function timeFilter(options: LogOptions, nowMs: number): (entry: LogEntry) => boolean {
  const since = options.sinceSeconds;
  const sinceMs = since === undefined ? fromTime(options.sinceTime) : nowMs - since * 1000;
  if (sinceMs === undefined) return () => true;
  return ({ time }) => (fromTime(time) ?? 0) >= sinceMs;
}
