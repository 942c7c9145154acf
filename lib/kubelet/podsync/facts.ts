import type { Container, Pod } from '../../resources/pod/types';
import type { Ended } from '../driver';

/**
 * What the kubelet knows of one container when it decides: gathered first, so that the decisions are pure.
 */
export interface ContainerFacts {
  spec: Container;
  kind: ContainerKind;
  /** Number of the latest attempt; -1 before the first. */
  attempt: number;
  state: 'none' | 'starting' | 'running' | 'ended';
  /** Of the latest attempt, once started; with the driver's scheme. */
  id?: string;
  startedAtMs?: number;
  /** How the latest attempt ended. */
  ended?: Ended;
  /** How the attempt before the latest ended. */
  previous?: { id: string | undefined; ended: Ended };
  /** Why it is not started (again) yet. */
  waiting?: { reason: string; message?: string };
  /** Not to be tried before; `Infinity` when trying again cannot help. */
  heldUntilMs?: number;
  /** The restart back-off as of the last restart. */
  backoff?: Backoff;
  /** Runs, its `postStart` hook is done and its startup probe, if any, has succeeded. */
  isStarted: boolean;
  /** Has started, and its readiness probe, if any, says so. */
  isReady: boolean;
  /** Runs while its `postStart` hook is not done: it counts as being created. */
  isInPostStart?: boolean;
  /** Why it is to be ended though the pod goes on. */
  fault?: Fault;
  /** Set while it is being ended. */
  halt?: HaltFacts;
  /** Was ended in order to be started again, whatever its exit code. */
  isRestartDue?: boolean;
}

/** What is wrong with a container that runs. */
export interface Fault {
  /** Of the `Killing` event. */
  message: string;
  graceSeconds: number;
  isRestartDue: boolean;
}

/** How far the end of a container has come: its `preStop` hook, then the signal, then force. */
export interface HaltFacts {
  /** When its grace period is over. */
  deadlineMs: number;
  isHookOver: boolean;
  /** When it was signalled. */
  signalledAtMs?: number;
}

/** `sidecar` is a restartable init container. */
export type ContainerKind = 'init' | 'sidecar' | 'main';

/** A container's restart back-off: the delay before the next restart, and when it was last lengthened. */
export interface Backoff {
  delayMs: number;
  sinceMs: number;
}

/** Why a pod comes to its end before its containers do. */
export interface Ending {
  /** Phase the pod gets when its containers have ended, unless they have all succeeded. */
  phase?: 'Failed';
  /** The phase counts even when they have. */
  isFailure?: boolean;
  reason?: string;
  message?: string;
  /** Leaves the `DisruptionTarget` condition. */
  isDisruption?: boolean;
  /** When what is left is killed. */
  deadlineMs: number;
}

/** A pod with its containers, in spec order, init containers first. */
export interface PodFacts {
  pod: Pod;
  containers: readonly ContainerFacts[];
  ending: Ending | undefined;
  /** When sidecars left behind by a pod that has run its course are killed, once that has been decided. */
  windDownMs: number | undefined;
  /** Since when all containers are being ended in order to start anew. */
  restartAllMs: number | undefined;
  /** Volumes are there and containers may start. */
  isReady: boolean;
  nowMs: number;
}

/** Whether an init container is restartable, which makes it a sidecar. */
export function isSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always';
}

/** Whether a regular container has ever started: from then on the pod counts as initialised. */
export function hasStartedRegular(containers: readonly ContainerFacts[]): boolean {
  return containers.some(({ kind, state }) => kind === 'main' && state !== 'none');
}

/** Whether a container has run and is to start anew with all others. */
export function isReset({ state, attempt }: ContainerFacts): boolean {
  return state === 'none' && attempt >= 0;
}

/** Whether a process of the container may be running. */
export function isActive({ state }: ContainerFacts): boolean {
  return state === 'running' || state === 'starting';
}
