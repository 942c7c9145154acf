import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ContainerSetup, Mount, VolumeSetup } from '../../driver';
import { type AttemptRecord, markVariable } from './attempt';
import { writeHosts } from './hosts';
import { containerDir, files, volumeDir } from './layout';
import { findCommand, type Lookup } from './lookup';
import { identify } from './proc';
import { type Bind, isVisible, type SandboxOptions, sandboxArguments } from './sandbox';
import { release, spawnShim } from './shim';

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** `env` cannot be told names that a shell does not take, so these are handed on by `/usr/bin/env`. */
const shellName = /^[A-Za-z_]\w*$/;

export interface LaunchOptions {
  dataDir: string;
  dir: string;
  setup: ContainerSetup;
  volumes: ReadonlyMap<string, VolumeSetup>;
  isSandboxed: boolean;
  id: string;
  nowMs: number;
}

/** How a container is going to be run. */
interface Plan {
  argv: string[];
  env: Record<string, string>;
  cwd: string;
}

/**
 * Starts a shim with the container's command and records it. Answers what cannot be executed as the
 * lookup's problem.
 * @throws when the machine refuses to start processes.
 */
export async function launch(options: LaunchOptions) {
  const { dir, setup, isSandboxed, id, nowMs } = options;
  makeAttemptDir(options);
  const binds = bindsOf(options);
  const plan = isSandboxed ? planSandbox(options, binds) : planBare(options, binds);
  if ('problem' in plan) return plan;
  const shim = spawnShim({ dir, ...plan });
  if (shim.pid === undefined) {
    const [error] = await once(shim, 'error');
    throw error;
  }
  shim.on('error', () => {});
  const identity = identify(shim.pid);
  if (!identity) throw new Error('the container process ended before it was started');
  const record: AttemptRecord = {
    id,
    ref: setup.ref,
    shim: identity,
    startedAtMs: nowMs,
    isSandboxed,
    cwd: isSandboxed ? (setup.workingDir ?? '/') : plan.cwd,
    fallsBackToLogs: setup.fallsBackToLogs,
  };
  const file = path.join(dir, files.process);
  writeFileSync(`${file}.new`, JSON.stringify(record));
  renameSync(`${file}.new`, file);
  release(shim);
  return { record, shim };
}

/** Makes the directory of the attempt; of earlier ones only the one before is kept, for its log. */
function makeAttemptDir({ dataDir, dir, setup: { ref } }: LaunchOptions): void {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(path.join(dir, files.root), { recursive: true });
  for (const name of readdirSync(containerDir(dataDir, ref.podUid, ref.container))) {
    if (Number(name) < ref.attempt - 1) {
      rmSync(path.join(containerDir(dataDir, ref.podUid, ref.container), name), {
        recursive: true,
        force: true,
      });
    }
  }
}

function bindsOf({ dataDir, setup, volumes, dir, isSandboxed }: LaunchOptions): Bind[] {
  const binds = setup.mounts.map((mount) => ({
    source: sourceOf(dataDir, setup.ref.podUid, mount, volumes.get(mount.volume)),
    target: mount.mountPath,
    isReadOnly: mount.isReadOnly || volumes.get(mount.volume)?.kind === 'files',
  }));
  const message = path.join(dir, files.terminationMessage);
  writeFileSync(message, '', { mode: 0o666 });
  const hosts = isSandboxed ? writeHosts(dir, setup) : [];
  return [...hosts, ...binds, { source: message, target: setup.terminationMessagePath, isReadOnly: false }];
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

/**
 * In a sandbox the container has a root of its own, with `/` as working directory and home unless told
 * otherwise.
 */
function planSandbox(options: LaunchOptions, binds: readonly Bind[]): Plan | { problem: string } {
  const { dataDir, dir, setup } = options;
  const root = path.join(dir, files.root);
  mkdirSync(path.join(root, 'tmp'), { recursive: true });
  chmodSync(path.join(root, 'tmp'), 0o1777);
  mkdirSync(path.join(root, 'run'), { recursive: true });
  const workingDir = setup.workingDir ?? '/';
  const env = withDefaults(setup, '/');
  const found = lookUp(setup, workingDir, env, (file) => sandboxedPath(file, binds));
  if ('problem' in found) return found;
  const sandbox: SandboxOptions = {
    root,
    hidden: dataDir,
    binds,
    hostname: setup.hostname,
    workingDir,
    env: [...env],
    user: setup.user,
  };
  writeArguments(path.join(dir, files.sandbox), sandboxArguments(sandbox));
  writeArguments(path.join(dir, files.sandboxAgain), sandboxArguments({ ...sandbox, isAgain: true }));
  const [, ...rest] = setup.argv;
  return { argv: [found.file, ...rest], env: { PATH: process.env.PATH ?? defaultPath }, cwd: dir };
}

function writeArguments(file: string, list: readonly string[]): void {
  writeFileSync(file, list.map((one) => `${one}\0`).join(''), { mode: 0o600 });
}

/** Where a path of a sandboxed container lies on the host. */
function sandboxedPath(file: string, binds: readonly Bind[]): string | undefined {
  const mounted = binds
    .filter(({ target }) => file === target || file.startsWith(`${target}/`))
    .sort((a, b) => b.target.length - a.target.length)[0];
  if (mounted) return path.join(mounted.source, file.slice(mounted.target.length));
  return isVisible(file) ? file : undefined;
}

/**
 * Without a sandbox the container sees the machine as it is. Its working directory stands for its root:
 * volumes are linked there, at their mount paths.
 */
function planBare(options: LaunchOptions, binds: readonly Bind[]): Plan | { problem: string } {
  const { dir, setup, id } = options;
  const root = path.join(dir, files.root);
  for (const { source, target } of binds) {
    const link = path.join(root, target);
    mkdirSync(path.dirname(link), { recursive: true });
    rmSync(link, { force: true });
    symlinkSync(source, link);
  }
  const mounted = setup.workingDir && path.join(root, setup.workingDir);
  const cwd = setup.workingDir && isThere(setup.workingDir) ? setup.workingDir : (mounted ?? root);
  mkdirSync(cwd, { recursive: true });
  const env = withDefaults(setup, root).set(markVariable, id);
  const found = lookUp(setup, cwd, env, (file) => file);
  if ('problem' in found) return found;
  const [, ...rest] = setup.argv;
  const odd = [...env].filter(([name]) => !shellName.test(name)).map(([name, value]) => `${name}=${value}`);
  const prefix = odd.length > 0 ? ['/usr/bin/env', ...odd] : [];
  return { argv: [...prefix, found.file, ...rest], env: Object.fromEntries(env), cwd };
}

function isThere(directory: string): boolean {
  try {
    readdirSync(directory);
    return true;
  } catch {
    return false;
  }
}

/** The pod's environment, and what every container has besides. */
function withDefaults(setup: ContainerSetup, home: string): Map<string, string> {
  const defaults: [string, string][] = [
    ['PATH', defaultPath],
    ['HOSTNAME', setup.hostname],
    ['HOME', home],
  ];
  return new Map([...defaults, ...setup.env]);
}

function lookUp(
  { argv }: ContainerSetup,
  workingDir: string,
  env: ReadonlyMap<string, string>,
  hostPathOf: (file: string) => string | undefined,
): Lookup {
  return findCommand(argv[0] ?? '', { searchPath: env.get('PATH') ?? defaultPath, workingDir, hostPathOf });
}
