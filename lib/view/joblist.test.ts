import { describe, expect, it } from 'vitest';
import type { Job } from '../resources/job/types';
import {
  countPhases,
  jobComparer,
  jobRow,
  labelProblem,
  readJobQuery,
  selectJobs,
  writeJobQuery,
} from './joblist';
import { at, condition, job, startMs } from './testdata/jobobjects';

function named(name: string, more: Partial<Job['metadata']>, from: Job = job()): Job {
  return { ...from, metadata: { ...from.metadata, name, uid: name, ...more } };
}

const cron = { apiVersion: 'batch/v1', kind: 'CronJob', name: 'nightly', uid: 'c', controller: true };
const rows = [
  named('import', { labels: { app: 'shop', tier: 'a' }, ownerReferences: [cron], creationTimestamp: at(1) }),
  named(
    'reindex',
    { labels: { app: 'shop' }, creationTimestamp: at(2) },
    job({}, { startTime: at(2), conditions: [condition('Failed', 60)] }),
  ),
  named(
    'backup',
    { namespace: 'ops', creationTimestamp: at(3) },
    job({}, { startTime: at(3), active: 1, ready: 1 }),
  ),
].map(jobRow);

function names(text: string, nowMs = startMs + 10_000): string[] {
  const query = readJobQuery(new URLSearchParams(text));
  const compare = jobComparer(query.sort, () => nowMs);
  const sign = query.descending ? -1 : 1;
  return [...selectJobs(rows, query)].sort((a, b) => sign * compare(a, b)).map(({ name }) => name);
}

describe('selectJobs', () => {
  it.each([
    ['', ['backup', 'reindex', 'import']],
    ['status=failed', ['reindex']],
    ['status=failed,running', ['backup', 'reindex']],
    ['q=INDEX', ['reindex']],
    ['q=ops/', ['backup']],
    ['q=nightly', ['import']],
    ['labels=app%3Dshop', ['reindex', 'import']],
    ['labels=app%3Dshop,!tier', ['reindex']],
    ['labels=%3D%3D', []],
    ['owner=nightly', ['import']],
    ['owner=-', ['backup', 'reindex']],
    ['sort=name', ['backup', 'import', 'reindex']],
    ['sort=-name', ['reindex', 'import', 'backup']],
    ['sort=-age', ['import', 'reindex', 'backup']],
    ['sort=progress', ['backup', 'import', 'reindex']],
    ['sort=-owner', ['import', 'reindex', 'backup']],
    ['sort=-duration', ['reindex', 'backup', 'import']],
    ['sort=state', ['backup', 'import', 'reindex']],
  ])('%s', (text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  it('keeps rows of unchanged Jobs', () => {
    expect(jobRow(rows[0]!.job)).toBe(rows[0]);
  });
});

describe('the query in the URL', () => {
  it('comes back as it went, and is empty by default', () => {
    const query = readJobQuery(
      new URLSearchParams('status=failed,running&q=a b&labels=x&owner=-&sort=-name'),
    );
    const written = Object.entries(writeJobQuery(query)).filter(([, value]) => value !== undefined);
    expect(readJobQuery(new URLSearchParams(written as [string, string][]))).toEqual(query);
    const plain = writeJobQuery(readJobQuery(new URLSearchParams('sort=nonsense&status=what')));
    expect(Object.values(plain).every((value) => value === undefined)).toBe(true);
  });
});

describe('labelProblem', () => {
  it('has Kubernetes’ words for a selector that cannot be read', () => {
    expect(labelProblem('app=x,tier in (a,b)')).toBeUndefined();
    expect(labelProblem('app in x')).toMatch(/unable to parse|found/);
  });
});

describe('countPhases', () => {
  it('counts every phase there is', () => {
    expect([...countPhases(rows)].sort()).toEqual([
      ['failed', 1],
      ['pending', 1],
      ['running', 1],
    ]);
  });
});
