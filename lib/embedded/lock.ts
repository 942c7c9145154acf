import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

/** The data directory is in use by another control plane; the message says by which. */
export class HeldError extends Error {}

/**
 * Takes a data directory for this process alone, and answers a function that gives it back. A lock whose holder is gone is taken over:
 * the holder is known by its process number together with the time it started, as numbers are used again. Throws `HeldError`.
 */
export function lockDataDir(dataDir: string, now: string): () => void {
  const file = path.join(dataDir, 'lock');
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid), since: now });
  if (!writeNew(file, mine)) {
    const holder = readHolder(file);
    if (holder && isAlive(holder)) {
      throw new HeldError(
        `${dataDir} is in use by another Gantry: process ${holder.pid}, since ${holder.since}. Stop it, or choose another --data-dir.`,
      );
    }
    rmSync(file, { force: true });
    if (!writeNew(file, mine))
      throw new HeldError(`${dataDir} was taken by another Gantry at this very moment.`);
  }
  return () => rmSync(file, { force: true });
}

interface Holder {
  pid: number;
  started: string | undefined;
  since: string;
}

/** Creates the file if it is not there; the file system lets only one process do so. */
function writeNew(file: string, text: string): boolean {
  let handle: number;
  try {
    handle = openSync(file, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  writeSync(handle, text);
  closeSync(handle);
  return true;
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    // Torn by a crash at the wrong moment: whoever wrote it is gone.
    return undefined;
  }
}

function isAlive({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return started === undefined || startOf(pid) === undefined || startOf(pid) === started;
}

/** When a process started, in the kernel's ticks since boot (field 22 of `/proc/PID/stat`); `undefined` where there is no `/proc`. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
