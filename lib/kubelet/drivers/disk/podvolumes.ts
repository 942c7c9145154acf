import type { PodSetup, VolumeSetup } from '../../driver';
import { writeFiles } from './files';
import { volumeDir } from './layout';
import { makeVolumes, readWithin, usageOf } from './volumes';

/** The volumes of pods that have been made ready: what the contract of drivers says of them. */
export class PodVolumes {
  private readonly byPod = new Map<string, ReadonlyMap<string, VolumeSetup>>();

  constructor(private readonly dataDir: string) {}

  /** Makes the volumes of a pod ready. Rejects with `VolumeError`. */
  async prepare(pod: PodSetup): Promise<void> {
    await makeVolumes(this.dataDir, pod);
    this.byPod.set(pod.uid, new Map(pod.volumes.map((volume) => [volume.name, volume])));
  }

  of(podUid: string): ReadonlyMap<string, VolumeSetup> {
    return this.byPod.get(podUid) ?? new Map();
  }

  async update(podUid: string, volumes: readonly VolumeSetup[]): Promise<void> {
    for (const volume of volumes) {
      if (volume.kind === 'files') await writeFiles(volumeDir(this.dataDir, podUid, volume.name), volume);
    }
  }

  usage(podUid: string, volume: string): Promise<number> {
    return usageOf(volumeDir(this.dataDir, podUid, volume));
  }

  async readFile(podUid: string, volume: string, file: string): Promise<Uint8Array | undefined> {
    const setup = this.byPod.get(podUid)?.get(volume);
    if (!setup) return undefined;
    return readWithin(setup.kind === 'host' ? setup.path : volumeDir(this.dataDir, podUid, volume), file);
  }

  forget(podUid: string): void {
    this.byPod.delete(podUid);
  }
}
