import type { ReadLogOptions } from '../../driver';
import { endOf, type LogPosition, readSegments, startOf, tailStart } from './segments';

/** How far a log has been written, for those who read it while it grows. */
export class LogGrowth {
  private isComplete = false;
  private waiting: (() => void)[] = [];

  constructor(
    readonly dir: string,
    private position: LogPosition,
  ) {}

  moveTo(position: LogPosition): void {
    this.position = position;
    this.wake();
  }

  /** Nothing will be added any more. */
  complete(): void {
    this.isComplete = true;
    this.wake();
  }

  /** The log from its start, or its last lines, to where it is now, and on to its end when following. */
  async *read({ follow, tailLines, signal }: ReadLogOptions): AsyncGenerator<Uint8Array> {
    let to = this.position;
    let at = tailLines === undefined ? startOf(this.dir) : await tailStart(this.dir, to, tailLines);
    const onAbort = () => this.wake();
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      while (!signal?.aborted) {
        yield* readSegments(this.dir, at, to);
        // Whoever reads may have stopped while it had what was there.
        if (!follow || signal?.aborted) return;
        if (to === this.position) {
          if (this.isComplete) return;
          await this.change();
        }
        at = to;
        to = this.position;
      }
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  private change(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

/** The log of an attempt that has ended in an earlier life. */
export function completeLog(dir: string): LogGrowth {
  const growth = new LogGrowth(dir, endOf(dir));
  growth.complete();
  return growth;
}
