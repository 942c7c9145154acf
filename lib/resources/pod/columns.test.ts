import { describe, expect, it } from 'vitest';
import { podColumns, podRowConditions } from './columns';
import type { ContainerState, ContainerStatus, Pod, PodStatus } from './types';

const nowMs = Date.parse('2026-01-01T01:00:00Z');
const container = (state: ContainerState, fields: Partial<ContainerStatus> = {}): ContainerStatus => ({
  name: 'c',
  ready: false,
  restartCount: 0,
  image: '',
  imageID: '',
  state,
  ...fields,
});
const pod = (status: PodStatus, spec: Partial<Pod['spec']> = {}, metadata: Pod['metadata'] = {}): Pod => ({
  metadata: { name: 'a', creationTimestamp: '2026-01-01T00:55:00Z', ...metadata },
  spec: { containers: [{ name: 'c' }], ...spec },
  status,
});
const cells = (given: Pod) => podColumns.slice(0, 5).map(({ cell }) => cell(given, nowMs));

describe('the row of a pod', () => {
  it.each([
    ['waits', pod({ phase: 'Pending' }), ['a', '0/1', 'Pending', '0', '5m']],
    [
      'runs',
      pod({ phase: 'Running', containerStatuses: [container({ running: {} }, { ready: true })] }),
      ['a', '1/1', 'Running', '0', '5m'],
    ],
    [
      'has crashed and waits to start again',
      pod({
        phase: 'Running',
        containerStatuses: [
          container(
            { waiting: { reason: 'CrashLoopBackOff' } },
            {
              restartCount: 3,
              lastState: { terminated: { exitCode: 1, finishedAt: '2026-01-01T00:59:00Z' } },
            },
          ),
        ],
      }),
      ['a', '0/1', 'CrashLoopBackOff', '3 (60s ago)', '5m'],
    ],
    [
      'has ended well',
      pod({
        phase: 'Succeeded',
        containerStatuses: [container({ terminated: { exitCode: 0, reason: 'Completed' } })],
      }),
      ['a', '0/1', 'Completed', '0', '5m'],
    ],
    [
      'has ended without a reason',
      pod({ phase: 'Failed', containerStatuses: [container({ terminated: { exitCode: 3 } })] }),
      ['a', '0/1', 'ExitCode:3', '0', '5m'],
    ],
    [
      'is being initialized',
      pod(
        {
          phase: 'Pending',
          initContainerStatuses: [container({ terminated: { exitCode: 0 } }), container({ running: {} })],
        },
        { initContainers: [{ name: 'i' }, { name: 'j' }] },
      ),
      ['a', '0/1', 'Init:1/2', '0', '5m'],
    ],
    [
      'is going',
      pod({ phase: 'Running' }, {}, { deletionTimestamp: '2026-01-01T00:59:00Z' }),
      ['a', '0/1', 'Terminating', '0', '5m'],
    ],
  ])('%s', (_, given, expected) => {
    expect(cells(given)).toEqual(expected);
  });

  it('is marked when the pod has ended', () => {
    expect(podRowConditions(pod({ phase: 'Running' }))).toBeUndefined();
    expect(podRowConditions(pod({ phase: 'Failed' }))).toMatchObject([
      { type: 'Completed', reason: 'Failed' },
    ]);
  });
});
