import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../time/clock';
import {
  type Address,
  type AdoptedContainer,
  ContainerConfigError,
  type ContainerRef,
  type ContainerSetup,
  type Driver,
  type Ended,
  type ExecResult,
  type HttpRequest,
  type HttpResponse,
  type PodSetup,
  type ReachOptions,
  type Run,
  type VolumeSetup,
} from '../driver';
import { Attempt, type AttemptRecord } from './process/attempt';
import { writeFiles } from './process/files';
import { completeLog } from './process/growth';
import { launch } from './process/launch';
import { attemptDir, files, podDir, podsDir, readJson, volumeDir } from './process/layout';
import { askPage, connect } from './process/network';
import { isSame, signal } from './process/proc';
import { trySandbox } from './process/sandbox';
import { makeVolumes, readWithin, usageOf } from './process/volumes';

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

class ProcessDriver implements Driver {
  readonly name = 'process';
  readonly version = '1';
  readonly isQuiet = false;
  readonly annotations: Record<string, string>;
  private readonly attempts = new Map<string, Attempt>();
  private readonly volumes = new Map<string, ReadonlyMap<string, VolumeSetup>>();
  private readonly isSandboxed: boolean;

  constructor(
    private readonly options: ProcessDriverOptions,
    obstacle: string | undefined,
  ) {
    this.isSandboxed = obstacle === undefined;
    this.annotations = {
      'gantry.dev/runtime': 'process: commands run as processes of this machine; images are not used',
      'gantry.dev/isolation': obstacle === undefined ? 'bubblewrap' : `none: ${obstacle}`,
    };
  }

  async adopt(): Promise<AdoptedContainer[]> {
    const adopted: AdoptedContainer[] = [];
    for (const podUid of namesIn(podsDir(this.options.dataDir))) {
      const containers = path.join(podDir(this.options.dataDir, podUid), 'containers');
      for (const container of namesIn(containers)) {
        for (const name of namesIn(path.join(containers, container))) {
          const ref = { podUid, container, attempt: Number(name) };
          const run = await this.adoptAttempt(ref);
          if (run) adopted.push({ ref, run });
        }
      }
      // Without any container there is still something to be removed if the pod is gone.
      if (namesIn(containers).length === 0) await this.removePod(podUid);
    }
    return adopted;
  }

  async preparePod(pod: PodSetup): Promise<string[]> {
    await makeVolumes(this.options.dataDir, pod);
    this.volumes.set(pod.uid, new Map(pod.volumes.map((volume) => [volume.name, volume])));
    if (this.isSandboxed || pod.volumes.length === 0) return [];
    return [
      'This node runs containers without isolation: volumes are not mounted at their mount paths but ' +
        'linked below the working directory. Install bubblewrap to have them mounted.',
    ];
  }

  async updateVolumes(podUid: string, volumes: readonly VolumeSetup[]): Promise<void> {
    for (const volume of volumes) {
      if (volume.kind !== 'files') continue;
      await writeFiles(volumeDir(this.options.dataDir, podUid, volume.name), volume);
    }
  }

  volumeUsage(podUid: string, volume: string): Promise<number> {
    return usageOf(volumeDir(this.options.dataDir, podUid, volume));
  }

  async readVolumeFile(podUid: string, volume: string, file: string): Promise<Uint8Array | undefined> {
    const setup = this.volumes.get(podUid)?.get(volume);
    if (!setup) return undefined;
    const directory = setup.kind === 'host' ? setup.path : volumeDir(this.options.dataDir, podUid, volume);
    return readWithin(directory, file);
  }

  async start(setup: ContainerSetup): Promise<Run> {
    const { dataDir, clock } = this.options;
    const { ref } = setup;
    if (setup.argv.length === 0) {
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
      volumes: this.volumes.get(ref.podUid) ?? new Map(),
      isSandboxed: this.isSandboxed,
      id: `${ref.podUid}.${ref.container}.${ref.attempt}`,
      nowMs: clock.now(),
    });
    if ('problem' in launched) return this.failToStart(ref, dir, launched.problem);
    return this.keep(dir, launched.record, launched.shim);
  }

  async *readLog(ref: ContainerRef, options: Parameters<Driver['readLog']>[1]): AsyncGenerator<Uint8Array> {
    const dir = attemptDir(this.options.dataDir, ref);
    const running = this.attempts.get(keyOf(ref));
    yield* (running?.growth ?? completeLog(path.join(dir, files.log))).read(options);
  }

  async exec(ref: ContainerRef, command: readonly string[], { signal }: ReachOptions): Promise<ExecResult> {
    const attempt = this.attempts.get(keyOf(ref));
    if (!attempt) throw new Error('the container is not running');
    return attempt.exec(command, signal);
  }

  request(_: ContainerRef, request: HttpRequest, { signal }: ReachOptions): Promise<HttpResponse> {
    return askPage(request, signal);
  }

  connect(_: ContainerRef, address: Address, { signal }: ReachOptions): Promise<void> {
    return connect(address, signal);
  }

  async removePod(podUid: string): Promise<void> {
    const own = [...this.attempts.values()].filter(({ ref }) => ref.podUid === podUid);
    for (const attempt of own) attempt.kill();
    await Promise.all(own.map(({ end }) => end));
    this.volumes.delete(podUid);
    await removeTree(podDir(this.options.dataDir, podUid));
  }

  async close(): Promise<void> {
    for (const attempt of this.attempts.values()) attempt.detach();
    this.attempts.clear();
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
    const ended = readJson<Ended>(path.join(dir, files.ended));
    if (ended) return endedRun(ref, ended);
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
    const ended: Ended = {
      exitCode: 128,
      reason: 'StartError',
      message: `failed to start container: unable to start container process: ${problem}`,
      startedAtMs: 0,
      finishedAtMs: this.options.clock.now(),
    };
    writeFileSync(path.join(dir, files.ended), JSON.stringify(ended));
    return endedRun(ref, ended);
  }
}

function endedRun(ref: ContainerRef, ended: Ended): Run {
  return {
    id: `${ref.podUid}.${ref.container}.${ref.attempt}`,
    startedAtMs: ended.startedAtMs,
    ended,
    end: Promise.resolve(ended),
    terminate: () => {},
    kill: () => {},
  };
}

function keyOf({ podUid, container, attempt }: ContainerRef): string {
  return `${podUid}/${container}/${attempt}`;
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** Removes a directory, and what a container has made unreadable in it. */
async function removeTree(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true }).catch(async () => {
    await chmod(directory, 0o700).catch(() => {});
    await rm(directory, { recursive: true, force: true }).catch(() => {});
  });
}
