import type { ChildProcess } from 'node:child_process';
import { existsSync, type FSWatcher, readFileSync, statSync, watch, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type Clock, sleep } from '../../../time/clock';
import type { ContainerRef, Ended, ExecResult, Run } from '../../driver';
import { execBeside } from './exec';
import { LogGrowth } from './growth';
import { files } from './layout';
import { terminationMessage } from './message';
import { findByEnvironment, firstChildOf, isPassedOn, isSame, type ProcessIdentity, signal } from './proc';
import { LogPump } from './pump';

/** What is on record of an attempt that has been started. */
export interface AttemptRecord {
  id: string;
  ref: ContainerRef;
  shim: ProcessIdentity;
  startedAtMs: number;
  isSandboxed: boolean;
  /** Working directory, as the container names it. */
  cwd: string;
  fallsBackToLogs: boolean;
}

/** Name of the environment variable by which stray processes are found where there is no sandbox. */
export const markVariable = 'GANTRY_CONTAINER';

/**
 * A shim that is not our child cannot be waited for: besides its exit file, its life is looked at this
 * often.
 */
const lifeCheckMs = 2000;
const killedCheckMs = 50;
/** While the sandbox is being set up, the command is looked for this often. */
const startRetryMs = 50;
const startAttempts = 100;
const highestSignal = 64;

interface AttemptOptions {
  clock: Clock;
  log: (message: string) => void;
  dir: string;
  record: AttemptRecord;
  /** Our own child, or `undefined` for a shim of an earlier life. */
  shim: ChildProcess | undefined;
  onEnd: (attempt: Attempt) => void;
}

/** A started attempt: watches over its processes, its output and its end. */
export class Attempt implements Run {
  readonly id: string;
  readonly startedAtMs: number;
  readonly ref: ContainerRef;
  readonly growth: LogGrowth;
  readonly end: Promise<Ended>;
  ended: Ended | undefined;
  private readonly pump: LogPump;
  private readonly watcher: FSWatcher | undefined;
  private resolveEnd: (ended: Ended) => void = () => {};
  private isCollecting = false;
  private isDetached = false;
  private cancelCheck = () => {};

  constructor(private readonly options: AttemptOptions) {
    const { clock, dir, record, shim } = options;
    this.id = record.id;
    this.startedAtMs = record.startedAtMs;
    this.ref = record.ref;
    this.end = new Promise((resolve) => {
      this.resolveEnd = resolve;
    });
    this.pump = new LogPump({
      clock,
      dir,
      halt: (isHalted) => this.halt(isHalted),
      onGrowth: () => this.growth.moveTo(this.pump.position),
      log: (message) => this.options.log(`the log of container ${this.id}: ${message}`),
    });
    this.growth = new LogGrowth(path.join(dir, files.log), this.pump.position);
    this.watcher = this.watch();
    shim?.once('exit', () => this.collect());
    if (!shim || !this.watcher) this.checkLife();
    this.pump.poke();
  }

  terminate(): void {
    this.options.clock.spawn(async () => {
      const pid = await this.awaitMain();
      if (pid !== undefined) signal(pid, 'SIGTERM');
    });
  }

  kill(): void {
    if (this.ended || !isSame(this.options.record.shim)) return;
    writeFileSync(path.join(this.options.dir, files.killed), '');
    this.killAll();
    if (!this.options.shim) this.checkLater(killedCheckMs);
  }

  /** Runs a command beside the container's own. Rejects when that has ended, and as `execBeside` does. */
  async exec(command: readonly string[], signal: AbortSignal): Promise<ExecResult> {
    const { dir, record } = this.options;
    const { isSandboxed, cwd } = record;
    const sandboxFile = isSandboxed ? path.join(dir, files.sandboxAgain) : undefined;
    const pid = await this.awaitMain(signal);
    if (pid === undefined) throw new Error('the container is not running');
    return execBeside({ pid, cwd, sandboxFile, command, signal });
  }

  /** Lets go of the attempt and leaves it running. */
  detach(): void {
    this.isDetached = true;
    this.cancelCheck();
    this.watcher?.close();
    this.pump.close();
    this.growth.complete();
  }

  /** The command, which is not there yet while the sandbox is being set up; `undefined` when it has ended. */
  private async awaitMain(signal?: AbortSignal): Promise<number | undefined> {
    for (let attempt = 0; attempt < startAttempts && !this.ended && !this.isDetached; attempt++) {
      const pid = this.mainPid();
      if (pid !== undefined) return pid;
      await sleep(this.options.clock, startRetryMs, signal);
    }
    return undefined;
  }

  /** The command itself: in a sandbox, the first child of its first process. */
  private mainPid(): number | undefined {
    const { dir, record } = this.options;
    const pid = Number(readText(path.join(dir, files.main)));
    if (!pid) return undefined;
    if (!record.isSandboxed) return pid;
    const init = firstChildOf(pid);
    return init === undefined ? undefined : firstChildOf(init);
  }

  private killAll(): void {
    const { shim, id, isSandboxed } = this.options.record;
    signal(-shim.pid, 'SIGKILL');
    if (isSandboxed) return;
    for (const pid of findByEnvironment(`${markVariable}=${id}`)) signal(pid, 'SIGKILL');
  }

  private halt(isHalted: boolean): void {
    if (this.ended || !isSame(this.options.record.shim)) return;
    signal(-this.options.record.shim.pid, isHalted ? 'SIGSTOP' : 'SIGCONT');
  }

  private watch(): FSWatcher | undefined {
    try {
      const watcher = watch(this.options.dir, { persistent: false }, (_, name) => {
        if (name === files.stdout || name === files.stderr) this.pump.poke();
        // The file is there before the code is in it.
        if (name === files.exit && !this.options.shim && this.exitCode() !== undefined) this.collect();
      });
      watcher.on('error', () => watcher.close());
      return watcher;
    } catch {
      // Out of inotify watches: the life check looks at the output too.
      return undefined;
    }
  }

  private checkLife(): void {
    if (this.ended || this.isDetached) return;
    this.pump.poke();
    const isOver = this.exitCode() !== undefined || !isSame(this.options.record.shim);
    if (!this.options.shim && isOver) this.collect();
    else this.checkLater(lifeCheckMs);
  }

  private checkLater(delayMs: number): void {
    this.cancelCheck();
    this.cancelCheck = this.options.clock.after(delayMs, () => this.checkLife());
  }

  /**
   * Gathers how it ended, once: what is left of it is killed, its log completed, its scratch files removed.
   */
  private collect(): void {
    if (this.isCollecting || this.isDetached) return;
    this.isCollecting = true;
    this.cancelCheck();
    this.options.clock.spawn(async () => {
      let ended = this.lostEnd();
      try {
        ended = this.readEnd();
        ended = await this.tidyUp(ended);
      } catch (error) {
        this.options.log(`container ${this.id} was not tidied up: ${error}`);
        this.pump.close();
        this.growth.complete();
      }
      this.ended = ended;
      this.options.onEnd(this);
      this.resolveEnd(ended);
    });
  }

  private async tidyUp(ended: Ended): Promise<Ended> {
    const { dir, record } = this.options;
    if (!isPassedOn(record.shim)) this.killAll();
    this.watcher?.close();
    await this.pump.finish();
    this.growth.moveTo(this.pump.position);
    this.growth.complete();
    if (this.isDetached) return ended;
    const message = await terminationMessage(dir, ended.exitCode, record.fallsBackToLogs);
    await rm(path.join(dir, files.root), { recursive: true, force: true }).catch(() => {});
    const whole = message ? { ...ended, message } : ended;
    writeFileSync(path.join(dir, files.ended), JSON.stringify(whole));
    return whole;
  }

  private exitCode(): number | undefined {
    const text = readText(path.join(this.options.dir, files.exit));
    return text?.endsWith('\n') ? Number(text) : undefined;
  }

  private readEnd(): Ended {
    const { clock, dir } = this.options;
    const { startedAtMs } = this;
    const exitCode = this.exitCode();
    if (exitCode !== undefined) {
      const finishedAtMs = Math.max(startedAtMs, Math.floor(statSync(path.join(dir, files.exit)).mtimeMs));
      const number = exitCode - 128;
      const bySignal = number > 0 && number <= highestSignal ? { signal: number } : {};
      return { exitCode, ...bySignal, startedAtMs, finishedAtMs };
    }
    if (!existsSync(path.join(dir, files.killed))) return this.lostEnd();
    return { exitCode: 137, signal: 9, startedAtMs, finishedAtMs: Math.max(startedAtMs, clock.now()) };
  }

  private lostEnd(): Ended {
    const { startedAtMs } = this;
    return {
      exitCode: 137,
      reason: 'ContainerStatusUnknown',
      message: 'The process of the container was lost: it ended without leaving an exit code',
      startedAtMs,
      finishedAtMs: Math.max(startedAtMs, this.options.clock.now()),
    };
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
