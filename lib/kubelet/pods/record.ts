import { findCondition } from '../../meta/object';
import type { Container, ContainerStatus, Pod } from '../../resources/pod/types';
import { fromTime } from '../../time/clock';
import type { Sources } from '../container/sources';
import type { AdoptedContainer, Ended, Run } from '../driver';
import {
  type Backoff,
  type ContainerFacts,
  type ContainerKind,
  type Ending,
  type HaltFacts,
  isSidecar,
} from '../podsync/facts';
import { initialResults, type ProbeKind, type ProbeResult } from '../probes/tally';
import { faultOf } from './fault';

/** What the kubelet keeps of one container of a pod while the pod lives. */
export interface ContainerRecord {
  readonly spec: Container;
  readonly kind: ContainerKind;
  attempt: number;
  state: ContainerFacts['state'];
  /** The latest attempt, where this kubelet or an earlier one started it and the driver still knows it. */
  run: Run | undefined;
  id: string | undefined;
  startedAtMs: number | undefined;
  ended: Ended | undefined;
  previous: { id: string | undefined; ended: Ended } | undefined;
  waiting: { reason: string; message?: string } | undefined;
  heldUntilMs: number;
  backoff: Backoff | undefined;
  /** Number of the attempt whose back-off has been told as an event. */
  toldBackoff: number;
  /** What the probes say of the present attempt. */
  probes: Record<ProbeKind, ProbeResult>;
  stopProbes: () => void;
  isInPostStart: boolean;
  /** Its `postStart` hook has failed, so that it is to be ended. */
  hasFailedPostStart: boolean;
  halt: Halt | undefined;
  isRestartDue: boolean;
}

/** The end of a container while it is under way. */
export interface Halt extends HaltFacts {
  /** Gives up the `preStop` hook. */
  hook: AbortController;
  isKilled: boolean;
}

/** What the kubelet keeps of one pod. One worker at a time changes it. */
export interface PodRecord {
  readonly uid: string;
  /** The newest known version. */
  pod: Pod;
  readonly containers: ContainerRecord[];
  ending: Ending | undefined;
  windDownMs: number | undefined;
  restartAllMs: number | undefined;
  isPrepared: boolean;
  /** Volumes are not tried again before. */
  prepareAtMs: number;
  /** What the volumes were last made of. */
  sources: Sources | undefined;
  /** When the volumes are given their present content again. */
  refreshAtMs: number;
  /** When the volumes are measured again. */
  measureAtMs: number;
  /** The object is gone: whatever runs is ended, then all is forgotten. */
  isGone: boolean;
  /** Nothing is left to do but to wait for the object's deletion. */
  isFinished: boolean;
  isWorking: boolean;
  isDirty: boolean;
  cancelWake: () => void;
  /** The status last written, as text. */
  written: string | undefined;
}

/**
 * A new record of a pod: containers found by the driver are taken over, others as far as the pod's status
 * tells of them.
 */
export function newRecord(pod: Pod, found: readonly AdoptedContainer[], driverName: string): PodRecord {
  const init = pod.spec.initContainers ?? [];
  const containers = [
    ...init.map((spec) => newContainer(spec, isSidecar(spec) ? 'sidecar' : 'init')),
    ...pod.spec.containers.map((spec) => newContainer(spec, 'main')),
  ];
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  for (const container of containers) {
    const { name } = container.spec;
    const status = statuses.find((candidate) => candidate.name === name);
    if (status) recall(container, status);
    const own = found.filter(({ ref }) => ref.container === name);
    for (const { ref, run } of own.sort((a, b) => a.ref.attempt - b.ref.attempt)) {
      if (ref.attempt >= container.attempt) takeOver(container, ref.attempt, run, driverName);
    }
  }
  return {
    uid: pod.metadata.uid ?? '',
    pod,
    containers,
    ending: undefined,
    windDownMs: undefined,
    restartAllMs: isRestartingAll(pod) ? 0 : undefined,
    isPrepared: false,
    prepareAtMs: 0,
    sources: undefined,
    refreshAtMs: Number.POSITIVE_INFINITY,
    measureAtMs: Number.POSITIVE_INFINITY,
    isGone: false,
    isFinished: false,
    isWorking: false,
    isDirty: false,
    cancelWake: () => {},
    written: undefined,
  };
}

/** Where an earlier life was about to have all containers start anew. */
function isRestartingAll({ status }: Pod): boolean {
  return findCondition(status?.conditions, 'AllContainersRestarting')?.status === 'True';
}

/** Has the containers of a pod start anew as if they had not run; answers `false` while one of them still runs. */
export function resetContainers(record: PodRecord): boolean {
  const { containers } = record;
  if (containers.some(({ state }) => state === 'running' || state === 'starting')) return false;
  record.restartAllMs = undefined;
  for (const container of containers) container.state = 'none';
  return true;
}

function newContainer(spec: Container, kind: ContainerKind): ContainerRecord {
  return {
    spec,
    kind,
    attempt: -1,
    state: 'none',
    run: undefined,
    id: undefined,
    startedAtMs: undefined,
    ended: undefined,
    previous: undefined,
    waiting: undefined,
    heldUntilMs: 0,
    backoff: undefined,
    toldBackoff: -1,
    probes: { ...initialResults },
    stopProbes: () => {},
    isInPostStart: false,
    hasFailedPostStart: false,
    halt: undefined,
    isRestartDue: false,
  };
}

/** Makes `run` the latest attempt of the container. */
export function takeOver(container: ContainerRecord, attempt: number, run: Run, driverName: string): void {
  if (attempt > container.attempt && container.ended) {
    container.previous = { id: container.id, ended: container.ended };
  }
  if (attempt > container.attempt) container.probes = { ...initialResults };
  container.attempt = attempt;
  container.run = run;
  container.id = `${driverName}://${run.id}`;
  container.startedAtMs = run.startedAtMs;
  container.ended = run.ended;
  container.state = run.ended ? 'ended' : 'running';
  container.waiting = undefined;
  container.heldUntilMs = 0;
  container.hasFailedPostStart = false;
  container.halt = undefined;
  container.isRestartDue = false;
}

/** What a status remembers of a container that the driver may not know any more. */
function recall(container: ContainerRecord, status: ContainerStatus): void {
  const last = status.lastState?.terminated;
  const { running, terminated } = status.state ?? {};
  if (!running && !terminated && !last) return;
  container.attempt = status.restartCount;
  if (running) {
    // What its probes said stands until they say something else.
    if (status.started) container.probes.startup = 'success';
    if (status.ready) container.probes.readiness = 'success';
    container.state = 'running';
    container.id = status.containerID;
    container.startedAtMs = fromTime(running.startedAt) ?? 0;
  } else {
    container.state = 'ended';
    const latest = terminated ?? last!;
    container.id = latest.containerID;
    container.ended = endedOf(latest);
  }
  if (last && (running || terminated)) container.previous = { id: last.containerID, ended: endedOf(last) };
}

function endedOf(terminated: NonNullable<NonNullable<ContainerStatus['state']>['terminated']>): Ended {
  const { exitCode, signal, reason, message, startedAt, finishedAt } = terminated;
  return {
    exitCode,
    ...(signal ? { signal } : {}),
    ...(reason && reason !== 'Completed' && reason !== 'Error' ? { reason } : {}),
    ...(message ? { message } : {}),
    startedAtMs: fromTime(startedAt) ?? 0,
    finishedAtMs: fromTime(finishedAt) ?? 0,
  };
}

/** The end of a container that was running when it was last heard of and is nowhere to be found. */
export function lostEnd(startedAtMs: number, nowMs: number): Ended {
  return {
    exitCode: 137,
    reason: 'ContainerStatusUnknown',
    message: 'The container could not be located when the pod was terminated',
    startedAtMs,
    finishedAtMs: nowMs,
  };
}

/** The facts of a container, from its record. */
export function factsOf(container: ContainerRecord, pod: Pod): ContainerFacts {
  const { spec, kind, attempt, state, id, startedAtMs, ended, previous, waiting, heldUntilMs, backoff } =
    container;
  const { probes, isInPostStart, isRestartDue, halt } = container;
  const isUp = state === 'running' && kind !== 'init' && !isInPostStart;
  const isStarted = isUp && (!spec.startupProbe || probes.startup === 'success');
  const fault = faultOf(container, pod);
  return {
    ...{ spec, kind, attempt, state, heldUntilMs, isInPostStart, isRestartDue, isStarted },
    isReady: isStarted && (!spec.readinessProbe || probes.readiness === 'success'),
    ...(id ? { id } : {}),
    ...(startedAtMs === undefined ? {} : { startedAtMs }),
    ...(ended ? { ended } : {}),
    ...(previous ? { previous } : {}),
    ...(waiting ? { waiting } : {}),
    ...(backoff ? { backoff } : {}),
    ...(fault ? { fault } : {}),
    ...(halt ? { halt } : {}),
  };
}
