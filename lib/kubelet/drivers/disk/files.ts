import type { Stats } from 'node:fs';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { VolumeError, type VolumeFile, type VolumeSetup } from '../../driver';

/** The link to the directory that holds the present content. */
const dataLink = '..data';
const modeBits = 0o7777;

/**
 * Gives a volume its content as Kubernetes does (`AtomicWriter`): the files lie in a directory of their own, `..data`
 * is a link to it, and what is seen in the volume are links through `..data`. New content is written aside and the
 * one link turned over to it. Nothing is done when the content is there already. Rejects with `VolumeError` for a
 * path that leads out of the volume.
 */
export async function writeFiles(
  directory: string,
  { name, files }: Extract<VolumeSetup, { kind: 'files' }>,
): Promise<void> {
  for (const file of files) checkPath(name, file.path);
  await mkdir(directory, { recursive: true });
  const before = await readlink(path.join(directory, dataLink)).catch(() => undefined);
  if (before !== undefined && (await holds(path.join(directory, before), files))) return;
  const fresh = await mkdtemp(path.join(directory, '..content-'));
  await chmod(fresh, 0o755);
  for (const file of files) await writeOne(fresh, file);
  await turnLink(path.join(directory, dataLink), path.basename(fresh));
  await showFiles(directory, new Set(files.map((file) => file.path.split('/')[0]!)));
  if (before !== undefined) await rm(path.join(directory, before), { recursive: true, force: true });
}

function checkPath(volume: string, relative: string): void {
  const normal = path.posix.normalize(relative);
  const isWithin = !path.posix.isAbsolute(normal) && normal !== '.' && !normal.startsWith('..');
  if (isWithin) return;
  throw new VolumeError(volume, `invalid path ${JSON.stringify(relative)}: must stay within the volume`);
}

async function writeOne(directory: string, { path: relative, content, mode }: VolumeFile): Promise<void> {
  const file = path.join(directory, relative);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
  await chmod(file, mode);
}

/** Whether a directory holds just these files. */
async function holds(directory: string, files: readonly VolumeFile[]): Promise<boolean> {
  const names = await filesIn(directory).catch(() => undefined);
  if (!names || names.length !== new Set(files.map((file) => path.normalize(file.path))).size) return false;
  const wanted = new Map(files.map((file) => [path.normalize(file.path), file]));
  for (const [relative, { content, mode }] of wanted) {
    const file = path.join(directory, relative);
    const stats: Stats | undefined = await lstat(file).catch(() => undefined);
    if (!stats?.isFile() || (stats.mode & modeBits) !== mode) return false;
    if (!(await readFile(file)).equals(content)) return false;
  }
  return true;
}

async function filesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
}

async function turnLink(link: string, target: string): Promise<void> {
  await rm(`${link}_tmp`, { force: true });
  await symlink(target, `${link}_tmp`);
  await rename(`${link}_tmp`, link);
}

/** Has the volume show these names and no others. */
async function showFiles(directory: string, names: ReadonlySet<string>): Promise<void> {
  for (const name of names) {
    const target = path.join(dataLink, name);
    const shown = path.join(directory, name);
    const present = await readlink(shown).catch(() => undefined);
    if (present === target) continue;
    // What a volume of an earlier make has there.
    await rm(shown, { recursive: true, force: true });
    await symlink(target, shown);
  }
  for (const name of await readdir(directory)) {
    if (!name.startsWith('..') && !names.has(name))
      await rm(path.join(directory, name), { recursive: true, force: true });
  }
}
