/**
 * The log format of Kubernetes' container runtimes: `<RFC 3339 time> <stdout|stderr> <F|P> <content>`, a
 * line each. `P` marks a part of a line that goes on in the next entry of the stream, or that ended without
 * a newline.
 */
export interface LogEntry {
  time: string;
  isPartial: boolean;
  content: Uint8Array;
}

export const newline = 0x0a;
const space = 0x20;
const fullTag = 'F'.charCodeAt(0);
const partialTag = 'P'.charCodeAt(0);
const decoder = new TextDecoder();

/** Reads one line without its newline; `undefined` for one that is not in the format. */
export function parseLogLine(line: Uint8Array): LogEntry | undefined {
  const timeEnd = line.indexOf(space);
  const streamEnd = timeEnd < 0 ? -1 : line.indexOf(space, timeEnd + 1);
  const tagEnd = streamEnd < 0 ? -1 : line.indexOf(space, streamEnd + 1);
  const tag = line[streamEnd + 1];
  if (tagEnd < 0 || (tag !== fullTag && tag !== partialTag)) return undefined;
  return {
    time: decoder.decode(line.subarray(0, timeEnd)),
    isPartial: tag === partialTag,
    content: line.subarray(tagEnd + 1),
  };
}

/**
 * The time of the entry after one at `last`, at clock time `nowMs`: entries of one millisecond are told
 * apart, and kept in order, by their nanoseconds.
 */
export function nextStamp(last: LogStamp, nowMs: number): LogStamp {
  if (nowMs > last.ms) return { ms: nowMs, count: 0 };
  if (last.count < 999_999) return { ms: last.ms, count: last.count + 1 };
  return { ms: last.ms + 1, count: 0 };
}

export interface LogStamp {
  ms: number;
  count: number;
}

/** A stamp as RFC 3339 with nanoseconds. */
export function formatStamp({ ms, count }: LogStamp): string {
  return `${new Date(ms).toISOString().slice(0, 23)}${String(count).padStart(6, '0')}Z`;
}

/** Joins chunks into one. */
export function concat(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return chunks[0]!;
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** Cuts a stream of bytes into whole lines: what is not ended yet is kept for the next chunk. */
export function lineCutter(): (chunk: Uint8Array) => Uint8Array[] {
  let rest: Uint8Array[] = [];
  return (chunk) => {
    const lines: Uint8Array[] = [];
    let from = 0;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      const piece = chunk.subarray(from, at);
      lines.push(rest.length > 0 ? concat([...rest, piece]) : piece);
      rest = [];
      from = at + 1;
    }
    if (from < chunk.length) rest.push(chunk.slice(from));
    return lines;
  };
}
