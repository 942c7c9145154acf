import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Event } from '../resources/event/types';
import type { Job } from '../resources/job/types';
import type { Pod } from '../resources/pod/types';
import { at, condition, job, type PodLife, pod, startMs } from './testdata/jobobjects';
import { type Timeline, timelineOf } from './timeline';
import { attemptOf } from './timelineattempt';
import { recordPods } from './timelinerecord';

function draw(of: Job, pods: readonly Pod[], events: readonly Event[] = []): Timeline {
  return timelineOf(of, recordPods(undefined, pods, startMs), events);
}

function namesOf({ rows }: Timeline): string[][] {
  return rows.map(({ attempts }) => attempts.map((attempt) => attempt.pod));
}

describe('slots', () => {
  const life = (name: string, created: number, ended: number, more: Partial<PodLife> = {}) =>
    pod({ name, created, scheduled: created, started: created, ended, ...more });

  it('shows eight pods two at a time as two rows of four', () => {
    const pods = [0, 2, 4, 6].flatMap((second) => [
      life(`a${second}`, second, second + 2),
      life(`b${second}`, second, second + 2),
    ]);
    expect(namesOf(draw(job({ completions: 8, parallelism: 2 }), pods))).toEqual([
      ['a0', 'a2', 'a4', 'a6'],
      ['b0', 'b2', 'b4', 'b6'],
    ]);
  });

  it('does not take pods of the same instant for successors while slots are free', () => {
    const pods = ['a', 'b', 'c', 'd'].map((name) => life(name, 3, 3));
    expect(namesOf(draw(job({ completions: 4, parallelism: 2 }), pods))).toEqual([
      ['a', 'c'],
      ['b', 'd'],
    ]);
  });

  it('puts a retry after the pod it makes good for', () => {
    const pods = [life('good', 0, 1), life('bad', 0, 2, { exitCode: 1 }), life('retry', 12, 14)];
    const timeline = draw(job({ completions: 2, parallelism: 2 }), pods);
    expect(namesOf(timeline)).toEqual([['good'], ['bad', 'retry']]);
    expect(timeline.rows[1]!.gaps).toEqual([{ fromMs: startMs + 2000, toMs: startMs + 12_000 }]);
  });

  it('shows until when a failed pod waits for its retry', () => {
    const pods = [life('bad', 0, 2, { exitCode: 1 })];
    const [row] = draw(job({}, { startTime: at(0), failed: 1 }), pods).rows;
    expect(row!.gaps).toEqual([{ fromMs: startMs + 2000, toMs: startMs + 12_000 }]);
    const over = job({}, { failed: 1, conditions: [condition('Failed', 2)] });
    expect(draw(over, pods).rows[0]!.gaps).toEqual([]);
  });
});

describe('indexes', () => {
  const indexed = (completions: number) => job({ completions, parallelism: 3, completionMode: 'Indexed' });

  it('have a row each, also before they have a pod', () => {
    const pods = [pod({ name: 'x', created: 0, index: 2 }), pod({ name: 'y', created: 0, index: 0 })];
    const timeline = draw(indexed(4), pods);
    expect(timeline.rows.map(({ number }) => number)).toEqual([0, 1, 2, 3]);
    expect(namesOf(timeline)).toEqual([['y'], [], ['x'], []]);
  });

  it('get a further line for pods that overlap', () => {
    const pods = [
      pod({ name: 'old', created: 0, started: 1, index: 0, deletionAsked: 5 }),
      pod({ name: 'new', created: 5, index: 0 }),
    ];
    const timeline = draw(indexed(1), pods);
    expect(timeline.rows.map(({ key }) => key)).toEqual(['0/0', '0/1']);
    expect(namesOf(timeline)).toEqual([['old'], ['new']]);
  });

  it('back off by their own failures', () => {
    const failed = pod({ name: 'x', created: 0, started: 0, ended: 4, exitCode: 1, index: 0 });
    failed.metadata.annotations!['batch.kubernetes.io/job-index-failure-count'] = '1';
    const spec = { completions: 1, completionMode: 'Indexed' as const, backoffLimitPerIndex: 2 };
    expect(draw(job(spec), [failed]).rows[0]!.gaps[0]).toEqual({
      fromMs: startMs + 4000,
      toMs: startMs + 24_000,
    });
    expect(draw(job({ ...spec, backoffLimitPerIndex: 1 }), [failed]).rows[0]!.gaps).toEqual([]);
  });
});

describe('marks', () => {
  it('come from conditions, and from events what conditions forget', () => {
    const of = job(
      {},
      { conditions: [condition('Suspended', 30, { status: 'False', reason: 'JobResumed' })] },
    );
    const event = (reason: string, seconds: number): Event => ({
      metadata: { name: `${reason}-${seconds}` },
      involvedObject: { kind: 'Job', uid: 'job-uid' },
      reason,
      lastTimestamp: at(seconds),
    });
    const events = [event('Resumed', 30), event('Suspended', 10), event('SuccessfulCreate', 3)];
    const marks = draw(of, [], events).marks.map(({ kind, atMs }) => [kind, (atMs - startMs) / 1000]);
    expect(marks).toEqual([
      ['suspended', 10],
      ['resumed', 30],
    ]);
  });

  it('keep the criterion apart from the end only where they lie apart', () => {
    const kinds = (first: number, second: number) =>
      draw(
        job({}, { conditions: [condition('FailureTarget', first), condition('Failed', second)] }),
        [],
      ).marks.map(({ kind }) => kind);
    expect(kinds(4, 4)).toEqual(['failed']);
    expect(kinds(4, 20)).toEqual(['failing', 'failed']);
  });
});

const lives = fc.array(
  fc
    .record({
      created: fc.nat(20),
      wait: fc.nat(3),
      start: fc.nat(3),
      run: fc.nat(6),
      reach: fc.nat(4),
      exitCode: fc.constantFrom(0, 1),
      index: fc.nat(4),
      deletion: fc.option(fc.nat(10), { nil: undefined }),
    })
    .map(({ created, wait, start, run, reach, exitCode, index, deletion }): PodLife => {
      const scheduled = reach > 0 ? created + wait : undefined;
      const started = reach > 1 ? created + wait + start : undefined;
      const ended = reach > 2 ? created + wait + start + run : undefined;
      const deletionAsked = deletion === undefined ? undefined : created + deletion;
      return { created, scheduled, started, ended, exitCode, index, deletionAsked };
    }),
  { maxLength: 30 },
);

describe('any pods', () => {
  const modes = fc.constantFrom('Indexed' as const, 'NonIndexed' as const);
  const podsOf = (all: readonly PodLife[]) => all.map((life, n) => pod({ ...life, name: `p${n}` }));

  it('stand in exactly one row each, without overlap', () => {
    fc.assert(
      fc.property(lives, modes, fc.integer({ min: 1, max: 5 }), (all, completionMode, parallelism) => {
        const pods = podsOf(all);
        const timeline = draw(job({ completionMode, completions: 5, parallelism }), pods);
        const shown = timeline.rows.flatMap(({ attempts }) => attempts.map((attempt) => attempt.pod));
        expect([...shown].sort()).toEqual(pods.map(({ metadata }) => metadata.name).sort());
        for (const { attempts } of timeline.rows)
          for (const [place, next] of attempts.entries()) {
            const before = attempts[place - 1];
            if (before) expect(before.endMs).toBeLessThanOrEqual(next.startMs);
          }
      }),
    );
  });

  it('have a life without gaps from creation to end', () => {
    fc.assert(
      fc.property(lives, (all) => {
        for (const recorded of recordPods(undefined, podsOf(all), startMs).values()) {
          const { segments, startMs: fromMs, endMs } = attemptOf(recorded);
          expect(segments[0]!.fromMs).toBe(fromMs);
          expect(segments.at(-1)!.toMs).toBe(endMs);
          for (const [place, { fromMs: from, toMs }] of segments.entries()) {
            if (toMs !== undefined) expect(toMs).toBeGreaterThanOrEqual(from);
            if (place > 0) expect(segments[place - 1]!.toMs).toBe(from);
          }
        }
      }),
    );
  });
});
