import { formatStamp, type LogStamp, newline, nextStamp } from '../../logs/cri';

/** Longest content of one entry; longer lines are cut into partial entries, as container runtimes do. */
const longestEntryBytes = 16 * 1024;

/** Where the digits of a stamp's count stand, behind date, time and milliseconds. */
const countAt = 23;
const countDigits = 6;
const zero = '0'.charCodeAt(0);
const nine = '9'.charCodeAt(0);
const fullTag = 'F'.charCodeAt(0);
const partialTag = 'P'.charCodeAt(0);

/** Makes log entries of what a container's streams write, each with a time of its own, in order. */
export class Stamper {
  private output = Buffer.allocUnsafe(64 * 1024);
  private length = 0;

  /** `last`: the time of the latest entry, by which a later life goes on. */
  constructor(public last: LogStamp = { ms: 0, count: 0 }) {}

  /**
   * The entries of all whole lines of `bytes` (good until the next call) and how many bytes they took; what
   * has no newline yet is to be offered again with more. `isEnd`: nothing will follow, so a last line
   * without a newline is taken too, as a partial entry.
   */
  stamp(
    stream: 'stdout' | 'stderr',
    bytes: Buffer,
    nowMs: number,
    isEnd: boolean,
  ): { entries: Uint8Array; taken: number } {
    this.length = 0;
    let header: Buffer | undefined;
    let from = 0;
    while (from < bytes.length) {
      const found = bytes.indexOf(newline, from);
      const length = (found < 0 ? bytes.length : found) - from;
      if (found < 0 && length <= longestEntryBytes && !isEnd) break;
      const isPartial = found < 0 || length > longestEntryBytes;
      const to = from + Math.min(length, longestEntryBytes);
      header = this.advance(header, stream, nowMs);
      header[header.length - 2] = isPartial ? partialTag : fullTag;
      this.write(header, bytes, from, to);
      from = isPartial ? to : to + 1;
    }
    return { entries: this.output.subarray(0, this.length), taken: from };
  }

  /**
   * The header of the next entry; within a millisecond only its count is rewritten, for this is done for
   * every line.
   */
  private advance(header: Buffer | undefined, stream: string, nowMs: number): Buffer {
    const before = this.last;
    this.last = nextStamp(before, nowMs);
    if (!header || this.last.ms !== before.ms) {
      return Buffer.from(`${formatStamp(this.last)} ${stream} F `, 'latin1');
    }
    let at = countAt + countDigits - 1;
    for (; header[at] === nine; at--) header[at] = zero;
    header[at]!++;
    return header;
  }

  private write(header: Buffer, bytes: Buffer, from: number, to: number): void {
    const needed = this.length + header.length + to - from + 1;
    if (needed > this.output.length) {
      const larger = Buffer.allocUnsafe(needed * 2);
      this.output.copy(larger, 0, 0, this.length);
      this.output = larger;
    }
    this.output.set(header, this.length);
    this.length += header.length;
    this.length += bytes.copy(this.output, this.length, from, to);
    this.output[this.length++] = newline;
  }
}
