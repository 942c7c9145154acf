import { closeSync, fstatSync, ftruncateSync, mkdirSync, readSync, writeSync } from 'node:fs';
import path from 'node:path';
import { type Clock, sleep } from '../../../time/clock';
import { files } from '../disk/layout';
import { LogState } from '../disk/logstate';
import { type LogPosition, openForUpdate, SegmentWriter, segmentsIn } from '../disk/segments';
import { Stamper } from '../disk/stamper';

const streams = ['stdout', 'stderr'] as const;
type StreamName = (typeof streams)[number];

/** What has been taken from the raw files into the log: the two change together. */
interface PumpState extends LogPosition {
  stdout: number;
  stderr: number;
}

/** Taken at once from a stream; little enough not to hold up anything else. */
const chunk = Buffer.allocUnsafe(256 * 1024);
/**
 * When a raw file is larger, its writers are halted until all of it has been taken and given back to the
 * disk.
 */
const rawLimitBytes = 16 * 1024 * 1024;
/** Between two looks at a stream that keeps coming, so that many small writes are taken together. */
const restMs = 15;
const retryMs = 2000;

interface PumpOptions {
  clock: Clock;
  dir: string;
  /** Halts the container's processes, or lets them go on. */
  halt: (isHalted: boolean) => void;
  /** Is told when the log has grown. */
  onGrowth: () => void;
  log: (message: string) => void;
}

/**
 * Takes what a container writes from its raw files into its log, line by line. After every step the state
 * file says how far it is, so that a later life goes on without losing or doubling a line. Only a chunk is
 * ever in memory.
 */
export class LogPump {
  private readonly state: PumpState;
  private readonly writer: SegmentWriter;
  private readonly stateFile: LogState<PumpState>;
  private readonly raw: Record<StreamName, number>;
  private readonly stamper = new Stamper();
  private isDue = false;
  private isHalted = false;
  private isBehind = false;
  private isEnd = false;
  private isClosed = false;
  private cancel = () => {};

  constructor(private readonly options: PumpOptions) {
    const { dir } = options;
    const logDir = path.join(dir, files.log);
    mkdirSync(logDir, { recursive: true });
    this.stateFile = new LogState(logDir);
    const first = { segment: segmentsIn(logDir)[0] ?? 1, offset: 0, stdout: 0, stderr: 0 };
    this.state = this.stateFile.read() ?? first;
    this.writer = new SegmentWriter(logDir, { segment: this.state.segment, offset: this.state.offset });
    this.raw = {
      stdout: openForUpdate(path.join(dir, files.stdout)),
      stderr: openForUpdate(path.join(dir, files.stderr)),
    };
    for (const stream of streams) {
      // Given back to the disk, but that life ended before it was recorded.
      if (this.sizeOf(stream) < this.state[stream]) this.state[stream] = 0;
    }
  }

  /** How far the log goes. */
  get position(): LogPosition {
    return this.writer.position;
  }

  /** Has the raw files looked at soon. */
  poke(delayMs = this.isHalted || this.isBehind ? 0 : restMs): void {
    if (this.isDue || this.isClosed || this.isEnd) return;
    this.isDue = true;
    this.cancel = this.options.clock.after(delayMs, () => {
      this.isDue = false;
      if (this.isClosed) return;
      try {
        if (this.step()) this.poke();
      } catch (error) {
        // A full disk, most likely: what could not be written is taken again.
        this.options.log(String(error));
        this.poke(retryMs);
      }
    });
  }

  /** Takes everything there is, unfinished last lines too, and closes. Resolves when the log is complete. */
  async finish(): Promise<void> {
    this.cancel();
    this.isEnd = true;
    while (!this.isClosed && this.step()) await sleep(this.options.clock, 0);
    this.close();
  }

  /** Closes and leaves the rest for a later life. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.cancel();
    if (this.isHalted) this.options.halt(false);
    this.writer.close();
    this.stateFile.close();
    for (const stream of streams) closeSync(this.raw[stream]);
  }

  /** Takes a chunk of each stream; answers whether there may be more. */
  private step(): boolean {
    const nowMs = this.options.clock.now();
    const taken = streams.map((stream) => this.take(stream, nowMs));
    const hasTaken = taken.some((bytes) => bytes > 0);
    this.isBehind = taken.some((bytes) => bytes > chunk.length / 2);
    if (hasTaken) {
      this.record();
      this.options.onGrowth();
    }
    if (this.isHalted && !hasTaken) this.giveBack();
    else if (!this.isEnd && !this.isHalted && streams.some((stream) => this.sizeOf(stream) > rawLimitBytes)) {
      this.isHalted = true;
      this.options.halt(true);
    }
    return hasTaken || this.isHalted;
  }

  private take(stream: StreamName, nowMs: number): number {
    const length = readSync(this.raw[stream], chunk, 0, chunk.length, this.state[stream]);
    if (length === 0) return 0;
    const isLast = this.isEnd && length < chunk.length;
    const { entries, taken } = this.stamper.stamp(stream, chunk.subarray(0, length), nowMs, isLast);
    if (taken > 0) this.writer.append(entries);
    this.state[stream] += taken;
    return taken;
  }

  /**
   * Empties the raw files while nobody writes. A line that is not finished yet is moved to the front first:
   * whenever a life ends in between, the recorded place still fits, or lies behind the end and so counts as
   * the front.
   */
  private giveBack(): void {
    for (const stream of streams) {
      const left = readSync(this.raw[stream], chunk, 0, chunk.length, this.state[stream]);
      if (this.state[stream] < left || this.sizeOf(stream) !== this.state[stream] + left) continue;
      writeSync(this.raw[stream], chunk, 0, left, 0);
      ftruncateSync(this.raw[stream], left);
      this.state[stream] = 0;
    }
    this.record();
    this.isHalted = false;
    this.options.halt(false);
  }

  private record(): void {
    Object.assign(this.state, this.writer.position);
    this.stateFile.write(this.state);
  }

  private sizeOf(stream: StreamName): number {
    return fstatSync(this.raw[stream]).size;
  }
}
