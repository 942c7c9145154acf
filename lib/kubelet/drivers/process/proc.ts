import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** What tells a process from a later one with the same pid: the boot it lives in and when it began. */
export interface ProcessIdentity {
  pid: number;
  started: string;
  boot: string;
}

const isLinux = process.platform === 'linux';

/** The identity of a process; `undefined` when there is none, or it is but a zombie. */
export function identify(pid: number): ProcessIdentity | undefined {
  if (!isLinux) {
    const started = lstart(pid);
    return started ? { pid, started, boot: '' } : undefined;
  }
  const stat = readStat(pid);
  return stat && stat.state !== 'Z' && stat.state !== 'X'
    ? { pid, started: stat.started, boot: bootId() }
    : undefined;
}

/** Whether a process is still the one that was recorded. */
export function isSame(recorded: ProcessIdentity): boolean {
  const present = identify(recorded.pid);
  return present !== undefined && present.started === recorded.started && present.boot === recorded.boot;
}

/**
 * Whether a pid has passed on to somebody else. As long as a dead process has not been waited for, or a
 * member of its group lives, nobody else gets its number, unless the machine was started anew.
 */
export function isPassedOn({ pid, started, boot }: ProcessIdentity): boolean {
  if (isLinux && boot !== bootId()) return true;
  const present = isLinux ? readStat(pid)?.started : lstart(pid);
  return present !== undefined && present !== started;
}

/** Signals a process, or a group when negative; answers whether it was there. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

/** The oldest child of a process. */
export function firstChildOf(pid: number): number | undefined {
  const children = pids()
    .map((candidate) => ({ pid: candidate, stat: readStat(candidate) }))
    .filter(({ stat }) => stat?.parent === pid);
  children.sort((a, b) => Number(a.stat!.started) - Number(b.stat!.started) || a.pid - b.pid);
  return children[0]?.pid;
}

const mostRounds = 100;

/**
 * Kills all processes that were started with this entry in their environment. Looked for again until none is
 * left: meanwhile others may have been forked, and one that is being replaced by `exec` shows nothing.
 */
export function killByEnvironment(entry: string): void {
  let quietRounds = 0;
  for (let round = 0; round < mostRounds && quietRounds < 2; round++) {
    const found = findByEnvironment(entry);
    for (const pid of found) signal(pid, 'SIGKILL');
    quietRounds = found.length === 0 ? quietRounds + 1 : 0;
  }
}

/** Processes with this entry in the environment they were started with. */
export function findByEnvironment(entry: string): number[] {
  const wanted = Buffer.from(`\0${entry}\0`);
  return pids().filter((pid) => {
    try {
      return Buffer.concat([Buffer.from('\0'), readFileSync(`/proc/${pid}/environ`)]).includes(wanted);
    } catch {
      return false;
    }
  });
}

function pids(): number[] {
  if (!isLinux) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function readStat(pid: number): { state: string; parent: number; started: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name stands in parentheses and may contain anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0]!, parent: Number(fields[1]), started: fields[19]! };
  } catch {
    return undefined;
  }
}

let boot: string | undefined;

function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return boot;
}

function lstart(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}
