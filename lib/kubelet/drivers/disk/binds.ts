import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ContainerSetup, Mount, VolumeSetup } from '../../driver';
import { files, volumeDir } from './layout';

/** What is mounted into a container besides its root. */
export interface Bind {
  source: string;
  target: string;
  isReadOnly: boolean;
}

interface BindOptions {
  dataDir: string;
  /** The attempt's directory. */
  dir: string;
  setup: ContainerSetup;
  volumes: ReadonlyMap<string, VolumeSetup>;
}

/** A container's volume mounts, and the file for its termination message, which is made here. */
export function bindsOf({ dataDir, dir, setup, volumes }: BindOptions): Bind[] {
  const binds = setup.mounts.map((mount) => ({
    source: sourceOf(dataDir, setup.ref.podUid, mount, volumes.get(mount.volume)),
    target: mount.mountPath,
    isReadOnly: mount.isReadOnly || volumes.get(mount.volume)?.kind === 'files',
  }));
  const message = path.join(dir, files.terminationMessage);
  writeFileSync(message, '', { mode: 0o666 });
  return [...binds, { source: message, target: setup.terminationMessagePath, isReadOnly: false }];
}

function sourceOf(dataDir: string, podUid: string, mount: Mount, volume: VolumeSetup | undefined): string {
  const base = volume?.kind === 'host' ? volume.path : volumeDir(dataDir, podUid, mount.volume);
  if (!mount.subPath) return base;
  const source = path.join(base, mount.subPath);
  if (volume?.kind !== 'files') mkdirSync(path.dirname(source), { recursive: true });
  try {
    mkdirSync(source, { recursive: true });
  } catch {
    // A file of the volume is mounted, not a directory.
  }
  return source;
}
