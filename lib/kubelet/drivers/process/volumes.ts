import { chmod, lstat, mkdir, readdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type PodSetup, VolumeError, type VolumeSetup } from '../../driver';
import { writeFiles } from './files';
import { volumeDir } from './layout';

const openMode = 0o777;

/**
 * Makes the volumes of a pod ready below the data directory. What is there already (after a restart) keeps
 * its content. Rejects with `VolumeError`.
 */
export async function makeVolumes(dataDir: string, pod: PodSetup): Promise<void> {
  for (const volume of pod.volumes) {
    const directory = volumeDir(dataDir, pod.uid, volume.name);
    if (volume.kind === 'host') await checkHostPath(volume);
    else if (volume.kind === 'empty') await makeOpen(directory);
    else await writeFiles(directory, volume);
  }
}

/** The content of a file below a directory; `undefined` where there is none, or a link leads out of it. */
export async function readWithin(directory: string, file: string): Promise<Uint8Array | undefined> {
  try {
    const [root, real] = await Promise.all([realpath(directory), realpath(path.join(directory, file))]);
    return real.startsWith(root + path.sep) ? await readFile(real) : undefined;
  } catch {
    return undefined;
  }
}

const blockBytes = 512;

/** What a directory and all in it take on disk, in bytes. What vanishes meanwhile takes nothing. */
export async function usageOf(directory: string): Promise<number> {
  const names = await readdir(directory, { recursive: true }).catch(() => []);
  let bytes = 0;
  for (const name of names) {
    const stats = await lstat(path.join(directory, name)).catch(() => undefined);
    bytes += (stats?.blocks ?? 0) * blockBytes;
  }
  return bytes;
}

async function makeOpen(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await chmod(directory, openMode);
}

/**
 * What each `hostPath.type` demands, and what it makes where there is nothing (`hostPath` volumes of the
 * kubelet).
 */
const demands: Record<string, { is: (stats: Stats) => boolean; what: string } | undefined> = {
  Directory: { is: (stats) => stats.isDirectory(), what: 'a directory' },
  DirectoryOrCreate: { is: (stats) => stats.isDirectory(), what: 'a directory' },
  File: { is: (stats) => stats.isFile(), what: 'a file' },
  FileOrCreate: { is: (stats) => stats.isFile(), what: 'a file' },
  Socket: { is: (stats) => stats.isSocket(), what: 'a socket file' },
  CharDevice: { is: (stats) => stats.isCharacterDevice(), what: 'a character device' },
  BlockDevice: { is: (stats) => stats.isBlockDevice(), what: 'a block device' },
};

type Stats = Awaited<ReturnType<typeof stat>>;

async function checkHostPath({
  name,
  path: file,
  type,
}: Extract<VolumeSetup, { kind: 'host' }>): Promise<void> {
  let stats = await stat(file).catch(() => undefined);
  if (!stats && type !== 'File' && type !== 'Directory') {
    if (type === 'FileOrCreate') await writeFile(file, '', { flag: 'a', mode: 0o644 });
    else if (type === 'DirectoryOrCreate' || type === '') await mkdir(file, { recursive: true, mode: 0o755 });
    stats = await stat(file).catch(() => undefined);
  }
  const demand = demands[type];
  if (stats && (!demand || demand.is(stats))) return;
  throw new VolumeError(name, `hostPath type check failed: ${file} is not ${demand?.what ?? 'there'}`);
}
