import { describe, expect, it } from 'vitest';
import type { Job } from '../../resources/job/types';
import { removableInMs } from './ttl';

function job(ttl: number | undefined, condition: 'Complete' | 'Failed' | 'Suspended', deleted?: string): Job {
  const lastTransitionTime = '2026-01-01T00:00:00Z';
  return {
    metadata: { name: 'work', ...(deleted ? { deletionTimestamp: deleted } : {}) },
    spec: { ttlSecondsAfterFinished: ttl, template: { spec: { containers: [] } } },
    status: { conditions: [{ type: condition, status: 'True', lastTransitionTime }] },
  };
}

describe('removableInMs', () => {
  it.each([
    [job(100, 'Complete'), 70_000],
    [job(10, 'Failed'), -20_000],
    [job(0, 'Complete'), -30_000],
    [job(undefined, 'Complete'), undefined],
    [job(10, 'Suspended'), undefined],
    [job(10, 'Complete', '2026-01-01T00:00:10Z'), undefined],
  ])('%#', (subject, expected) => {
    expect(removableInMs(subject, Date.parse('2026-01-01T00:00:30Z'))).toBe(expected);
  });
});
