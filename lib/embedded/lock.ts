import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readIfThere } from './files';

/** Who holds a data directory. */
interface Holder {
  pid: number;
  since: string;
  /** What the system says about when the process started; absent where it does not say. */
  started?: string;
}

/** The data directory is in use by another control plane; the message says by which. */
export class HeldError extends Error {}

/**
 * Takes a data directory for this process; answers how to give it back. Throws a `HeldError` that names the holder when
 * another living process has it. The lock of a dead process is taken over, also when its number has been given to another
 * process since.
 */
export function lockDataDir(dataDir: string, now: string): () => void {
  const file = path.join(dataDir, 'lock');
  const own: Holder = { pid: process.pid, since: now, started: startOf(process.pid) };
  const text = `${JSON.stringify(own)}\n`;
  const holder = take(file, text);
  if (holder) throw new HeldError(describe(dataDir, holder));
  return () => {
    if (readIfThere(file) === text) rmSync(file, { force: true });
  };
}

/** Makes the file with this text, in the place of one whose holder is dead; answers the holder where that lives. */
function take(file: string, text: string): Holder | undefined {
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, text, { mode: 0o600 });
  try {
    while (!claim(draft, file)) {
      const found = readIfThere(file);
      if (found === undefined) continue;
      const holder = parseHolder(found);
      if (holder && isAlive(holder)) return holder;
      if (replace(draft, file, found, text)) return undefined;
    }
    return undefined;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Gives the draft the name of the lock, unless that is taken. */
function claim(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Puts the draft in the place of a dead process's lock; answers whether it stands. Those who want to do so take turns, by a lock of
 * its own: none removes what another has put there since it looked.
 */
function replace(draft: string, file: string, expected: string, text: string): boolean {
  const turn = `${file}.turn`;
  if (take(turn, text)) return false;
  try {
    if (readIfThere(file) !== expected) return false;
    renameSync(draft, file);
    return true;
  } finally {
    rmSync(turn, { force: true });
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    const value = JSON.parse(text) as Holder;
    return Number.isInteger(value.pid) && value.pid > 0 ? value : undefined;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const startedNow = startOf(pid);
  return started === undefined || startedNow === undefined || started === startedNow;
}

/** When a process started, in the system's own ticks since boot, with the boot it belongs to; Linux only. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // The name of the program, in parentheses, may hold anything; the start time is the 20th field after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return `${boot} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

function describe(dataDir: string, { pid, since }: Holder): string {
  return `${dataDir} is in use by another Gantry: process ${pid}, since ${since}. Stop it, or choose another --data-dir.`;
}
