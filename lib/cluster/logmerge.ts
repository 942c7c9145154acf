import type { LogStreamLine } from '../client/logstream';

interface Queue {
  lines: LogStreamLine[];
  at: number;
  ended: boolean;
}

/** Lines of several logs on their way to becoming one log in the order of time. */
export interface LogMerge {
  push(source: number, lines: readonly LogStreamLine[]): void;
  /** The source gives nothing more; `last` is passed on after all of its lines. */
  end(source: number, last: LogStreamLine): void;
  /**
   * Takes at most `limit` lines out, the oldest first. Patiently, only as far as no source that has not ended and has nothing here
   * could still come with an older one; otherwise whatever is here.
   */
  take(limit: number, patient: boolean): LogStreamLine[];
  /** How many lines are here. */
  size(): number;
  /** Everything has ended and has been taken. */
  isDone(): boolean;
}

/** A merge of so many sources, each of which gives its lines in order. */
export function createLogMerge(sources: number): LogMerge {
  const queues = Array.from({ length: sources }, (): Queue => ({ lines: [], at: 0, ended: false }));
  let size = 0;

  const oldest = (patient: boolean): Queue | undefined => {
    let best: Queue | undefined;
    for (const queue of queues) {
      const head = queue.lines[queue.at];
      if (!head) {
        if (patient && !queue.ended) return undefined;
        continue;
      }
      if (!best || isBefore(head, best.lines[best.at]!)) best = queue;
    }
    return best;
  };
  return {
    push(source, lines) {
      const queue = queues[source]!;
      for (const line of lines) queue.lines.push(line);
      size += lines.length;
    },
    end(source, last) {
      const queue = queues[source]!;
      const time = queue.lines.at(-1)?.time;
      // Without a time of its own it keeps the place behind the lines of its source.
      queue.lines.push(time === undefined ? last : { ...last, time });
      queue.ended = true;
      size++;
    },
    take(limit, patient) {
      const taken: LogStreamLine[] = [];
      while (taken.length < limit) {
        const queue = oldest(patient);
        if (!queue) break;
        taken.push(queue.lines[queue.at++]!);
        if (queue.at > 1000 && queue.at * 2 > queue.lines.length) {
          queue.lines.splice(0, queue.at);
          queue.at = 0;
        }
      }
      size -= taken.length;
      return taken;
    },
    size: () => size,
    isDone: () => size === 0 && queues.every(({ ended }) => ended),
  };
}

/** Stamps differ in their decimals, so the seconds are compared first and then the decimals as digits. */
function isBefore(a: LogStreamLine, b: LogStreamLine): boolean {
  const one = a.time ?? '';
  const other = b.time ?? '';
  const seconds = one.slice(0, 19);
  const otherSeconds = other.slice(0, 19);
  if (seconds !== otherSeconds) return seconds < otherSeconds;
  return decimals(one) < decimals(other);
}

function decimals(time: string): string {
  return /\.(\d+)/.exec(time)?.[1] ?? '';
}
