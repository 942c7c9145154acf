import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { ExecResult } from '../../driver';
import { signal as signalProcess } from './proc';
import { capabilities } from './sandbox';

/** What is kept of a command's output. */
const longestOutputBytes = 10_240;

/**
 * Told on its third descriptor where there is no such command, which its exit code would not tell from one that
 * fails.
 */
const script = 'command -v "$0" >/dev/null || { echo absent >&3; exit 127; }; exec 3>&-; exec "$0" "$@"';

export interface ExecOptions {
  /** The main process of the container. */
  pid: number;
  /** The container's working directory, as the container names it. */
  cwd: string;
  /** The arguments for another sandbox like the container's, where it has one. */
  sandboxFile: string | undefined;
  command: readonly string[];
  signal: AbortSignal;
}

/**
 * Runs a command beside a container: with the environment its main process was started with, in its working
 * directory and, where it is sandboxed, in its namespaces and with no more rights. Who is not root may not enter
 * them, so that the command gets another sandbox of the same make: with the same files, but not among the
 * container's processes. Resolves when the command has ended. Rejects with why it could not be run, or with the
 * signal's reason after the command has been killed.
 */
export async function execBeside(options: ExecOptions): Promise<ExecResult> {
  const { pid, cwd, sandboxFile, command, signal } = options;
  signal.throwIfAborted();
  if (process.platform !== 'linux') throw new Error('commands beside a container can be run on Linux only');
  const env = await environmentOf(pid);
  const shell = ['/bin/sh', '-c', script, ...command];
  if (!sandboxFile) return run(shell, { env, cwd, signal });
  if (process.geteuid?.() !== 0) {
    const again = [programFile('bwrap'), '--args', '4', '--'];
    return run([...again, ...shell], { env, cwd: '/', signal, input: sandboxFile });
  }
  const inside = path.posix.join(`/proc/${pid}/root`, cwd);
  const namespaces = ['--mount', '--uts', '--ipc', '--pid', ...userArguments(pid)];
  const enter = [programFile('nsenter'), '--target', String(pid), ...namespaces, `--wd=${inside}`, '--'];
  return run([...enter, ...fewerRights(), ...shell], { env, cwd: '/', signal });
}

/** A namespace cannot be entered by who is in it already. */
function userArguments(pid: number): string[] {
  const isOurs = readlinkSync(`/proc/${pid}/ns/user`) === readlinkSync('/proc/self/ns/user');
  return isOurs ? [] : ['--user', '--preserve-credentials'];
}

function fewerRights(): string[] {
  const kept = capabilities.map((name) => `+${name.toLowerCase()}`).join(',');
  return [
    ...[programFile('setpriv'), '--no-new-privs', '--inh-caps', '-all'],
    ...['--bounding-set', `-all,${kept}`, '--'],
  ];
}

/** Not by the container's `PATH`. @throws where it is not installed. */
function programFile(name: string): string {
  const found = ['/usr/bin', '/bin', '/usr/local/bin'].map((directory) => path.join(directory, name));
  const file = found.find((candidate) => existsSync(candidate));
  if (!file) throw new Error(`${name} is not installed, so nothing can be run in the sandbox`);
  return file;
}

async function environmentOf(pid: number): Promise<Record<string, string>> {
  const text = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => {
    throw new Error('the container is not running');
  });
  const pairs = text.split('\0').filter((entry) => entry.includes('='));
  return Object.fromEntries(
    pairs.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
}

interface RunOptions {
  env: Record<string, string>;
  cwd: string;
  signal: AbortSignal;
  /** A file to be read from the fourth descriptor. */
  input?: string;
}

/** In a group of its own, so that all of it can be killed. */
function run(argv: readonly string[], { env, cwd, signal, input }: RunOptions): Promise<ExecResult> {
  const fourth = input === undefined ? undefined : openSync(input, 'r');
  return new Promise<ExecResult>((resolve, reject) => {
    const child = spawn(argv[0]!, argv.slice(1), {
      cwd,
      env: env as NodeJS.ProcessEnv,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', ...(fourth === undefined ? [] : [fourth])],
    });
    const output = collect([child.stdout!, child.stderr!]);
    const absence = collect([child.stdio[3] as Readable]);
    const abort = () => killGroup(child.pid);
    signal.addEventListener('abort', abort, { once: true });
    child.once('error', reject);
    child.once('close', (code) => {
      signal.removeEventListener('abort', abort);
      if (signal.aborted) return reject(signal.reason);
      if (absence() !== '') return reject(new Error(absent(argv)));
      resolve({ exitCode: code ?? killedCode, output: output() });
    });
  }).finally(() => {
    if (fourth !== undefined) closeSync(fourth);
  });
}

const killedCode = 137;

function collect(streams: readonly Readable[]): () => string {
  const kept: Buffer[] = [];
  let keptBytes = 0;
  for (const stream of streams) {
    stream.on('data', (chunk: Buffer) => {
      if (keptBytes < longestOutputBytes) kept.push(chunk.subarray(0, longestOutputBytes - keptBytes));
      keptBytes += chunk.length;
    });
  }
  return () => Buffer.concat(kept).toString('utf8');
}

function killGroup(pid: number | undefined): void {
  if (pid !== undefined) signalProcess(-pid, 'SIGKILL');
}

function absent(argv: readonly string[]): string {
  const command = argv[argv.indexOf(script) + 1] ?? '';
  return `unable to start container process: exec: ${JSON.stringify(command)}: executable file not found in $PATH`;
}
