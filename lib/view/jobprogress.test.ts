import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffDelayMs, nextTryAtMs, retriesLeft } from './jobbackoff';
import { countIndexes } from './jobindexes';
import { completionsText, deadlineAtMs, expiresAtMs, jobBar, jobCounts, jobDurationMs } from './jobprogress';
import { at, condition, job, pod, startMs } from './testdata/jobobjects';

describe('completionsText', () => {
  it.each([
    [{ completions: 8, parallelism: 2 }, { succeeded: 3 }, '3/8'],
    [{ completions: 1 }, {}, '0/1'],
    [{ completions: undefined, parallelism: 2 }, { succeeded: 1 }, '1/1 of 2'],
    [{ completions: undefined, parallelism: 1 }, { succeeded: 1 }, '1/1'],
    [{ completions: undefined, parallelism: undefined }, {}, '0/1'],
  ])('%o with %o reads %s', (spec, status, text) => {
    expect(completionsText(job(spec, status))).toBe(text);
  });
});

describe('jobCounts', () => {
  it('leaves out of what is left what is done, worked on and lost', () => {
    const counts = jobCounts(job({ completions: 10 }, { succeeded: 4, active: 2, failedIndexes: '0,7-8' }));
    expect(counts).toMatchObject({ done: 4, active: 2, failedIndexes: 3, left: 1, wanted: 10 });
  });

  it('knows no rest of a work queue', () => {
    expect(jobCounts(job({ completions: undefined }, { active: 1 }))).toMatchObject({ left: undefined });
  });
});

describe('countIndexes', () => {
  it.each([
    [undefined, 0],
    ['', 0],
    ['7', 1],
    ['1,3-5,7', 5],
    ['0-99999', 100_000],
  ])('%s names %d', (text, count) => {
    expect(countIndexes(text)).toBe(count);
  });
});

describe('jobBar', () => {
  it('is whole when a work queue is complete, and stopped when a Job failed', () => {
    const queue = job(
      { completions: undefined, parallelism: 3 },
      { succeeded: 3, conditions: [condition('Complete', 9)] },
    );
    expect(jobBar(queue)).toMatchObject({ done: 3, left: 0, total: 3, stopped: false });
    const failed = job({ completions: 4 }, { succeeded: 1, conditions: [condition('Failed', 9)] });
    expect(jobBar(failed)).toMatchObject({ done: 1, left: 3, stopped: true });
  });

  it('has parts that add up to the whole, whatever the status says', () => {
    const counts = fc.record({
      completions: fc.option(fc.nat(50), { nil: undefined }),
      parallelism: fc.option(fc.nat(50), { nil: undefined }),
      succeeded: fc.nat(60),
      active: fc.nat(60),
      lost: fc.nat(60),
      complete: fc.boolean(),
    });
    fc.assert(
      fc.property(counts, ({ completions, parallelism, succeeded, active, lost, complete }) => {
        const conditions = complete ? [condition('Complete', 9)] : [];
        const failedIndexes = lost > 0 ? `0-${lost - 1}` : undefined;
        const bar = jobBar(
          job({ completions, parallelism }, { succeeded, active, failedIndexes, conditions }),
        );
        const parts = [bar.done, bar.active, bar.failed, bar.left];
        expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(bar.total);
      }),
    );
  });
});

describe('jobDurationMs', () => {
  it('ticks while the Job runs and stands when it has ended', () => {
    expect(jobDurationMs(job(), startMs)).toBeUndefined();
    expect(jobDurationMs(job({}, { startTime: at(1) }), startMs + 5000)).toBe(4000);
    const complete = job({}, { startTime: at(1), completionTime: at(3) });
    expect(jobDurationMs(complete, startMs + 60_000)).toBe(2000);
    const failed = job({}, { startTime: at(1), conditions: [condition('Failed', 8)] });
    expect(jobDurationMs(failed, startMs + 60_000)).toBe(7000);
  });
});

describe('deadlines', () => {
  it('counts the deadline from the start, only while the Job runs', () => {
    const spec = { activeDeadlineSeconds: 30 };
    expect(deadlineAtMs(job(spec, {}))).toBeUndefined();
    expect(deadlineAtMs(job(spec, { startTime: at(2) }))).toBe(startMs + 32_000);
    expect(deadlineAtMs(job(spec, { startTime: at(2), completionTime: at(3) }))).toBeUndefined();
  });

  it('counts the time to live from the end', () => {
    const spec = { ttlSecondsAfterFinished: 60 };
    expect(expiresAtMs(job(spec, { startTime: at(2) }))).toBeUndefined();
    expect(expiresAtMs(job(spec, { conditions: [condition('Complete', 10)] }))).toBe(startMs + 70_000);
    expect(expiresAtMs(job({}, { conditions: [condition('Complete', 10)] }))).toBeUndefined();
  });
});

describe('back-off', () => {
  it('doubles from 10 s up to 10 min', () => {
    expect([0, 1, 2, 3, 6, 7, 50].map(backoffDelayMs)).toEqual([
      0, 10_000, 20_000, 40_000, 320_000, 600_000, 600_000,
    ]);
  });

  it('counts failures after the last success', () => {
    const fail = (created: number) => pod({ created, started: created, ended: created + 1, exitCode: 1 });
    const pods = [fail(0), pod({ created: 10, started: 10, ended: 12 }), fail(20), fail(40)];
    expect(nextTryAtMs(pods)).toBe(startMs + 41_000 + 20_000);
    expect(nextTryAtMs(pods.slice(0, 2))).toBeUndefined();
  });

  it('tells the retries left, restarts of running pods included', () => {
    const spec = { backoffLimit: 3 };
    expect(retriesLeft(job(spec, { failed: 1 }), [])).toBe(2);
    const restarted = pod({ created: 0, started: 1, restartPolicy: 'OnFailure' });
    restarted.status!.containerStatuses![0]!.restartCount = 2;
    expect(retriesLeft(job(spec, { failed: 0 }), [restarted])).toBe(1);
    expect(retriesLeft(job(spec, { failed: 9 }), [])).toBe(0);
    expect(retriesLeft(job({ backoffLimitPerIndex: 1 }), [])).toBeUndefined();
    expect(retriesLeft(job(spec, { conditions: [condition('Failed', 1)] }), [])).toBeUndefined();
  });
});
