import { describe, expect, it } from 'vitest';
import type { ContainerState, Pod, PodStatus } from '../resources/pod/types';
import { deletionAskedMs, lastFailureOf, podFinishedMs, podState } from './podstate';
import { at, pod, startMs } from './testdata/jobobjects';

const base = pod({ created: 0 });

interface Shape {
  status: PodStatus;
  init?: { name: string; restartPolicy?: string }[];
  deleted?: boolean;
}

function shaped({ status, init, deleted }: Shape): Pod {
  const spec = { ...base.spec, ...(init ? { initContainers: init } : {}) };
  const metadata = deleted ? { ...base.metadata, deletionTimestamp: at(40) } : base.metadata;
  return { ...base, metadata, spec, status };
}

function container(name: string, state: ContainerState, more: { ready?: boolean; started?: boolean } = {}) {
  return { name, state, ready: false, restartCount: 0, image: '', imageID: '', ...more };
}

const initialized = [{ type: 'Initialized', status: 'True' as const }];
const ready = [...initialized, { type: 'Ready', status: 'True' as const }];
const exit = (exitCode: number, reason?: string): ContainerState => ({ terminated: { exitCode, reason } });
const running: ContainerState = { running: { startedAt: at(1) } };

const words: Record<string, Shape & { word: string }> = {
  'nothing told': { status: {}, word: 'Pending' },
  'a gate holds it': {
    status: {
      phase: 'Pending',
      conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }],
    },
    word: 'SchedulingGated',
  },
  evicted: { status: { phase: 'Failed', reason: 'Evicted', message: 'low on memory' }, word: 'Evicted' },
  'waits for an image': {
    status: {
      phase: 'Pending',
      containerStatuses: [container('c', { waiting: { reason: 'ErrImagePull' } })],
    },
    word: 'ErrImagePull',
  },
  'first init container runs': {
    init: [{ name: 'i' }, { name: 'j' }],
    status: { phase: 'Pending', initContainerStatuses: [container('i', running)] },
    word: 'Init:0/2',
  },
  'second init container waits its turn': {
    init: [{ name: 'i' }, { name: 'j' }],
    status: {
      phase: 'Pending',
      initContainerStatuses: [
        container('i', exit(0)),
        container('j', { waiting: { reason: 'PodInitializing' } }),
      ],
    },
    word: 'Init:1/2',
  },
  'init container failed': {
    init: [{ name: 'i' }],
    status: { phase: 'Pending', initContainerStatuses: [container('i', exit(3))] },
    word: 'Init:ExitCode:3',
  },
  'init container in back-off': {
    init: [{ name: 'i' }],
    status: {
      phase: 'Pending',
      initContainerStatuses: [container('i', { waiting: { reason: 'CrashLoopBackOff' } })],
    },
    word: 'Init:CrashLoopBackOff',
  },
  'a sidecar does not count as initializing': {
    init: [{ name: 's', restartPolicy: 'Always' }],
    status: {
      phase: 'Running',
      conditions: ready,
      initContainerStatuses: [container('s', running, { started: true, ready: true })],
      containerStatuses: [container('c', running, { ready: true })],
    },
    word: 'Running',
  },
  'killed by a signal': {
    status: {
      phase: 'Failed',
      containerStatuses: [container('c', { terminated: { exitCode: 137, signal: 9 } })],
    },
    word: 'Signal:9',
  },
  'ended with a code': {
    status: { phase: 'Failed', containerStatuses: [container('c', exit(2))] },
    word: 'ExitCode:2',
  },
  completed: {
    status: { phase: 'Succeeded', containerStatuses: [container('c', exit(0, 'Completed'))] },
    word: 'Completed',
  },
  'one container completed, one runs': {
    status: {
      phase: 'Running',
      conditions: ready,
      containerStatuses: [container('c', exit(0, 'Completed')), container('d', running, { ready: true })],
    },
    word: 'Running',
  },
  'one completed, one runs, not ready': {
    status: {
      phase: 'Running',
      containerStatuses: [container('c', exit(0, 'Completed')), container('d', running, { ready: true })],
    },
    word: 'NotReady',
  },
  'one completed, one failed': {
    status: {
      phase: 'Failed',
      containerStatuses: [container('c', exit(0, 'Completed')), container('d', exit(1, 'Error'))],
    },
    word: 'Error',
  },
  terminating: { deleted: true, status: { phase: 'Running' }, word: 'Terminating' },
  'deleted after its end': {
    deleted: true,
    status: { phase: 'Succeeded', containerStatuses: [container('c', exit(0, 'Completed'))] },
    word: 'Completed',
  },
  'lost with its node': { deleted: true, status: { phase: 'Running', reason: 'NodeLost' }, word: 'Unknown' },
};

describe('podState', () => {
  it.each(Object.entries(words))('%s', (_name, { word, ...shape }) => {
    expect(podState(shaped(shape)).word).toBe(word);
  });

  it('tells the phases of a life', () => {
    const phases = [
      pod({ created: 0 }),
      pod({ created: 0, scheduled: 1 }),
      pod({ created: 0, scheduled: 1, started: 2 }),
      pod({ created: 0, scheduled: 1, started: 2, deletionAsked: 3 }),
      pod({ created: 0, started: 2, ended: 3 }),
      pod({ created: 0, started: 2, ended: 3, exitCode: 1 }),
    ].map((one) => podState(one).phase);
    expect(phases).toEqual(['waiting', 'starting', 'running', 'terminating', 'succeeded', 'failed']);
  });

  it('explains a failure by the container that failed', () => {
    const failed = shaped({
      status: {
        phase: 'Failed',
        containerStatuses: [
          container('c', exit(0, 'Completed')),
          container('d', { terminated: { exitCode: 42, reason: 'Error', message: 'no such row' } }),
        ],
      },
    });
    expect(podState(failed)).toMatchObject({ exitCode: 42, message: 'no such row', phase: 'failed' });
  });

  it('calls a restarting pod retrying', () => {
    const waiting: ContainerState = { waiting: { reason: 'CrashLoopBackOff' } };
    const shape = {
      phase: 'Running' as const,
      conditions: initialized,
      containerStatuses: [container('c', waiting)],
    };
    expect(podState(shaped({ status: shape }))).toMatchObject({
      phase: 'retrying',
      word: 'CrashLoopBackOff',
    });
  });
});

describe('podFinishedMs', () => {
  it('takes the last container, else the turn to not ready, else the deletion, else the creation', () => {
    expect(podFinishedMs(pod({ created: 0, started: 1, ended: 7 }))).toBe(startMs + 7000);
    const conditions = [{ type: 'Ready', status: 'False' as const, lastTransitionTime: at(5) }];
    expect(podFinishedMs(shaped({ status: { phase: 'Failed', conditions } }))).toBe(startMs + 5000);
    expect(podFinishedMs(shaped({ status: { phase: 'Failed' }, deleted: true }))).toBe(startMs + 40_000);
    expect(podFinishedMs(shaped({ status: { phase: 'Failed' } }))).toBe(startMs);
  });
});

describe('deletionAskedMs', () => {
  it('lies a grace period before the deletion timestamp', () => {
    expect(deletionAskedMs(pod({ created: 0, deletionAsked: 4 }))).toBe(startMs + 4000);
    expect(deletionAskedMs(pod({ created: 0 }))).toBeUndefined();
  });
});

describe('lastFailureOf', () => {
  it('is about the pod that failed last', () => {
    const first = pod({ name: 'a', created: 0, started: 0, ended: 9, exitCode: 1 });
    const second = pod({ name: 'b', created: 1, started: 1, ended: 5, exitCode: 2 });
    expect(lastFailureOf([first, second])).toMatchObject({ pod: 'a', exitCode: 1, reason: 'Error' });
    expect(lastFailureOf([pod({ created: 0 })])).toBeUndefined();
  });
});
