import type {
  Address,
  ContainerRef,
  Driver,
  HttpRequest,
  HttpResponse,
  ReachOptions,
  Run,
  VolumeSetup,
} from '../driver';
import { completeLog, type LogGrowth } from './disk/growth';
import { attemptDir, files, removePodDir } from './disk/layout';
import { PodVolumes } from './disk/podvolumes';
import { askPage, connect } from './network';

/** A running attempt whose log grows on disk. */
interface DiskAttempt extends Run {
  readonly ref: ContainerRef;
  readonly growth: LogGrowth;
  detach(): void;
}

/** What drivers share that keep logs and volumes on disk and run containers in the network of this machine. */
export abstract class DiskDriver<A extends DiskAttempt> {
  protected readonly attempts = new Map<string, A>();
  protected readonly volumes: PodVolumes;

  constructor(private readonly dataDir: string) {
    this.volumes = new PodVolumes(dataDir);
  }

  updateVolumes(podUid: string, volumes: readonly VolumeSetup[]): Promise<void> {
    return this.volumes.update(podUid, volumes);
  }

  volumeUsage(podUid: string, volume: string): Promise<number> {
    return this.volumes.usage(podUid, volume);
  }

  readVolumeFile(podUid: string, volume: string, file: string): Promise<Uint8Array | undefined> {
    return this.volumes.readFile(podUid, volume, file);
  }

  async *readLog(ref: ContainerRef, options: Parameters<Driver['readLog']>[1]): AsyncGenerator<Uint8Array> {
    const running = this.attempts.get(keyOf(ref));
    const log = running?.growth ?? completeLog(`${attemptDir(this.dataDir, ref)}/${files.log}`);
    yield* log.read(options);
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
    await this.removeRest(podUid);
    this.volumes.forget(podUid);
    await removePodDir(this.dataDir, podUid);
  }

  async close(): Promise<void> {
    for (const attempt of this.attempts.values()) attempt.detach();
    this.attempts.clear();
  }

  /** Removes what else than files there is of a pod whose attempts have ended. */
  protected async removeRest(_podUid: string): Promise<void> {}
}

/** What attempts are kept by. */
export function keyOf({ podUid, container, attempt }: ContainerRef): string {
  return `${podUid}/${container}/${attempt}`;
}
