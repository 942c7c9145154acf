import { existsSync } from 'node:fs';
import { chmod, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type PodSetup, VolumeError, type VolumeSetup } from '../../driver';
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

async function makeOpen(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await chmod(directory, openMode);
}

/** Written aside and moved into place whole: what is in place may be mounted in containers that run. */
async function writeFiles(
  directory: string,
  { name, files }: Extract<VolumeSetup, { kind: 'files' }>,
): Promise<void> {
  if (existsSync(directory)) return;
  const aside = `${directory}.new`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true });
  for (const { path: relative, content, mode } of files) {
    const file = path.join(aside, relative);
    if (!file.startsWith(aside + path.sep)) {
      throw new VolumeError(name, `invalid path ${JSON.stringify(relative)}: must stay within the volume`);
    }
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    await chmod(file, mode);
  }
  await rename(aside, directory);
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
