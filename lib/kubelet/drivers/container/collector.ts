import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../../../time/clock';
import type { LogStamp } from '../../logs/cri';
import { files } from '../disk/layout';
import { LogState } from '../disk/logstate';
import { type LogPosition, SegmentWriter, segmentsIn } from '../disk/segments';
import { Stamper } from '../disk/stamper';
import type { Engine } from './engine';
import { type Frame, frameCutter, splitStamp } from './frames';

/** How far the engine's log has been taken into ours, and where ours ends: the two change together. */
interface CollectorState extends LogPosition {
  /** The latest second of the engine's log of which something has been taken, and how many pieces of it. */
  second: number;
  seen: number;
  /** The time of our latest entry. */
  last: LogStamp;
}

interface CollectorOptions {
  engine: Engine;
  /** The engine's id of the container. */
  id: string;
  clock: Clock;
  dir: string;
  onGrowth: () => void;
}

/**
 * Takes a container's log from the engine into a log of our own, which outlives the container. After every
 * step the state file says how far it is, so that the next take, in this life or a later one, goes on
 * without losing or doubling a line. Only what came at once is ever in memory.
 */
export class LogCollector {
  private readonly state: CollectorState;
  private readonly stateFile: LogState<CollectorState>;
  private readonly writer: SegmentWriter;
  private readonly stamper: Stamper;
  private isClosed = false;

  constructor(private readonly options: CollectorOptions) {
    const logDir = path.join(options.dir, files.log);
    mkdirSync(logDir, { recursive: true });
    this.stateFile = new LogState(logDir);
    const first = { segment: segmentsIn(logDir)[0] ?? 1, offset: 0, second: 0, seen: 0 };
    this.state = this.stateFile.read() ?? { ...first, last: { ms: 0, count: 0 } };
    this.stamper = new Stamper(this.state.last);
    this.writer = new SegmentWriter(logDir, { segment: this.state.segment, offset: this.state.offset });
  }

  get position(): LogPosition {
    return this.writer.position;
  }

  /**
   * Takes what the engine has and has not been taken yet; when following, on to the container's end.
   * Rejects as the engine or the connection fails, or the signal aborts.
   */
  async take(isFollowing: boolean, signal: AbortSignal): Promise<void> {
    const { engine, id } = this.options;
    const query = {
      stdout: '1',
      stderr: '1',
      timestamps: '1',
      follow: isFollowing ? '1' : '0',
      since: String(this.state.second),
    };
    const cut = frameCutter();
    const body = await engine.stream('GET', `/containers/${id}/logs`, { query, signal });
    const known = { left: this.state.seen, since: this.state.second };
    for await (const chunk of body) {
      if (this.isClosed) return;
      this.keep(cut(chunk), known);
    }
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.writer.close();
    this.stateFile.close();
  }

  /**
   * Appends frames, but for those taken before: of the second in which the last take ended, as many as had
   * been seen, for the order in which an engine tells its log is always the same.
   */
  private keep(frames: readonly Frame[], known: { left: number; since: number }): void {
    const entries: Buffer[] = [];
    for (const frame of frames) {
      const { text, content } = splitStamp(frame);
      const ms = Date.parse(text);
      const second = Math.floor(ms / 1000);
      if (second < known.since) continue;
      if (known.left > 0) {
        known.left--;
        continue;
      }
      const isPart = content.at(-1) !== newline;
      const { entries: stamped } = this.stamper.stamp(frame.stream, content, this.timeOf(ms), isPart);
      entries.push(Buffer.from(stamped));
      if (second > this.state.second) Object.assign(this.state, { second, seen: 0 });
      if (second === this.state.second) this.state.seen++;
    }
    if (entries.length === 0) return;
    for (const entry of entries) this.writer.append(entry);
    Object.assign(this.state, this.writer.position, { last: this.stamper.last });
    this.stateFile.write(this.state);
    this.options.onGrowth();
  }

  /** Podman 4 tells whole seconds; within that second, when it came here is nearer to the truth. */
  private timeOf(ms: number): number {
    if (ms % 1000 !== 0) return ms;
    return Math.min(Math.max(this.options.clock.now(), ms), ms + 999);
  }
}

const newline = 0x0a;
