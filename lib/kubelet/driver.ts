/**
 * The port behind which containers really run. The kubelet decides what runs and when; a driver only starts
 * containers, signals them, tells how they ended, keeps their logs and finds them again after a crash.
 */
export interface Driver {
  /** `process`, `simulated` …: told in the node's `containerRuntimeVersion` and in container ids. */
  readonly name: string;
  readonly version: string;
  /** Annotations of the node that say what this driver does and does not do. */
  readonly annotations: Readonly<Record<string, string>>;
  /**
   * Normal events of pods are left out: at thousands of pods a second they would outnumber everything else.
   */
  readonly isQuiet: boolean;
  /** Everything of earlier lives that is still here, running or ended; called once, before any `start`. */
  adopt(): Promise<AdoptedContainer[]>;
  /**
   * Makes the pod's volumes ready. Called before the pod's first container, and again for pods met after a
   * restart. Answers what a user should know about the volumes. Rejects with `VolumeError`.
   */
  preparePod(pod: PodSetup): Promise<string[]>;
  /**
   * Gives `files` volumes of a pod that has been made ready their present content, each all at once for who reads
   * it. What has been mounted by a `subPath` stays as it is.
   */
  updateVolumes?(podUid: string, volumes: readonly VolumeSetup[]): Promise<void>;
  /** How many bytes a volume takes of the machine. */
  volumeUsage?(podUid: string, volume: string): Promise<number>;
  /**
   * Reads a file of a volume, for environment variables; `undefined` when there is none within the volume.
   */
  readVolumeFile?(podUid: string, volume: string, path: string): Promise<Uint8Array | undefined>;
  /**
   * Starts one attempt of a container. Resolves when it is recorded such that a later `adopt` finds it. A
   * command that cannot be executed is an attempt that ended at once. Rejects with `ContainerConfigError`
   * when nothing can be tried.
   */
  start(container: ContainerSetup): Promise<Run>;
  /**
   * For drivers whose containers live in the API alone: goes on with an attempt that the pod's status calls
   * running and `adopt` did not find.
   */
  resume?(container: ContainerSetup, startedAtMs: number): Run;
  /**
   * The log of an attempt in CRI format, from the start or its last `tailLines` lines, on to its end when
   * following.
   */
  readLog(ref: ContainerRef, options: ReadLogOptions): AsyncIterable<Uint8Array>;
  /**
   * Runs a command beside a running attempt: with its environment, its working directory, its files and, where
   * it has its own, among its processes. Resolves when the command has ended; rejects when it could not be run,
   * or with the signal's reason, after which nothing of it runs any more.
   */
  exec?(ref: ContainerRef, command: readonly string[], options: ReachOptions): Promise<ExecResult>;
  /**
   * Asks for a page, whoever signed the certificate. Redirects are followed on the same host, ten at most.
   * Resolves with any response; rejects when there is none.
   */
  request?(ref: ContainerRef, request: HttpRequest, options: ReachOptions): Promise<HttpResponse>;
  /** Resolves when a TCP connection has stood; rejects when it could not be made. */
  connect?(ref: ContainerRef, address: Address, options: ReachOptions): Promise<void>;
  /** Kills what may still run of the pod and forgets it, with volumes and logs. */
  removePod(podUid: string): Promise<void>;
  /** Lets go of everything without ending it. */
  close(): Promise<void>;
}

/** One attempt of one container of one pod. */
export interface ContainerRef {
  podUid: string;
  container: string;
  /** 0, 1, …: `restartCount` in the status. */
  attempt: number;
}

export interface AdoptedContainer {
  ref: ContainerRef;
  run: Run;
}

/** A started attempt. */
export interface Run {
  /** Unique; `<driver>://<id>` in the status. */
  readonly id: string;
  readonly startedAtMs: number;
  /** How it ended, once it has. */
  readonly ended: Ended | undefined;
  /** Resolves when it has ended, every process of it is gone and its log is complete. Never rejects. */
  readonly end: Promise<Ended>;
  /** Asks the main process to end (`SIGTERM`). */
  terminate(): void;
  /** Ends all of it at once (`SIGKILL`). */
  kill(): void;
}

/** How an attempt ended. */
export interface Ended {
  exitCode: number;
  /** Set when a signal ended it; `exitCode` is 128 + signal then. */
  signal?: number;
  /** Where it is neither `Completed` nor `Error`: `StartError`, `ContainerStatusUnknown`. */
  reason?: string;
  message?: string;
  /** 0 for an attempt that never started. */
  startedAtMs: number;
  finishedAtMs: number;
}

/** What a driver is told of a pod. */
export interface PodSetup {
  uid: string;
  namespace: string;
  name: string;
  volumes: readonly VolumeSetup[];
}

/** A volume with its content resolved. */
export type VolumeSetup = { name: string } & (
  | { kind: 'empty' }
  | { kind: 'host'; path: string; type: string }
  | { kind: 'files'; files: readonly VolumeFile[] }
);

export interface VolumeFile {
  /** Relative to the volume. */
  path: string;
  content: Uint8Array;
  mode: number;
}

/** A container with everything resolved: nothing of the API is needed to run it. */
export interface ContainerSetup {
  ref: ContainerRef;
  namespace: string;
  pod: string;
  hostname: string;
  /** What names the container knows besides those of the machine, where it has files of its own. */
  hosts?: readonly HostEntry[];
  /** A restartable init container, which runs for as long as the pod does. */
  isSidecar: boolean;
  /** The pod's annotations, in which the simulated driver finds its outcomes. */
  annotations: Readonly<Record<string, string>>;
  /** `command` and `args` together, expanded; empty when the pod gives neither. */
  argv: readonly string[];
  env: readonly (readonly [name: string, value: string])[];
  workingDir: string | undefined;
  mounts: readonly Mount[];
  terminationMessagePath: string;
  fallsBackToLogs: boolean;
  user: { uid: number | undefined; gid: number | undefined };
}

/** A line of `/etc/hosts`. */
export interface HostEntry {
  ip: string;
  names: readonly string[];
}

export interface Mount {
  volume: string;
  mountPath: string;
  subPath: string | undefined;
  isReadOnly: boolean;
}

export interface ReadLogOptions {
  follow: boolean;
  tailLines: number | undefined;
  signal: AbortSignal | undefined;
}

/** What a container is reached for. */
export type Purpose = 'startup' | 'liveness' | 'readiness' | 'postStart' | 'preStop';

export interface ReachOptions {
  purpose: Purpose;
  /** Gives up. */
  signal: AbortSignal;
}

/** How a command beside a container ended. */
export interface ExecResult {
  exitCode: number;
  /** What it wrote to both streams, the first 10 KiB. */
  output: string;
}

export interface Address {
  host: string;
  port: number;
}

export interface HttpRequest {
  url: string;
  headers: readonly (readonly [name: string, value: string])[];
}

export interface HttpResponse {
  status: number;
  /** The first 10 KiB. */
  body: string;
}

/** The container cannot be tried as it stands; it waits with `reason` and the error's message. */
export class ContainerConfigError extends Error {
  constructor(
    readonly reason: string,
    message: string,
    /** Whether trying again later may help. */
    readonly isPassing = true,
  ) {
    super(message);
  }
}

/** A volume cannot be made ready (yet). */
export class VolumeError extends Error {
  constructor(
    readonly volume: string,
    message: string,
  ) {
    super(message);
  }
}
