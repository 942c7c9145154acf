import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { newline } from '../../logs/cri';

/** A place in a log that is kept in several files. */
export interface LogPosition {
  segment: number;
  offset: number;
}

/** As the kubelet's `containerLogMaxSize` and `containerLogMaxFiles`. */
const segmentBytes = 10 * 1024 * 1024;
const keptSegments = 5;
const blockBytes = 64 * 1024;

/** The numbers of the files of a log, oldest first. */
export function segmentsIn(dir: string): number[] {
  try {
    return readdirSync(dir)
      .filter((name) => /^\d+\.log$/.test(name))
      .map((name) => Number.parseInt(name, 10))
      .sort((a, b) => a - b);
  } catch {
    return [];
  }
}

function segmentFile(dir: string, segment: number): string {
  return path.join(dir, `${segment}.log`);
}

/** Appends to a log, a new file every 10 MB, the oldest of more than five removed. */
export class SegmentWriter {
  private descriptor: number;

  /** Goes on at `from`: whatever stands behind it was written by a life that did not get to record it. */
  constructor(
    private readonly dir: string,
    private readonly from: LogPosition,
  ) {
    mkdirSync(dir, { recursive: true });
    for (const segment of segmentsIn(dir)) if (segment > from.segment) rmSync(segmentFile(dir, segment));
    this.descriptor = openForUpdate(segmentFile(dir, from.segment));
    ftruncateSync(this.descriptor, from.offset);
  }

  get position(): LogPosition {
    return { ...this.from };
  }

  append(bytes: Uint8Array): void {
    if (this.from.offset >= segmentBytes) this.rotate();
    let written = 0;
    while (written < bytes.length) {
      written += writeSync(
        this.descriptor,
        bytes,
        written,
        bytes.length - written,
        this.from.offset + written,
      );
    }
    this.from.offset += bytes.length;
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private rotate(): void {
    closeSync(this.descriptor);
    this.from.segment++;
    this.from.offset = 0;
    this.descriptor = openForUpdate(segmentFile(this.dir, this.from.segment));
    for (const segment of segmentsIn(this.dir)) {
      if (segment <= this.from.segment - keptSegments)
        rmSync(segmentFile(this.dir, segment), { force: true });
    }
  }
}

/** Opens a file to be read and written in place; makes it where it is not there. */
export function openForUpdate(file: string): number {
  closeSync(openSync(file, 'a'));
  return openSync(file, 'r+');
}

/** Where a log ends on disk. */
export function endOf(dir: string): LogPosition {
  const segment = segmentsIn(dir).at(-1) ?? 1;
  const stats = statSync(segmentFile(dir, segment), { throwIfNoEntry: false });
  return { segment, offset: stats?.size ?? 0 };
}

/** Where the last `lines` lines before `end` begin. */
export async function tailStart(dir: string, end: LogPosition, lines: number): Promise<LogPosition> {
  if (lines === 0) return end;
  let found = 0;
  const segments = segmentsIn(dir).filter((segment) => segment <= end.segment);
  for (const segment of segments.reverse()) {
    const handle = await open(segmentFile(dir, segment), 'r').catch(() => undefined);
    if (!handle) continue;
    try {
      let to = segment === end.segment ? end.offset : (await handle.stat()).size;
      while (to > 0) {
        const block = Buffer.alloc(Math.min(blockBytes, to));
        await handle.read(block, 0, block.length, to - block.length);
        for (let at = block.length - 1; at >= 0; at--) {
          if (block[at] !== newline) continue;
          if (found === lines) return { segment, offset: to - block.length + at + 1 };
          found++;
        }
        to -= block.length;
      }
    } finally {
      await handle.close();
    }
  }
  return startOf(dir);
}

/** Where what is kept of a log begins. */
export function startOf(dir: string): LogPosition {
  return { segment: segmentsIn(dir)[0] ?? 1, offset: 0 };
}

/**
 * Reads from one place of a log to another, skipping what has been removed meanwhile; gives chunks of at
 * most 64 KB.
 */
export async function* readSegments(
  dir: string,
  from: LogPosition,
  to: LogPosition,
): AsyncGenerator<Uint8Array> {
  for (let segment = from.segment; segment <= to.segment; segment++) {
    const handle = await open(segmentFile(dir, segment), 'r').catch(() => undefined);
    if (!handle) continue;
    try {
      let at = segment === from.segment ? from.offset : 0;
      const end = segment === to.segment ? to.offset : (await handle.stat()).size;
      while (at < end) {
        const block = Buffer.alloc(Math.min(blockBytes, end - at));
        const { bytesRead } = await handle.read(block, 0, block.length, at);
        if (bytesRead === 0) break;
        at += bytesRead;
        yield block.subarray(0, bytesRead);
      }
    } finally {
      await handle.close();
    }
  }
}
