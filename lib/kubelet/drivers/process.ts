import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../../time/clock';
import {
  type AdoptedContainer,
  ContainerConfigError,
  type ContainerRef,
  type ContainerSetup,
  type Driver,
  type ExecResult,
  type PodSetup,
  type ReachOptions,
  type Run,
} from '../driver';
import { attemptId, endedRun, readEnded, recordEnded, startError } from './disk/ended';
import { attemptDir, attemptsOnDisk, files, podsDir, readJson } from './disk/layout';
import { DiskDriver, keyOf } from './diskdriver';
import { Attempt, type AttemptRecord } from './process/attempt';
import { launch } from './process/launch';
import { isSame, signal } from './process/proc';
import { trySandbox } from './process/sandbox';

export interface ProcessDriverOptions {
  /** Where pods keep their files; one driver at a time may work on it. */
  dataDir: string;
  clock: Clock;
  log: (message: string) => void;
  /** `auto`: with bubblewrap where it works. `none`: without, wherever. */
  isolation?: 'auto' | 'none';
}

/**
 * A driver that runs the commands of containers as processes of this machine, in a bubblewrap sandbox where
 * that works. The processes outlive the driver: another one over the same directory finds them, or their
 * ends, again.
 */
export async function processDriver(options: ProcessDriverOptions): Promise<Driver> {
  const { log, isolation = 'auto' } = options;
  const dataDir = path.resolve(options.dataDir);
  mkdirSync(podsDir(dataDir), { recursive: true, mode: 0o755 });
  const obstacle = isolation === 'none' ? 'isolation is switched off' : await trySandbox();
  if (obstacle) {
    log(
      `containers run without isolation: ${obstacle}. They see the whole machine, and their volumes lie ` +
        'in their working directory instead of at their mount paths',
    );
  }
  return new ProcessDriver({ ...options, dataDir }, obstacle);
}

class ProcessDriver extends DiskDriver<Attempt> implements Driver {
  readonly name = 'process';
  readonly version = '1';
  readonly isQuiet = false;
  readonly annotations: Record<string, string>;
  private readonly isSandboxed: boolean;

  constructor(
    private readonly options: ProcessDriverOptions,
    obstacle: string | undefined,
  ) {
    super(options.dataDir);
    this.isSandboxed = obstacle === undefined;
    this.annotations = {
      'gantry.dev/runtime': 'process: commands run as processes of this machine; images are not used',
      'gantry.dev/isolation': obstacle === undefined ? 'bubblewrap' : `none: ${obstacle}`,
    };
  }

  async adopt(): Promise<AdoptedContainer[]> {
    const adopted: AdoptedContainer[] = [];
    for (const [podUid, refs] of attemptsOnDisk(this.options.dataDir)) {
      for (const ref of refs) {
        const run = await this.adoptAttempt(ref);
        if (run) adopted.push({ ref, run });
      }
      // Without any container there is still something to be removed if the pod is gone.
      if (refs.length === 0) await this.removePod(podUid);
    }
    return adopted;
  }

  async preparePod(pod: PodSetup): Promise<string[]> {
    await this.volumes.prepare(pod);
    if (this.isSandboxed || pod.volumes.length === 0) return [];
    return [
      'This node runs containers without isolation: volumes are not mounted at their mount paths but ' +
        'linked below the working directory. Install bubblewrap to have them mounted.',
    ];
  }

  async start(setup: ContainerSetup): Promise<Run> {
    const { dataDir, clock } = this.options;
    const { ref } = setup;
    if (setup.command.length + setup.args.length === 0) {
      throw new ContainerConfigError(
        'CreateContainerConfigError',
        'the process driver runs no images, so it has none to take a command from: set command or args',
        false,
      );
    }
    const dir = attemptDir(dataDir, ref);
    const launched = await launch({
      dataDir,
      dir,
      setup,
      volumes: this.volumes.of(ref.podUid),
      isSandboxed: this.isSandboxed,
      id: attemptId(ref),
      nowMs: clock.now(),
    });
    if ('problem' in launched) return this.failToStart(ref, dir, launched.problem);
    return this.keep(dir, launched.record, launched.shim);
  }

  async exec(ref: ContainerRef, command: readonly string[], { signal }: ReachOptions): Promise<ExecResult> {
    const attempt = this.attempts.get(keyOf(ref));
    if (!attempt) throw new Error('the container is not running');
    return attempt.exec(command, signal);
  }

  private keep(
    dir: string,
    record: AttemptRecord,
    shim: ConstructorParameters<typeof Attempt>[0]['shim'],
  ): Run {
    const { clock, log } = this.options;
    const onEnd = ({ ref }: Attempt) => this.attempts.delete(keyOf(ref));
    const attempt = new Attempt({ clock, log, dir, record, shim, onEnd });
    this.attempts.set(keyOf(record.ref), attempt);
    return attempt;
  }

  /** An attempt of an earlier life, running or ended; `undefined` for one that was never let go. */
  private async adoptAttempt(ref: ContainerRef): Promise<Run | undefined> {
    const dir = attemptDir(this.options.dataDir, ref);
    const known = this.attempts.get(keyOf(ref));
    if (known) return known;
    const ended = readEnded(dir);
    if (ended) return endedRun(attemptId(ref), ended);
    const record = readJson<AttemptRecord>(path.join(dir, files.process));
    if (!record) {
      rmSync(dir, { recursive: true, force: true });
      return undefined;
    }
    // It may have been halted at the moment the earlier life ended.
    const isAlive = isSame(record.shim);
    if (isAlive) signal(-record.shim.pid, 'SIGCONT');
    const attempt = this.keep(dir, record, undefined);
    if (!isAlive) await attempt.end;
    return attempt;
  }

  private failToStart(ref: ContainerRef, dir: string, problem: string): Run {
    const ended = startError(problem, this.options.clock.now());
    recordEnded(dir, ended);
    return endedRun(attemptId(ref), ended);
  }
}
