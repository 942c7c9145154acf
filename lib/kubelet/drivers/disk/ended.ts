import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ContainerRef, Ended, Run } from '../../driver';
import { files, readJson } from './layout';

const highestSignal = 64;

/** The unique id of an attempt. */
export function attemptId({ podUid, container, attempt }: ContainerRef): string {
  return `${podUid}.${container}.${attempt}`;
}

/** How an attempt ended that is on record as ended. */
export function readEnded(dir: string): Ended | undefined {
  return readJson<Ended>(path.join(dir, files.ended));
}

/** Records how an attempt ended: from then on nothing of it is looked for but its log. */
export function recordEnded(dir: string, ended: Ended): void {
  writeFileSync(path.join(dir, files.ended), JSON.stringify(ended));
}

/** The run of an attempt that is over. */
export function endedRun(id: string, ended: Ended): Run {
  return {
    id,
    startedAtMs: ended.startedAtMs,
    ended,
    end: Promise.resolve(ended),
    terminate: () => {},
    kill: () => {},
  };
}

/** The end of an attempt whose command could not be executed, in the words of a kubelet with containerd. */
export function startError(problem: string, nowMs: number): Ended {
  return {
    exitCode: 128,
    reason: 'StartError',
    message: `failed to start container: unable to start container process: ${problem}`,
    startedAtMs: 0,
    finishedAtMs: nowMs,
  };
}

/** The end of an attempt of which nothing is left to tell how it ended. */
export function lostEnd(what: string, startedAtMs: number, nowMs: number): Ended {
  return {
    exitCode: 137,
    reason: 'ContainerStatusUnknown',
    message: `${what} was lost: it ended without leaving an exit code`,
    startedAtMs,
    finishedAtMs: Math.max(startedAtMs, nowMs),
  };
}

/** The signal an exit code tells of: neither a shell nor an engine tells `exit 143` from an end by SIGTERM. */
export function signalOf(exitCode: number): { signal?: number } {
  const signal = exitCode - 128;
  return signal > 0 && signal <= highestSignal ? { signal } : {};
}
