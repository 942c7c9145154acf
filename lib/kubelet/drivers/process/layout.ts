import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ContainerRef } from '../../driver';

/** Where everything of a pod lies: `<data>/pods/<uid>`. */
export function podDir(dataDir: string, podUid: string): string {
  return path.join(podsDir(dataDir), podUid);
}

export function podsDir(dataDir: string): string {
  return path.join(dataDir, 'pods');
}

export function containerDir(dataDir: string, podUid: string, container: string): string {
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
  /** Pid of the command, or of the sandbox around it. */
  main: 'main',
  /** Exit code, once the command has ended. A line: what is cut off is not there yet. */
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

/** The content of a JSON file; `undefined` when it is not there or not whole. */
export function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}
