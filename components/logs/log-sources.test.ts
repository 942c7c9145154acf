import { describe, expect, it } from 'vitest';
import type { ContainerState, Pod } from '@/lib/resources/pod/types';
import { logRuns } from './log-sources';

const ended = (startedAt: string): ContainerState => ({
  terminated: { exitCode: 1, startedAt, finishedAt: startedAt },
});

function podWith(restartCount: number, state: ContainerState, lastState?: ContainerState): Pod {
  const status = { name: 'c', ready: false, restartCount, image: '', imageID: '', state, lastState };
  return {
    metadata: { namespace: 'default', name: 'p', uid: 'u', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { containers: [{ name: 'c' }] },
    status: { containerStatuses: [status] },
  };
}

const first = '2026-01-01T00:00:01Z';
const second = '2026-01-01T00:00:09Z';

describe('logRuns', () => {
  it.each<[string, Pod, [key: string, previous: boolean, live: boolean][]]>([
    ['has not started', podWith(0, { waiting: { reason: 'ContainerCreating' } }), []],
    ['runs', podWith(0, { running: { startedAt: first } }), [['u/c/0', false, true]]],
    ['has ended', podWith(0, ended(first)), [['u/c/0', false, false]]],
    ['never started', podWith(0, { terminated: { exitCode: 128 } }), []],
    [
      'runs again',
      podWith(1, { running: { startedAt: second } }, ended(first)),
      [
        ['u/c/0', true, false],
        ['u/c/1', false, true],
      ],
    ],
    [
      'waits to run again',
      podWith(1, { waiting: { reason: 'CrashLoopBackOff' } }, ended(second)),
      [['u/c/1', false, false]],
    ],
  ])('a container that %s', (_name, pod, expected) => {
    expect(logRuns(pod).map(({ key, previous, live }) => [key, previous === true, live])).toEqual(expected);
  });
});
