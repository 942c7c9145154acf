import { describe, expect, it } from 'vitest';
import { runAfterKey } from '../resources/job/runafter';
import { runAfterStateKey, stateText, waitingType } from '../resources/job/runafterstate';
import type { JobSpec, JobStatus } from '../resources/job/types';
import type { Pod } from '../resources/pod/types';
import { isFinished, type JobPhase, jobState } from './jobstate';
import { at, condition, job, pod, startMs } from './testdata/jobobjects';

interface Case {
  annotations?: Record<string, string>;
  spec?: Partial<JobSpec>;
  status?: JobStatus;
  pods?: Pod[];
  phase: JobPhase;
  reason: Record<string, unknown>;
}

const waits = (status: 'True' | 'False', reason: string) =>
  condition(waitingType, 2, { status, reason, message: 'as told' });
const resumed = condition('Suspended', 5, { status: 'False', reason: 'JobResumed' });

const cases: Record<string, Case> = {
  'not seen by a controller': { phase: 'pending', reason: { kind: 'notSeen' } },
  'started without pods': {
    status: { startTime: at(0) },
    phase: 'pending',
    reason: { kind: 'waitingForPods' },
  },
  'pods that are not ready': {
    status: { startTime: at(0), active: 2, ready: 0 },
    phase: 'pending',
    reason: { kind: 'starting', pods: 2 },
  },
  'a pod that runs before the controller counts it': {
    status: { startTime: at(0), active: 1, ready: 0 },
    pods: [pod({ created: 0, scheduled: 0, started: 1 })],
    phase: 'running',
    reason: { kind: 'running', active: 1 },
  },
  'pods no node takes': {
    status: { startTime: at(0), active: 1, ready: 0 },
    pods: [unschedulable('0/1 nodes are available: 1 Insufficient cpu.')],
    phase: 'pending',
    reason: { kind: 'unschedulable', message: '0/1 nodes are available: 1 Insufficient cpu.', pods: 1 },
  },
  'an image that cannot be pulled': {
    status: { startTime: at(0), active: 1, ready: 0 },
    pods: [waitingFor('ImagePullBackOff', 'Back-off pulling image "nope"')],
    phase: 'pending',
    reason: { kind: 'starting', waiting: 'ImagePullBackOff', message: 'Back-off pulling image "nope"' },
  },
  'a controller that does not count ready pods': {
    status: { startTime: at(0), active: 1 },
    phase: 'running',
    reason: { kind: 'running', active: 1 },
  },
  'between two pods': {
    status: { startTime: at(0), succeeded: 3 },
    phase: 'running',
    reason: { kind: 'waitingForPods' },
  },
  'waiting for pods that terminate': {
    status: { startTime: at(0), terminating: 2 },
    phase: 'running',
    reason: { kind: 'stopping', pods: 2 },
  },
  'in back-off': {
    status: { startTime: at(0), failed: 2 },
    pods: [
      pod({ created: 0, started: 0, ended: 3, exitCode: 1 }),
      pod({ created: 13, started: 13, ended: 15, exitCode: 1 }),
    ],
    phase: 'retrying',
    reason: { kind: 'backoff', failures: 2, retriesLeft: 4, nextAtMs: startMs + 35_000 },
  },
  'a container that keeps crashing': {
    spec: { backoffLimit: 4 },
    status: { startTime: at(0), active: 1, ready: 0 },
    pods: [crashing(3)],
    phase: 'retrying',
    reason: { kind: 'restarting', pods: 1, restarts: 3, retriesLeft: 1, last: { exitCode: 7 } },
  },
  'success criteria met': {
    status: {
      active: 1,
      terminating: 1,
      conditions: [condition('SuccessCriteriaMet', 9, { reason: 'SuccessPolicy' })],
    },
    phase: 'finishing',
    reason: { kind: 'finishing', stillStopping: 2, reason: 'SuccessPolicy' },
  },
  'complete, told after the criteria': {
    status: {
      conditions: [condition('SuccessCriteriaMet', 9, { reason: 'SuccessPolicy' }), condition('Complete', 9)],
    },
    phase: 'complete',
    reason: { kind: 'complete', bySuccessPolicy: true },
  },
  'complete, though once resumed': {
    status: { conditions: [resumed, condition('Complete', 9)] },
    phase: 'complete',
    reason: { kind: 'complete', bySuccessPolicy: false },
  },
  failing: {
    status: { terminating: 1, conditions: [condition('FailureTarget', 4, { reason: 'PodFailurePolicy' })] },
    phase: 'failing',
    reason: { kind: 'failing', reason: 'PodFailurePolicy', stillStopping: 1 },
  },
  'failed, with how the last pod ended': {
    status: {
      failed: 1,
      conditions: [condition('FailureTarget', 4), condition('Failed', 4, { reason: 'BackoffLimitExceeded' })],
    },
    pods: [pod({ created: 0, started: 0, ended: 4, exitCode: 137, reason: 'OOMKilled' })],
    phase: 'failed',
    reason: {
      kind: 'failed',
      reason: 'BackoffLimitExceeded',
      failedPods: 1,
      last: { pod: 'pod-0', exitCode: 137, reason: 'OOMKilled' },
    },
  },
  'a condition that is false says nothing': {
    status: {
      startTime: at(0),
      active: 1,
      conditions: [condition('Failed', 4, { status: 'False' }), resumed],
    },
    phase: 'running',
    reason: { kind: 'running' },
  },
  suspended: {
    spec: { suspend: true },
    status: { conditions: [condition('Suspended', 2)] },
    phase: 'suspended',
    reason: { kind: 'suspended', stillStopping: 0 },
  },
  'being suspended': {
    spec: { suspend: true },
    status: { startTime: at(0), active: 3 },
    phase: 'suspended',
    reason: { kind: 'suspended', stillStopping: 3 },
  },
  'suspended until others have ended': {
    annotations: {
      [runAfterKey]: 'extract, transform=Failed, load',
      [runAfterStateKey]: stateText(job(), { ended: { extract: 'Complete' }, started: false }),
    },
    spec: { suspend: true },
    status: { conditions: [condition('Suspended', 2), waits('True', 'WaitingForJobs')] },
    phase: 'suspended',
    reason: { kind: 'waitingForJobs', jobs: ['transform=Failed', 'load'] },
  },
  'suspended until others have ended, which they cannot': {
    annotations: { [runAfterKey]: 'extract' },
    spec: { suspend: true },
    status: { conditions: [condition('Suspended', 2), waits('True', 'JobsMissing')] },
    phase: 'suspended',
    reason: { kind: 'waitingInVain', message: 'as told' },
  },
  'suspended by hand after others have ended': {
    annotations: { [runAfterKey]: 'extract' },
    spec: { suspend: true },
    status: { conditions: [condition('Suspended', 2), waits('False', 'JobsEnded')] },
    phase: 'suspended',
    reason: { kind: 'suspended', stillStopping: 0 },
  },
  'resumed before others have ended, which is not told yet': {
    annotations: { [runAfterKey]: 'extract' },
    spec: { suspend: false },
    status: { startTime: at(3), active: 1, conditions: [waits('True', 'WaitingForJobs')] },
    phase: 'running',
    reason: { kind: 'running' },
  },
  'just resumed': {
    spec: { suspend: false },
    status: { conditions: [condition('Suspended', 2)] },
    phase: 'pending',
    reason: { kind: 'notSeen' },
  },
  "left to somebody else's controller": {
    spec: { managedBy: 'kueue.x-k8s.io/multikueue' },
    phase: 'unmanaged',
    reason: { kind: 'unmanaged', manager: 'kueue.x-k8s.io/multikueue' },
  },
  "run by somebody else's controller": {
    spec: { managedBy: 'kueue.x-k8s.io/multikueue' },
    status: { startTime: at(0), active: 1, ready: 1 },
    phase: 'running',
    reason: { kind: 'running' },
  },
  "managed by Kubernetes' own controller in so many words": {
    spec: { managedBy: 'kubernetes.io/job-controller' },
    phase: 'pending',
    reason: { kind: 'notSeen' },
  },
};

describe('jobState', () => {
  it.each(Object.entries(cases))('%s', (_name, { annotations, spec, status, pods, phase, reason }) => {
    const made = job(spec, status);
    const state = jobState({ ...made, metadata: { ...made.metadata, annotations } }, pods);
    expect(state.phase).toBe(phase);
    expect(state.reason).toMatchObject(reason);
  });

  it('does not depend on the order of conditions', () => {
    const conditions = [condition('FailureTarget', 4), condition('Failed', 5), resumed];
    for (const order of [conditions, [...conditions].reverse()]) {
      expect(jobState(job({}, { conditions: order }))).toMatchObject({
        phase: 'failed',
        sinceMs: startMs + 5000,
      });
    }
  });

  it('tells that a Job is being deleted', () => {
    const going = job();
    const deleted = { ...going, metadata: { ...going.metadata, deletionTimestamp: at(9) } };
    expect(jobState(deleted).deleting).toBe(true);
    expect(jobState(going).deleting).toBe(false);
  });
});

describe('isFinished', () => {
  it('is true for Complete and Failed alone', () => {
    expect(isFinished(job({}, { conditions: [condition('Complete', 1)] }))).toBe(true);
    expect(isFinished(job({}, { conditions: [condition('Failed', 1)] }))).toBe(true);
    expect(
      isFinished(
        job({}, { conditions: [condition('FailureTarget', 1), condition('SuccessCriteriaMet', 1)] }),
      ),
    ).toBe(false);
  });
});

function unschedulable(message: string): Pod {
  const waiting = pod({ created: 0 });
  const conditions = [{ type: 'PodScheduled', status: 'False' as const, reason: 'Unschedulable', message }];
  return { ...waiting, status: { phase: 'Pending', conditions } };
}

function crashing(restartCount: number): Pod {
  const waiting = waitingFor('CrashLoopBackOff', 'back-off 20s restarting failed container');
  const [status] = waiting.status!.containerStatuses!;
  const lastState = { terminated: { exitCode: 7, reason: 'Error' } };
  return {
    ...waiting,
    spec: { ...waiting.spec, restartPolicy: 'OnFailure' },
    status: { phase: 'Running', containerStatuses: [{ ...status!, restartCount, lastState }] },
  };
}

function waitingFor(reason: string, message: string): Pod {
  const waiting = pod({ created: 0, scheduled: 0 });
  const [status] = waiting.status!.containerStatuses!;
  return {
    ...waiting,
    status: {
      ...waiting.status,
      containerStatuses: [{ ...status!, state: { waiting: { reason, message } } }],
    },
  };
}
