import { execFile } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Bind } from '../disk/binds';

const trialTimeoutMs = 10_000;

/**
 * Tries bubblewrap once, with all that pods need of it; answers why it does not work, or `undefined` when
 * it does.
 */
export async function trySandbox(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'bubblewrap exists on Linux only';
  const trial = ['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--tmpfs', '/tmp'];
  const namespaces = ['--unshare-pid', '--unshare-uts', '--unshare-ipc', '--hostname', 'trial'];
  try {
    await promisify(execFile)(
      'bwrap',
      [...trial, ...namespaces, '--die-with-parent', '--', '/bin/sh', '-c', ':'],
      {
        timeout: trialTimeoutMs,
      },
    );
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'bubblewrap (bwrap) is not installed';
    const { stderr } = error as { stderr?: string };
    return `bubblewrap does not work here: ${(stderr || String(error)).trim()}`;
  }
}

export interface SandboxOptions {
  /** A directory of the container's own that becomes its root. */
  root: string;
  /** A directory of the host that the container must not see. */
  hidden: string;
  binds: readonly Bind[];
  hostname: string;
  workingDir: string;
  env: readonly (readonly [name: string, value: string])[];
  user: { uid: number | undefined; gid: number | undefined };
  /** Another sandbox has been made of the same root, so that its links are there. */
  isAgain?: boolean;
}

/** Directories of the host's root that a container has its own of, or none. */
const ownDirectories = new Set(['proc', 'dev', 'tmp', 'run', 'lost+found']);

/** What a container may do that runs as root, as Docker and containerd have it. */
export const capabilities = [
  ...['CHOWN', 'DAC_OVERRIDE', 'FSETID', 'FOWNER', 'NET_RAW', 'SETGID', 'SETUID'],
  ...['SETFCAP', 'SETPCAP', 'NET_BIND_SERVICE', 'SYS_CHROOT', 'KILL', 'AUDIT_WRITE'],
];

/**
 * The arguments that make bubblewrap give a container the host's files read-only, a root and `/tmp` of its
 * own, its volumes, and its own processes, host name and environment.
 */
export function sandboxArguments(options: SandboxOptions): string[] {
  const { root, hidden, hostname, workingDir, env, user } = options;
  const binds = [...options.binds]
    .map((bind) => ({ ...bind, target: settleTarget(bind.target) }))
    .sort((a, b) => a.target.length - b.target.length);
  return [
    ...['--bind', root, '/'],
    ...rootArguments([...binds.map(({ target }) => target), settleTarget(workingDir)], !options.isAgain),
    ...['--dev', '/dev', '--proc', '/proc'],
    ...(isVisible(hidden) ? ['--tmpfs', realpathSync(hidden)] : []),
    ...resolverArguments(),
    ...shellArguments(),
    ...binds.flatMap(({ source, target, isReadOnly }) => [
      isReadOnly ? '--ro-bind' : '--bind',
      source,
      target,
    ]),
    ...(workingDir === '/' ? [] : ['--dir', settleTarget(workingDir)]),
    ...['--unshare-pid', '--unshare-uts', '--unshare-ipc', '--hostname', hostname],
    ...userArguments(user),
    ...['--die-with-parent', '--chdir', workingDir, '--clearenv'],
    ...env.flatMap(([name, value]) => ['--setenv', name, value]),
  ];
}

function userArguments({ uid, gid }: SandboxOptions['user']): string[] {
  const isOther = uid !== undefined && uid !== process.geteuid?.();
  if (isOther) return ['--unshare-user', '--uid', String(uid), '--gid', String(gid ?? uid)];
  if (process.geteuid?.() !== 0) return [];
  return ['--cap-drop', 'ALL', ...capabilities.flatMap((name) => ['--cap-add', `CAP_${name}`])];
}

/** Whether the container sees this path of the host at its own place. */
export function isVisible(hostPath: string): boolean {
  const [, first = ''] = hostPath.split('/');
  return first !== '' && !ownDirectories.has(first);
}

/**
 * Where a mount point really lies: links on the way, such as `/var/run`, are followed as far as they exist.
 */
function settleTarget(target: string): string {
  let existing = path.posix.normalize(target).replace(/(.)\/+$/, '$1');
  let rest = '';
  while (existing !== '/' && !existsSync(existing)) {
    rest = path.posix.join(path.posix.basename(existing), rest);
    existing = path.posix.dirname(existing);
  }
  const real = isVisible(existing) ? realpathSync(existing) : existing;
  return path.posix.join(real, rest);
}

/**
 * Binds what is in the host's root. A directory in which a mount point has to be made is not bound whole,
 * for nothing can be made in a read-only directory: it is made anew and what is in it is bound.
 */
function rootArguments(targets: readonly string[], makesLinks: boolean): string[] {
  const remade = new Set<string>();
  for (const target of targets) {
    if (!isVisible(target) || existsSync(target)) continue;
    for (let at = path.posix.dirname(target); at !== '/'; at = path.posix.dirname(at)) {
      if (existsSync(at)) remade.add(at);
    }
  }
  return readdirSync('/').flatMap((name) =>
    ownDirectories.has(name) ? [] : entryArguments(`/${name}`, remade, makesLinks),
  );
}

function entryArguments(file: string, remade: ReadonlySet<string>, makesLinks: boolean): string[] {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (!stats) return [];
  if (stats.isSymbolicLink()) return makesLinks ? ['--symlink', readlinkSync(file), file] : [];
  if (!remade.has(file)) return ['--ro-bind-try', file, file];
  return [
    '--dir',
    file,
    ...readdirSync(file).flatMap((name) => entryArguments(`${file}/${name}`, remade, makesLinks)),
  ];
}

/**
 * Puts bash in the place of the host's `sh`. Manifests are written for the `sh` of their images, which mostly is
 * BusyBox's or bash and knows more than POSIX asks for, such as `[[ … ]]`; Debian's dash does not.
 */
function shellArguments(): string[] {
  const [bash, shell] = ['/bin/bash', '/bin/sh'];
  if (!existsSync(bash) || !existsSync(shell) || realpathSync(bash) === realpathSync(shell)) return [];
  return ['--ro-bind', realpathSync(bash), realpathSync(shell)];
}

/** The resolver's configuration often lies under `/run`, which the container has its own of. */
function resolverArguments(): string[] {
  const configuration = '/etc/resolv.conf';
  if (!existsSync(configuration)) return [];
  const real = realpathSync(configuration);
  return isVisible(real) ? [] : ['--ro-bind-try', real, real];
}
