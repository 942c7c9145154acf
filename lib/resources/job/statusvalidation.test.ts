import { describe, expect, it } from 'vitest';
import { errorText } from '../../meta/field';
import { validateJobStatusUpdate } from './statusvalidation';
import type { Job, JobSpec, JobStatus } from './types';

const start = '2026-01-01T00:00:00Z';
const end = '2026-01-01T00:01:00Z';
const condition = (type: string) =>
  ({ type, status: 'True' }) as NonNullable<JobStatus['conditions']>[number];
const job = (status: JobStatus, spec: Partial<JobSpec> = {}): Job => ({
  metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '1' },
  spec: { completions: 3, parallelism: 1, template: { spec: { containers: [] } }, ...spec },
  status,
});
const errors = (next: JobStatus, previous: JobStatus = {}, spec: Partial<JobSpec> = {}) =>
  validateJobStatusUpdate(job(next, spec), job(previous, spec)).map(errorText);

describe('a Job status', () => {
  it('may go from running over succeeding to complete', () => {
    const running = { startTime: start, active: 1 };
    const succeeding = { startTime: start, conditions: [condition('SuccessCriteriaMet')] };
    const complete = {
      startTime: start,
      completionTime: end,
      succeeded: 3,
      conditions: [condition('SuccessCriteriaMet'), condition('Complete')],
    };
    expect([errors(running), errors(succeeding, running), errors(complete, succeeding)]).toEqual([
      [],
      [],
      [],
    ]);
    expect(errors(succeeding, complete)).toContain(
      'status.conditions: Invalid value: cannot disable the terminal Complete=True condition',
    );
  });

  it.each([
    [
      { conditions: [condition('Complete')], startTime: start },
      'completionTime is required for Complete jobs',
    ],
    [{ conditions: [condition('Failed')], startTime: start }, 'without the FailureTarget=true condition'],
    [
      { conditions: [condition('Failed'), condition('FailureTarget')] },
      'startTime is required for finished job',
    ],
    [
      { conditions: [condition('Failed'), condition('FailureTarget')], startTime: start, active: 1 },
      'active>0',
    ],
    [{ completionTime: end }, 'cannot set completionTime when there is no Complete=True condition'],
    [{ completedIndexes: '1' }, 'cannot set non-empty completedIndexes when non-indexed completion mode'],
    [{ failedIndexes: '' }, 'cannot set non-null failedIndexes when backoffLimitPerIndex is null'],
    [{ ready: 2, active: 1 }, 'cannot set more ready pods than active'],
    [{ uncountedTerminatedPods: { succeeded: ['a'], failed: ['a'] } }, 'Duplicate value: "a"'],
  ])('is refused: %j', (status, message) => {
    expect(errors(status).join('\n')).toContain(message);
  });

  it('keeps its counters, and its start while it is not suspended', () => {
    expect(errors({ failed: 1 }, { failed: 2 })).toEqual([
      'status.failed: Invalid value: 1: cannot decrease the failed counter',
    ]);
    expect(errors({ startTime: end }, { startTime: start })).toHaveLength(1);
    expect(errors({ startTime: end }, { startTime: start }, { suspend: true })).toEqual([]);
    const elastic = { completionMode: 'Indexed', completions: 2, parallelism: 2 } as const;
    expect(errors({ succeeded: 1 }, { succeeded: 2 }, elastic)).toEqual([]);
  });

  it('names no index twice', () => {
    const spec = { completionMode: 'Indexed', completions: 9, backoffLimitPerIndex: 0 } as const;
    expect(errors({ completedIndexes: '1-3,5', failedIndexes: '2' }, {}, spec)).toEqual([
      'status.failedIndexes: Invalid value: "2": failedIndexes and completedIndexes overlap at index: 2',
    ]);
    expect(errors({ completedIndexes: '3-1' }, {}, spec)[0]).toContain('non-increasing order');
    expect(errors({ completedIndexes: '9' }, {}, spec)[0]).toContain('too large index: "9"');
  });

  it('may be mended in one place while it is wrong in another', () => {
    const wrong = { conditions: [condition('Failed')], active: 1 };
    expect(errors({ ...wrong, failed: 3 }, wrong)).toEqual([]);
  });
});
