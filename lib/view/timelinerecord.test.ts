import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContainerStatus, Pod } from '../resources/pod/types';
import { at, pod, startMs } from './testdata/jobobjects';
import { attemptOf } from './timelineattempt';
import { recordPods } from './timelinerecord';

function withStatus(from: Pod, status: Partial<ContainerStatus>): Pod {
  const [first] = from.status!.containerStatuses!;
  return { ...from, status: { ...from.status, containerStatuses: [{ ...first!, ...status }] } };
}

describe('recordPods', () => {
  it('keeps pods that have gone, with when they were missed', () => {
    const running = pod({ name: 'a', created: 0, scheduled: 0, started: 1 });
    const before = recordPods(undefined, [running], startMs);
    const after = recordPods(before, [], startMs + 9000);
    const [gone] = after.values();
    expect(attemptOf(gone!)).toMatchObject({ outcome: 'stopped', endMs: startMs + 9000, vanished: true });
    expect(recordPods(after, [], startMs + 20_000)).toBe(after);
  });

  it('keeps the outcome of an ended pod that has gone', () => {
    const ended = pod({ name: 'a', created: 0, started: 1, ended: 2, exitCode: 3 });
    const [gone] = recordPods(recordPods(undefined, [ended], startMs), [], startMs + 9000).values();
    expect(attemptOf(gone!)).toMatchObject({ outcome: 'failed', exitCode: 3, endMs: startMs + 2000 });
  });

  it('takes back a pod that is there again after a new list', () => {
    const running = pod({ name: 'a', created: 0, started: 1 });
    const gone = recordPods(recordPods(undefined, [running], startMs), [], startMs);
    const [back] = recordPods(gone, [running], startMs).values();
    expect(back!.vanishedMs).toBeUndefined();
  });

  it('remembers runs that the status of the pod has forgotten', () => {
    const first = pod({ name: 'a', created: 0, scheduled: 0, started: 1, restartPolicy: 'OnFailure' });
    const crash = (from: number, to: number) => ({
      terminated: { exitCode: 1, reason: 'Error', startedAt: at(from), finishedAt: at(to) },
    });
    const looks = [
      first,
      withStatus(first, {
        state: { running: { startedAt: at(4) } },
        lastState: crash(1, 3),
        restartCount: 1,
      }),
      withStatus(first, {
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: crash(4, 6),
        restartCount: 2,
      }),
      withStatus(first, {
        state: { running: { startedAt: at(26) } },
        lastState: crash(4, 6),
        restartCount: 2,
      }),
    ];
    const record = looks.reduce<ReturnType<typeof recordPods> | undefined>(
      (previous, look) => recordPods(previous, [look], startMs),
      undefined,
    );
    const [recorded] = record!.values();
    const attempt = attemptOf(recorded!);
    expect(attempt.restarts.map(({ endMs }) => (endMs! - startMs) / 1000)).toEqual([3, 6]);
    expect(attempt.segments.map(({ kind, fromMs }) => [kind, (fromMs - startMs) / 1000])).toEqual([
      ['starting', 0],
      ['running', 1],
      ['backoff', 3],
      ['running', 4],
      ['backoff', 6],
      ['running', 26],
    ]);
  });

  it('does not pass restarts nobody saw for a slow start', () => {
    const started = pod({ name: 'a', created: 0, scheduled: 0, started: 40, restartPolicy: 'OnFailure' });
    const last = { terminated: { exitCode: 1, startedAt: at(20), finishedAt: at(22) } };
    const [recorded] = recordPods(
      undefined,
      [withStatus(started, { lastState: last, restartCount: 4 })],
      startMs,
    ).values();
    expect(attemptOf(recorded!).segments.map(({ kind }) => kind)).toEqual([
      'backoff',
      'running',
      'backoff',
      'running',
    ]);
  });

  it('counts a run that ended as a restart while its pod goes on', () => {
    const crashed = pod({ name: 'a', created: 0, scheduled: 0, started: 1, restartPolicy: 'OnFailure' });
    const state = { terminated: { exitCode: 1, startedAt: at(1), finishedAt: at(3) } };
    const [recorded] = recordPods(undefined, [withStatus(crashed, { state })], startMs).values();
    expect(attemptOf(recorded!).restarts).toMatchObject([{ exitCode: 1 }]);
  });

  it('gives back the same entries for unchanged pods', () => {
    const lists = fc.array(fc.uniqueArray(fc.nat(9), { maxLength: 8 }), { minLength: 1, maxLength: 8 });
    const all = Array.from({ length: 10 }, (_none, n) => pod({ name: `p${n}`, created: n }));
    fc.assert(
      fc.property(lists, (steps) => {
        let record = recordPods(undefined, [], startMs);
        const seen = new Set<number>();
        for (const step of steps) {
          const pods = step.map((n) => all[n]!);
          const next = recordPods(record, pods, startMs);
          for (const n of step) seen.add(n);
          expect(recordPods(next, pods, startMs)).toBe(next);
          for (const [uid, entry] of next) {
            const before = record.get(uid);
            const there = pods.includes(entry.pod);
            if (before && there === (before.vanishedMs === undefined)) expect(entry).toBe(before);
            expect(entry.vanishedMs === undefined).toBe(there);
          }
          expect(next.size).toBe(seen.size);
          record = next;
        }
      }),
    );
  });
});
