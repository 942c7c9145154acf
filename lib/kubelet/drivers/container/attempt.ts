import path from 'node:path';
import { type Clock, sleep } from '../../../time/clock';
import type { ContainerRef, Ended, Run } from '../../driver';
import { lostEnd, recordEnded, signalOf } from '../disk/ended';
import { LogGrowth } from '../disk/growth';
import { files } from '../disk/layout';
import { terminationMessage } from '../disk/message';
import { LogCollector } from './collector';
import { type Engine, EngineError } from './engine';

/** What is on record of a container that has been created. */
export interface ContainerRecord {
  /** The engine's. */
  id: string;
  ref: ContainerRef;
  startedAtMs: number;
  fallsBackToLogs: boolean;
}

/** What an engine tells of a container. */
export interface Inspected {
  Id: string;
  State: {
    /** `created` (`configured`, `initialized` in Podman's words), `running`, `exited` and others. */
    Status: string;
    Running: boolean;
    OOMKilled: boolean;
    ExitCode: number;
    FinishedAt: string;
  };
  Config: { StopSignal?: string };
}

const retryMs = 500;
const signalAttempts = 20;
/** A stream that follows a log ends with the container; what is missing after this is asked for once more. */
const logPatienceMs = 3000;
const logAttempts = 5;

interface AttemptOptions {
  engine: Engine;
  clock: Clock;
  log: (message: string) => void;
  dir: string;
  record: ContainerRecord;
  onEnd: (attempt: EngineAttempt) => void;
}

/** A started container: watches over its output and its end. */
export class EngineAttempt implements Run {
  readonly id: string;
  readonly startedAtMs: number;
  readonly ref: ContainerRef;
  readonly growth: LogGrowth;
  readonly end: Promise<Ended>;
  ended: Ended | undefined;
  private readonly collector: LogCollector;
  private readonly detached = new AbortController();

  constructor(private readonly options: AttemptOptions) {
    const { engine, clock, dir, record } = options;
    this.id = record.id;
    this.startedAtMs = record.startedAtMs;
    this.ref = record.ref;
    const onGrowth = () => this.growth.moveTo(this.collector.position);
    this.collector = new LogCollector({ engine, id: record.id, clock, dir, onGrowth });
    this.growth = new LogGrowth(path.join(dir, files.log), this.collector.position);
    let resolveEnd: (ended: Ended) => void = () => {};
    this.end = new Promise((resolve) => {
      resolveEnd = resolve;
    });
    clock.spawn(async () => {
      const ended = await this.watch();
      if (!ended) return;
      this.ended = ended;
      options.onEnd(this);
      resolveEnd(ended);
    });
  }

  terminate(): void {
    this.options.clock.spawn(async () => {
      const { Config } = await this.options.engine
        .call<Inspected>('GET', `/containers/${this.id}/json`)
        .catch(() => ({ Config: {} as Inspected['Config'] }));
      await this.send(Config.StopSignal || 'SIGTERM');
    });
  }

  kill(): void {
    this.options.clock.spawn(() => this.send('SIGKILL'));
  }

  /** Lets go of the container and leaves it running. */
  detach(): void {
    this.detached.abort();
    this.collector.close();
    this.growth.complete();
  }

  /** Signals the container; tried again as long as it may be running and has not heard. */
  private async send(signal: string): Promise<void> {
    const { engine, clock } = this.options;
    for (let attempt = 0; attempt < signalAttempts && !this.ended && !this.isDetached; attempt++) {
      try {
        return await engine.call('POST', `/containers/${this.id}/kill`, { query: { signal } });
      } catch {
        await sleep(clock, retryMs);
      }
    }
  }

  private get isDetached(): boolean {
    return this.detached.signal.aborted;
  }

  /** Resolves with the end, when all that belongs to it has been done; with nothing once detached. */
  private async watch(): Promise<Ended | undefined> {
    const { clock, dir, record } = this.options;
    const following = new AbortController();
    const followed = this.follow(AbortSignal.any([following.signal, this.detached.signal]));
    const inspected = await this.exit();
    if (this.isDetached) return undefined;
    const patience = sleep(clock, logPatienceMs, following.signal).catch(() => {});
    await Promise.race([followed, patience]);
    following.abort();
    await followed;
    if (inspected) await this.takeRest();
    if (this.isDetached) return undefined;
    this.collector.close();
    this.growth.complete();
    const ended = inspected ? this.endOf(inspected) : lostEnd('The container', this.startedAtMs, clock.now());
    const message = await terminationMessage(dir, ended.exitCode, record.fallsBackToLogs);
    const whole = message ? { ...ended, message } : ended;
    this.tidyUp(whole);
    await this.remove();
    return whole;
  }

  /** Resolves when the container has ended, with what the engine tells then: nothing once it is gone. */
  private async exit(): Promise<Inspected | undefined> {
    const { engine, clock } = this.options;
    const { signal } = this.detached;
    while (!this.isDetached) {
      try {
        await engine.call('POST', `/containers/${this.id}/wait`, { signal });
        const inspected = await engine.call<Inspected>('GET', `/containers/${this.id}/json`, { signal });
        if (!inspected.State.Running) return inspected;
      } catch (error) {
        if (isGone(error)) return undefined;
      }
      await sleep(clock, retryMs, signal).catch(() => {});
    }
    return undefined;
  }

  /** Takes the log as it grows; a connection that breaks is made again. Never rejects. */
  private async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const isWhole = await this.collector.take(true, signal).then(
        () => true,
        (error) => isGone(error),
      );
      if (isWhole) return;
      await sleep(this.options.clock, retryMs, signal).catch(() => {});
    }
  }

  private async takeRest(): Promise<void> {
    const { clock, log } = this.options;
    for (let attempt = 1; !this.isDetached; attempt++) {
      try {
        return await this.collector.take(false, this.detached.signal);
      } catch (error) {
        if (isGone(error) || attempt === logAttempts)
          return log(`the log of ${this.id} may lack its end: ${error}`);
        await sleep(clock, retryMs);
      }
    }
  }

  private endOf({ State }: Inspected): Ended {
    const { startedAtMs } = this;
    const finishedAtMs = Math.max(startedAtMs, Date.parse(State.FinishedAt) || this.options.clock.now());
    const cause = State.OOMKilled ? { reason: 'OOMKilled' } : {};
    return { exitCode: State.ExitCode, ...signalOf(State.ExitCode), ...cause, startedAtMs, finishedAtMs };
  }

  private tidyUp(ended: Ended): void {
    try {
      recordEnded(this.options.dir, ended);
    } catch (error) {
      this.options.log(`the end of ${this.id} could not be recorded: ${error}`);
    }
  }

  /** All of it is on disk now. What cannot be removed is removed by a later life. */
  private async remove(): Promise<void> {
    const { engine, log } = this.options;
    await removeContainer(engine, this.id).catch((error) => log(`${this.id} could not be removed: ${error}`));
  }
}

/** Removes a container, running or not, with the volumes its image asked for. */
export async function removeContainer(engine: Engine, id: string): Promise<void> {
  try {
    await engine.call('DELETE', `/containers/${id}`, { query: { force: '1', v: '1' } });
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Whether the engine does not know (any more) what it was asked for. */
export function isGone(error: unknown): boolean {
  return error instanceof EngineError && error.status === 404;
}
