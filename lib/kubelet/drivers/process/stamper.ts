import { formatStamp, type LogStamp, newline, nextStamp } from '../../logs/cri';

/** Longest content of one entry; longer lines are cut into partial entries, as container runtimes do. */
const longestEntryBytes = 16 * 1024;
/** More than an entry takes besides its content. */
const headerBytes = 64;

/** Makes log entries of what a container's streams write, each with a time of its own, in order. */
export class Stamper {
  private last: LogStamp = { ms: 0, count: 0 };
  private output = Buffer.allocUnsafe(64 * 1024);
  private length = 0;

  /**
   * The entries of all whole lines of `bytes` (good until the next call) and how many bytes they took; what has no newline yet is to be offered
   * again with more. `isEnd`: nothing will follow, so a last line without a newline is taken too, as a partial entry.
   */
  stamp(
    stream: 'stdout' | 'stderr',
    bytes: Buffer,
    nowMs: number,
    isEnd: boolean,
  ): { entries: Uint8Array; taken: number } {
    this.length = 0;
    let from = 0;
    while (from < bytes.length) {
      const found = bytes.indexOf(newline, from);
      const length = (found < 0 ? bytes.length : found) - from;
      if (found < 0 && length <= longestEntryBytes && !isEnd) break;
      const isPartial = found < 0 || length > longestEntryBytes;
      const to = from + Math.min(length, longestEntryBytes);
      this.last = nextStamp(this.last, nowMs);
      this.write(`${formatStamp(this.last)} ${stream} ${isPartial ? 'P' : 'F'} `, bytes, from, to);
      from = isPartial ? to : to + 1;
    }
    return { entries: this.output.subarray(0, this.length), taken: from };
  }

  private write(header: string, bytes: Buffer, from: number, to: number): void {
    const needed = this.length + headerBytes + to - from;
    if (needed > this.output.length) {
      const larger = Buffer.allocUnsafe(needed * 2);
      this.output.copy(larger, 0, 0, this.length);
      this.output = larger;
    }
    this.length += this.output.write(header, this.length, 'latin1');
    this.length += bytes.copy(this.output, this.length, from, to);
    this.output[this.length++] = newline;
  }
}
