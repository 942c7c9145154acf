import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ContainerRef } from '../../driver';

/** Where everything of a pod lies: `<data>/pods/<uid>`. */
function podDir(dataDir: string, podUid: string): string {
  return path.join(podsDir(dataDir), podUid);
}

export function podsDir(dataDir: string): string {
  return path.join(dataDir, 'pods');
}

function containerDir(dataDir: string, podUid: string, container: string): string {
  return path.join(podDir(dataDir, podUid), 'containers', container);
}

/** Where everything of one attempt lies. */
export function attemptDir(dataDir: string, { podUid, container, attempt }: ContainerRef): string {
  return path.join(containerDir(dataDir, podUid, container), String(attempt));
}

/** Where a volume of a pod lies, unless it is a path of the host. */
export function volumeDir(dataDir: string, podUid: string, volume: string): string {
  return path.join(podDir(dataDir, podUid), 'volumes', volume);
}

/** Names of the files of an attempt. */
export const files = {
  /** Who the shim is: written before the command runs. */
  process: 'process.json',
  /** Which container of the engine it is: written before it is started. */
  container: 'container.json',
  /** Pid of the command, or of the sandbox around it. */
  main: 'main',
  /** Exit code, once the command has ended: three digits and a line feed over as much of nothing. */
  exit: 'exit',
  /** How it ended, once everything of it is done. */
  ended: 'ended.json',
  /** There when the container has been killed. */
  killed: 'killed',
  /** What the command wrote and has not been taken into the log. */
  stdout: 'stdout',
  stderr: 'stderr',
  /** The log in CRI format. */
  log: 'log',
  /** The sandbox's own root, or the working directory without a sandbox. */
  root: 'root',
  /** The arguments of the sandbox, and those of another one of the same make. */
  sandbox: 'sandbox',
  sandboxAgain: 'sandbox-again',
  terminationMessage: 'termination-log',
  /** Its `/etc/hosts`, in a sandbox. */
  hosts: 'hosts',
} as const;

/** Makes the directory of an attempt anew; of earlier ones only the one before is kept, for its log. */
export function makeAttemptDir(dataDir: string, ref: ContainerRef): void {
  const dir = attemptDir(dataDir, ref);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const siblings = containerDir(dataDir, ref.podUid, ref.container);
  for (const name of readdirSync(siblings)) {
    if (Number(name) < ref.attempt - 1) rmSync(path.join(siblings, name), { recursive: true, force: true });
  }
}

/** The attempts that have a directory, by the uid of their pod; a pod without any has an empty list. */
export function attemptsOnDisk(dataDir: string): Map<string, ContainerRef[]> {
  const uids = namesIn(podsDir(dataDir));
  return new Map(
    uids.map((podUid) => {
      const containers = path.join(podDir(dataDir, podUid), 'containers');
      const refs = namesIn(containers).flatMap((container) =>
        namesIn(path.join(containers, container)).map((name) => ({
          podUid,
          container,
          attempt: Number(name),
        })),
      );
      return [podUid, refs];
    }),
  );
}

/** Removes everything of a pod, and what a container has made unreadable in it. */
export async function removePodDir(dataDir: string, podUid: string): Promise<void> {
  const directory = podDir(dataDir, podUid);
  await rm(directory, { recursive: true, force: true }).catch(async () => {
    await chmod(directory, 0o700).catch(() => {});
    await rm(directory, { recursive: true, force: true }).catch(() => {});
  });
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** The content of a JSON file; `undefined` when it is not there or not whole. */
export function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}
