import type { Clock } from '../time/clock';
import type { Change, Journal } from './store';

/** Changes that go to the journal together. */
interface Batch {
  changes: Change[];
  done: Promise<void>;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Writes changes to the journal in groups: one append is under way at a time, and everything that arrives meanwhile goes into
 * the next. `told` is called with each group, in order, once it is durable, before anyone who waits for it goes on.
 */
export class GroupCommit {
  /** Why the journal can no longer be written, if so. */
  failure: { error: unknown } | undefined;
  private filling: Batch | undefined;
  private writing: Batch | undefined;
  private writingRevision = 0;
  private idle: Promise<void> = Promise.resolve();

  constructor(
    private readonly clock: Clock,
    private readonly journal: Journal | undefined,
    public durableRevision: number,
    private readonly told: (changes: readonly Change[], revision: number) => void,
  ) {}

  add(change: Change): void {
    if (!this.filling) {
      this.filling = newBatch();
      if (!this.writing) this.start();
    }
    this.filling.changes.push(change);
  }

  /** Resolves when everything up to `revision` is durable; rejects when the journal failed before. */
  settled(revision: number): Promise<void> {
    if (revision <= this.durableRevision) return Promise.resolve();
    if (this.failure) return Promise.reject(this.failure.error);
    const isBeingWritten = this.writing && revision <= this.writingRevision;
    const batch = isBeingWritten ? this.writing : this.filling;
    return batch?.done ?? Promise.resolve();
  }

  /** Waits for what is under way and closes the journal. */
  async close(): Promise<void> {
    await this.idle.catch(() => {});
    await this.journal?.close();
  }

  private start(): void {
    const run = this.run();
    this.idle = run;
    this.clock.spawn(() => run);
  }

  private async run(): Promise<void> {
    // Lets the writes of this turn join the group.
    await Promise.resolve();
    for (let batch = this.filling; batch; batch = this.filling) {
      this.filling = undefined;
      this.writing = batch;
      this.writingRevision = batch.changes[batch.changes.length - 1]!.revision;
      await this.write(batch);
      this.writing = undefined;
    }
  }

  private async write(batch: Batch): Promise<void> {
    const revision = this.writingRevision;
    try {
      await this.journal?.append(revision, batch.changes.map(toEntry));
    } catch (error) {
      this.fail(batch, error);
      throw error;
    }
    this.durableRevision = revision;
    this.told(batch.changes, revision);
    batch.resolve();
  }

  private fail(batch: Batch, error: unknown): void {
    this.failure = { error };
    batch.reject(error);
    this.filling?.reject(error);
  }
}

function toEntry({ type, key, revision, object }: Change) {
  return { key, revision, object: type === 'DELETED' ? undefined : object };
}

function newBatch(): Batch {
  const batch: Partial<Batch> = { changes: [] };
  batch.done = new Promise((resolve, reject) => {
    batch.resolve = resolve;
    batch.reject = reject;
  });
  // Whoever waits sees the rejection; a batch nobody waits for must not bring the process down.
  batch.done.catch(() => {});
  return batch as Batch;
}
