import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../../time/clock';
import {
  type AdoptedContainer,
  ContainerConfigError,
  type ContainerRef,
  type ContainerSetup,
  type Driver,
  type ExecResult,
  type ImageStore,
  type PodSetup,
  type ReachOptions,
  type Run,
} from '../driver';
import {
  type ContainerRecord,
  EngineAttempt,
  type Inspected,
  isGone,
  removeContainer,
} from './container/attempt';
import { createRequest, labels, nameOf, refOf } from './container/create';
import { connectEngine, type Engine, EngineError } from './container/engine';
import { execInside } from './container/exec';
import { engineImages, inspectImage } from './container/images';
import { bindsOf } from './disk/binds';
import { endedRun, lostEnd, readEnded, recordEnded, startError } from './disk/ended';
import { attemptDir, attemptsOnDisk, files, makeAttemptDir, podsDir, readJson } from './disk/layout';
import { DiskDriver, keyOf } from './diskdriver';

export interface ContainerDriverOptions {
  /** Where pods keep their volumes and logs; one driver at a time may work on it. */
  dataDir: string;
  /** Of the Docker-compatible engine. */
  socket: string;
  clock: Clock;
  log: (message: string) => void;
}

/** What an engine lists of a container. */
interface Listed {
  Id: string;
  State: string;
  Labels: Record<string, string>;
}

/**
 * A driver that runs containers from real images, through a Docker-compatible engine of this machine. The
 * containers outlive the driver: another one over the same directory finds them, or their ends, again.
 * Rejects with `EngineMissingError` when no engine answers.
 */
export async function containerDriver(options: ContainerDriverOptions): Promise<Driver> {
  const dataDir = path.resolve(options.dataDir);
  mkdirSync(podsDir(dataDir), { recursive: true, mode: 0o755 });
  return new ContainerDriver({ ...options, dataDir }, await connectEngine(options.socket));
}

class ContainerDriver extends DiskDriver<EngineAttempt> implements Driver {
  readonly name: string;
  readonly version: string;
  readonly isQuiet = false;
  readonly annotations: Record<string, string>;
  readonly images: ImageStore;
  private execs = 0;

  constructor(
    private readonly options: ContainerDriverOptions,
    private readonly engine: Engine,
  ) {
    super(options.dataDir);
    const { name, version, canLimitCpu, canLimitMemory } = engine.facts;
    this.name = name;
    this.version = version;
    this.images = engineImages(engine);
    const limited = [...(canLimitCpu ? ['cpu'] : []), ...(canLimitMemory ? ['memory'] : [])];
    this.annotations = {
      'gantry.dev/runtime': `container: images run by ${name} ${version}, in the network of this machine`,
      'gantry.dev/limits': limited.join(', ') || 'none: the engine has no control groups',
    };
  }

  async adopt(): Promise<AdoptedContainer[]> {
    const { dataDir } = this.options;
    const listed = new Map<string, Listed>();
    for (const one of await this.list(`${labels.owner}=${dataDir}`)) {
      const ref = refOf(one.Labels);
      if (hasNeverRun(one.State)) {
        await removeContainer(this.engine, one.Id);
        rmSync(attemptDir(dataDir, ref), { recursive: true, force: true });
      } else {
        listed.set(keyOf(ref), one);
      }
    }
    const adopted: AdoptedContainer[] = [];
    for (const [podUid, refs] of attemptsOnDisk(dataDir)) {
      for (const ref of refs) {
        const run = await this.adoptAttempt(ref, listed.get(keyOf(ref))?.Id);
        if (run) adopted.push({ ref, run });
        if (run && !run.ended) listed.delete(keyOf(ref));
      }
      if (refs.length === 0) await this.removePod(podUid);
    }
    // What is left has ended and is on record, or has lost its record, and with it its pod's files.
    for (const { Id } of listed.values()) await removeContainer(this.engine, Id);
    return adopted;
  }

  async preparePod(pod: PodSetup): Promise<string[]> {
    await this.volumes.prepare(pod);
    return [];
  }

  async start(setup: ContainerSetup): Promise<Run> {
    const { ref } = setup;
    const dir = attemptDir(this.options.dataDir, ref);
    const before = await this.inspect(nameOf(setup));
    if (before && !hasNeverRun(before.State.Status)) {
      // The answer to an earlier start got lost.
      const record = readJson<ContainerRecord>(path.join(dir, files.container));
      if (record) return this.keep(dir, record);
    }
    if (before) await removeContainer(this.engine, before.Id);
    makeAttemptDir(this.options.dataDir, ref);
    const record = await this.create(setup, dir);
    try {
      await this.engine.call('POST', `/containers/${record.id}/start`);
    } catch (error) {
      if (error instanceof EngineError) return this.failToStart(record, dir, error);
      throw new ContainerConfigError('RunContainerError', messageOf(error));
    }
    return this.keep(dir, record);
  }

  async exec(ref: ContainerRef, command: readonly string[], { signal }: ReachOptions): Promise<ExecResult> {
    const attempt = this.attempts.get(keyOf(ref));
    if (!attempt) throw new Error('the container is not running');
    const mark = `${attempt.id}.${this.options.clock.now()}.${this.execs++}`;
    return execInside({ engine: this.engine, id: attempt.id, command, mark, signal });
  }

  protected override async removeRest(podUid: string): Promise<void> {
    const owned = await this.list(`${labels.owner}=${this.options.dataDir}`, `${labels.uid}=${podUid}`);
    for (const { Id } of owned) await removeContainer(this.engine, Id);
  }

  override async close(): Promise<void> {
    await super.close();
    await this.engine.close();
  }

  private list(...label: string[]): Promise<Listed[]> {
    const query = { all: '1', filters: JSON.stringify({ label }) };
    return this.engine.call<Listed[]>('GET', '/containers/json', { query });
  }

  private async inspect(name: string): Promise<Inspected | undefined> {
    try {
      return await this.engine.call<Inspected>('GET', `/containers/${name}/json`);
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  /** Creates the container and records it, so that a later life knows it before it runs. */
  private async create(setup: ContainerSetup, dir: string): Promise<ContainerRecord> {
    const { dataDir, clock } = this.options;
    const { ref, fallsBackToLogs, user } = setup;
    const volumes = this.volumes.of(ref.podUid);
    const isGroupAlone = user.gid !== undefined && user.uid === undefined;
    const image = isGroupAlone ? await inspectImage(this.engine, setup.image) : undefined;
    const body = createRequest({
      setup,
      binds: bindsOf({ dataDir, dir, setup, volumes }),
      owner: dataDir,
      facts: this.engine.facts,
      imageUser: image?.Config?.User ?? '',
    });
    const query = { name: nameOf(setup) };
    const { Id } = await this.engine.call<{ Id: string }>('POST', '/containers/create', { query, body });
    const record: ContainerRecord = { id: Id, ref, startedAtMs: clock.now(), fallsBackToLogs };
    const file = path.join(dir, files.container);
    writeFileSync(`${file}.new`, JSON.stringify(record));
    renameSync(`${file}.new`, file);
    return record;
  }

  private async failToStart(record: ContainerRecord, dir: string, error: EngineError): Promise<Run> {
    const ended = startError(error.message, this.options.clock.now());
    recordEnded(dir, ended);
    await removeContainer(this.engine, record.id).catch(() => {});
    return endedRun(record.id, ended);
  }

  private keep(dir: string, record: ContainerRecord): EngineAttempt {
    const { clock, log } = this.options;
    const key = keyOf(record.ref);
    const known = this.attempts.get(key);
    if (known) return known;
    const onEnd = () => this.attempts.delete(key);
    const attempt = new EngineAttempt({ engine: this.engine, clock, log, dir, record, onEnd });
    this.attempts.set(key, attempt);
    return attempt;
  }

  /** An attempt of an earlier life, running or ended; `undefined` for one that never ran. */
  private async adoptAttempt(ref: ContainerRef, id: string | undefined): Promise<Run | undefined> {
    const dir = attemptDir(this.options.dataDir, ref);
    const record = readJson<ContainerRecord>(path.join(dir, files.container));
    const ended = readEnded(dir);
    if (ended) return endedRun(record?.id ?? '', ended);
    if (!record) {
      rmSync(dir, { recursive: true, force: true });
      return undefined;
    }
    if (id === record.id) {
      const attempt = this.keep(dir, record);
      const { State } = await this.engine.call<Inspected>('GET', `/containers/${id}/json`);
      if (!State.Running) await attempt.end;
      return attempt;
    }
    const lost = lostEnd('The container', record.startedAtMs, this.options.clock.now());
    recordEnded(dir, lost);
    return endedRun(record.id, lost);
  }
}

/** Docker's word, and Podman's. */
function hasNeverRun(state: string): boolean {
  return state === 'created' || state === 'configured' || state === 'initialized';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
