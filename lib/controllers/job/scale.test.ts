import { describe, expect, it } from 'vitest';
import type { JobSpec, JobStatus } from '../../resources/job/types';
import type { Pod } from '../../resources/pod/types';
import { nowMs, sampleJob, samplePod, seenOf } from '../testdata/samples';
import { scalingOf } from './scale';

const running = (count: number) =>
  Array.from({ length: count }, (_, at) => samplePod(`r${at}`, { index: at }));
const scale = (spec: Partial<JobSpec>, pods: Pod[], status?: JobStatus) =>
  scalingOf(seenOf(sampleJob(spec, status), pods), nowMs);
const indexed = { completionMode: 'Indexed' as const };

describe('scalingOf', () => {
  it.each<[string, Partial<JobSpec>, number, JobStatus | undefined, number]>([
    ['fills up to the parallelism', { parallelism: 3, completions: 9 }, 1, undefined, 2],
    ['makes no more than are still wanted', { parallelism: 3, completions: 9 }, 0, { succeeded: 8 }, 1],
    ['fills a work queue', { parallelism: 4 }, 1, undefined, 3],
    ['makes at most 500 at once', { parallelism: 2000, completions: 2000 }, 0, undefined, 500],
  ])('%s', (_, spec, active, status, count) => {
    const scaling = scale(spec, running(active), status);
    expect(scaling.kind === 'create' && scaling.indexes.length).toBe(count);
  });

  it('leaves a work queue alone once a pod has succeeded', () => {
    expect(scale({ parallelism: 4 }, running(2), { succeeded: 1 })).toEqual({ kind: 'keep' });
  });

  it('removes what is too much, pods that came the least way first', () => {
    const pods = [
      samplePod('ready', { ready: true, node: 'n' }),
      samplePod('unbound', { phase: 'Pending' }),
      samplePod('bound', { phase: 'Pending', node: 'n' }),
      samplePod('young', { ready: true, node: 'n', age: 1 }),
      samplePod('unready', { node: 'n' }),
    ];
    const order = [3, 2, 1, 0].map((parallelism) => {
      const scaling = scale({ parallelism, completions: 9 }, pods);
      return scaling.kind === 'remove' && scaling.pods.map(({ metadata }) => metadata.name);
    });
    expect(order).toEqual([
      ['unbound', 'bound'],
      ['unbound', 'bound', 'unready'],
      ['unbound', 'bound', 'unready', 'young'],
      ['unbound', 'bound', 'unready', 'young', 'ready'],
    ]);
  });

  it('removes all pods of a suspended Job', () => {
    const scaling = scale({ parallelism: 3, suspend: true }, running(3));
    expect(scaling.kind === 'remove' && scaling.pods).toHaveLength(3);
    expect(scale({ parallelism: 3, suspend: true }, [])).toEqual({ kind: 'keep' });
  });

  it('waits 10 s after a failure and double that after each further one', () => {
    const waits = [1, 2, 3, 7, 20].map((failures) => {
      const pods = Array.from({ length: failures }, (_, at) =>
        samplePod(`f${at}`, { phase: 'Failed', ended: 4 }),
      );
      const scaling = scale({ backoffLimit: 99 }, pods);
      return scaling.kind === 'wait' && scaling.forMs;
    });
    expect(waits).toEqual([6000, 16_000, 36_000, 596_000, 596_000]);
    const later = [samplePod('f', { phase: 'Failed', ended: 10 })];
    expect(scale({}, later).kind).toBe('create');
  });

  it('starts the wait over after a success', () => {
    const pods = [
      samplePod('f1', { phase: 'Failed', ended: 20 }),
      samplePod('ok', { phase: 'Succeeded', ended: 10 }),
      samplePod('f2', { phase: 'Failed', ended: 4 }),
    ];
    expect(scale({ completions: 5 }, pods)).toEqual({ kind: 'wait', forMs: 6000 });
    expect(scale({ completions: 5 }, pods.slice(0, 2)).kind).toBe('create');
  });

  it('gives the lowest free indexes', () => {
    const pods = [samplePod('a', { index: 1 }), samplePod('b', { index: 4, phase: 'Succeeded' })];
    const spec = { ...indexed, parallelism: 4, completions: 9 };
    expect(scale(spec, pods, { completedIndexes: '0,5' })).toEqual({ kind: 'create', indexes: [2, 3, 6] });
  });

  it('removes pods of indexes that are taken or not there', () => {
    const pods = [
      samplePod('a', { index: 0, ready: true }),
      samplePod('twin', { index: 0 }),
      samplePod('far', { index: 7 }),
      samplePod('none'),
    ];
    const scaling = scale({ ...indexed, parallelism: 5, completions: 5 }, pods);
    expect(scaling.kind === 'remove' && scaling.pods.map(({ metadata }) => metadata.name).sort()).toEqual([
      'far',
      'none',
      'twin',
    ]);
  });

  it('waits for terminating pods only when the Job replaces none but failed ones', () => {
    const pods = [samplePod('going', { deleted: true, index: 0 })];
    const spec = { ...indexed, parallelism: 1, completions: 2, backoffLimit: 99 };
    expect(scale({ ...spec, podReplacementPolicy: 'Failed' }, pods)).toEqual({ kind: 'keep' });
    expect(scale({ ...spec, podReplacementPolicy: 'TerminatingOrFailed' }, pods).kind).toBe('wait');
  });

  it('lets each index wait for itself where failures are limited by index', () => {
    const spec = { ...indexed, parallelism: 3, completions: 3, backoffLimitPerIndex: 5 };
    const recent = samplePod('a', { phase: 'Failed', index: 0, ended: 1, failuresBefore: 1 });
    const old = samplePod('b', { phase: 'Failed', index: 1, ended: 99, failuresBefore: 0 });
    const busy = samplePod('c', { index: 2 });
    expect(scale(spec, [recent, old, busy])).toEqual({ kind: 'create', indexes: [1] });
    expect(scale(spec, [recent, samplePod('b', { index: 1 }), busy])).toEqual({
      kind: 'wait',
      forMs: 19_000,
    });
  });
});
