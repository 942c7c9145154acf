import type { Job, JobCondition, JobSpec, JobStatus } from '../../resources/job/types';
import type { ContainerState, Pod, PodStatus } from '../../resources/pod/types';
import { toTime } from '../../time/clock';

/** The instant the objects of these tests count from. */
export const startMs = Date.UTC(2026, 4, 1, 12, 0, 0);

/** RFC 3339 of so many seconds after the start. */
export function at(seconds: number): string {
  return toTime(startMs + seconds * 1000);
}

/** A Job of the namespace `default` with uid `job-uid`. */
export function job(spec: Partial<JobSpec> = {}, status: JobStatus = {}): Job {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'reindex', namespace: 'default', uid: 'job-uid', creationTimestamp: at(0) },
    spec: {
      parallelism: 1,
      completions: 1,
      completionMode: 'NonIndexed',
      template: { spec: { containers: [{ name: 'c', image: 'busybox' }], restartPolicy: 'Never' } },
      ...spec,
    },
    status,
  };
}

export function condition(
  type: JobCondition['type'],
  seconds: number,
  more: Partial<JobCondition> = {},
): JobCondition {
  return { type, status: 'True', lastTransitionTime: at(seconds), ...more };
}

/** The life of a pod in seconds after the start; what is left out has not happened. */
export interface PodLife {
  name?: string;
  created: number;
  scheduled?: number;
  started?: number;
  ended?: number;
  exitCode?: number;
  reason?: string;
  index?: number;
  restartPolicy?: 'Never' | 'OnFailure';
  deletionAsked?: number;
}

/** A pod with one container that lived so. */
export function pod(life: PodLife): Pod {
  const { name = `pod-${life.created}`, created, scheduled, index, exitCode = 0, deletionAsked } = life;
  return {
    metadata: {
      name,
      namespace: 'default',
      uid: `uid-${name}`,
      creationTimestamp: at(created),
      ...(index === undefined
        ? {}
        : { annotations: { 'batch.kubernetes.io/job-completion-index': String(index) } }),
      ...(deletionAsked === undefined
        ? {}
        : { deletionTimestamp: at(deletionAsked + 30), deletionGracePeriodSeconds: 30 }),
    },
    spec: {
      containers: [{ name: 'c', image: 'busybox' }],
      restartPolicy: life.restartPolicy ?? 'Never',
      ...(scheduled === undefined ? {} : { nodeName: 'node-1' }),
    },
    status: {
      phase: phaseOf(life, exitCode),
      ...(scheduled === undefined
        ? {}
        : {
            conditions: [
              { type: 'PodScheduled', status: 'True', lastTransitionTime: at(scheduled) },
            ] satisfies PodStatus['conditions'],
          }),
      containerStatuses: [
        { name: 'c', state: stateOf(life, exitCode), ready: false, restartCount: 0, image: '', imageID: '' },
      ],
    },
  };
}

function phaseOf({ started, ended }: PodLife, exitCode: number): PodStatus['phase'] {
  if (ended !== undefined) return exitCode === 0 ? 'Succeeded' : 'Failed';
  return started === undefined ? 'Pending' : 'Running';
}

function stateOf({ started, ended, reason }: PodLife, exitCode: number): ContainerState {
  if (ended !== undefined) {
    const word = reason ?? (exitCode === 0 ? 'Completed' : 'Error');
    const startedAt = started === undefined ? undefined : at(started);
    return { terminated: { exitCode, reason: word, startedAt, finishedAt: at(ended) } };
  }
  if (started === undefined) return { waiting: { reason: 'ContainerCreating' } };
  return { running: { startedAt: at(started) } };
}
