import type { Change, Stored } from './store';

/** A change as the store remembers it: with the revision of what stood there before. */
export interface Remembered {
  readonly change: Change;
  readonly previous: Stored | undefined;
  readonly atMs: number;
}

export interface HistoryLimits {
  /** Most changes that are remembered. */
  maxChanges: number;
  /** How long changes are remembered at least, as far as `maxChanges` allows. */
  maxAgeMs: number;
  /** This many are remembered however old they are. */
  minChanges: number;
}

/** Forgotten changes are cut off the array when there are this many of them. */
const cutSize = 4096;

/** The last changes, by revision. Revisions follow one another without gaps, so that finding one takes no search. */
export class History {
  private remembered: (Remembered | undefined)[] = [];
  private head = 0;
  /** Revision before the oldest remembered change: the oldest from which all changes are known. */
  compacted: number;

  constructor(
    revision: number,
    private readonly limits: HistoryLimits,
  ) {
    this.compacted = revision;
  }

  get size(): number {
    return this.remembered.length - this.head;
  }

  push(entry: Remembered): void {
    this.remembered.push(entry);
    const { maxChanges, maxAgeMs, minChanges } = this.limits;
    while (this.size > maxChanges || (this.size > minChanges && entry.atMs - this.oldestMs() > maxAgeMs)) {
      this.forgetOldest();
    }
  }

  /** The changes after revision `from` up to `to`, which must not be older than `compacted`. */
  between(from: number, to: number): Remembered[] {
    const offset = this.head - this.compacted;
    return this.remembered.slice(from + offset, to + offset) as Remembered[];
  }

  private oldestMs(): number {
    return this.remembered[this.head]!.atMs;
  }

  private forgetOldest(): void {
    this.remembered[this.head++] = undefined;
    this.compacted++;
    if (this.head < cutSize) return;
    this.remembered = this.remembered.slice(this.head);
    this.head = 0;
  }
}
