import { describe, expect, it } from 'vitest';
import type { Pod } from '../../resources/pod/types';
import { activeUntilMs, endingOf } from './ending';

const startMs = Date.UTC(2026, 0, 1);
const nowMs = startMs + 60_000;

function podWith(more: { spec?: object; metadata?: object; status?: object }): Pod {
  return {
    metadata: { ...more.metadata },
    spec: { containers: [], terminationGracePeriodSeconds: 30, ...more.spec },
    status: { phase: 'Running', startTime: '2026-01-01T00:00:00Z', ...more.status },
  } as Pod;
}

const deleted = (deletionGracePeriodSeconds: number) => ({
  metadata: { deletionTimestamp: '2026-01-01T00:01:00Z', deletionGracePeriodSeconds },
});

function end(pod: Pod, more: Partial<Parameters<typeof endingOf>[0]> = {}) {
  const ending = endingOf({
    pod,
    present: undefined,
    isGone: false,
    shutdownGraceMs: undefined,
    nowMs,
    ...more,
  });
  return ending && [ending.reason, (ending.deadlineMs - nowMs) / 1000];
}

describe('endingOf', () => {
  it.each([
    ['nothing', podWith({}), {}, undefined],
    ['a deadline to come', podWith({ spec: { activeDeadlineSeconds: 61 } }), {}, undefined],
    [
      'a deadline that is over',
      podWith({ spec: { activeDeadlineSeconds: 60 } }),
      {},
      ['DeadlineExceeded', 30],
    ],
    ['deletion', podWith(deleted(7)), {}, [undefined, 7]],
    ['deletion without grace', podWith(deleted(0)), {}, [undefined, 1]],
    ['a vanished object', podWith({}), { isGone: true }, [undefined, 1]],
    ['a phase set by others', podWith({ status: { phase: 'Failed' } }), {}, [undefined, 30]],
    ['shutdown', podWith({}), { shutdownGraceMs: 2000 }, ['Terminated', 2]],
    [
      'shutdown of a pod with less grace',
      podWith({ spec: { terminationGracePeriodSeconds: 1 } }),
      { shutdownGraceMs: 2000 },
      ['Terminated', 1],
    ],
    [
      'shutdown during deletion',
      podWith(deleted(20)),
      { present: { deadlineMs: nowMs + 15_000 }, shutdownGraceMs: 2000 },
      ['Terminated', 2],
    ],
    [
      'deletion with less grace than before',
      podWith(deleted(3)),
      { present: { reason: 'DeadlineExceeded', deadlineMs: nowMs + 10_000 } },
      ['DeadlineExceeded', 3],
    ],
    [
      'deletion that goes on',
      podWith(deleted(30)),
      { present: { deadlineMs: nowMs + 10_000 } },
      [undefined, 10],
    ],
  ] as const)('%s', (_, pod, more, expected) => {
    expect(end(pod, more)).toEqual(expected);
  });
});

it('counts the active deadline from the start of the pod', () => {
  expect(activeUntilMs(podWith({ spec: { activeDeadlineSeconds: 5 } }))).toBe(startMs + 5000);
  expect(activeUntilMs(podWith({}))).toBe(Number.POSITIVE_INFINITY);
  const unstarted = podWith({ spec: { activeDeadlineSeconds: 5 }, status: { startTime: undefined } });
  expect(activeUntilMs(unstarted)).toBe(Number.POSITIVE_INFINITY);
});
