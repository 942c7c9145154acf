import { describe, expect, it } from 'vitest';
import type { ApiClient } from '../../client/client';
import type { Informer } from '../../client/informer';
import { failure, StatusError } from '../../meta/status';
import { runAfterKey } from '../../resources/job/runafter';
import { runAfterStateKey, waitingType } from '../../resources/job/runafterstate';
import type { Job } from '../../resources/job/types';
import { virtualClock } from '../../time/virtual';
import { runsAfter, startOrderController } from './controller';

const complete: Job = {
  metadata: { name: 'first', namespace: 'team', uid: 'u1', resourceVersion: '5' },
  spec: { template: { spec: { containers: [] } } },
  status: { conditions: [{ type: 'Complete', status: 'True' }] },
};
const waiting: Job = {
  metadata: {
    name: 'second',
    namespace: 'team',
    uid: 'u2',
    resourceVersion: '6',
    annotations: { [runAfterKey]: 'first' },
  },
  spec: { suspend: true, template: { spec: { containers: [] } } },
};

/** A controller that sees these Jobs, whose writes are kept, and refused while `conflicts` says so. */
function setUp(...present: Job[]) {
  const clock = virtualClock();
  const written: { patch: unknown; subresource?: string }[] = [];
  const told: string[] = [];
  const reported: unknown[] = [];
  const state = { conflicts: false };
  const jobs = {
    get: (_: string, name: string) => present.find(({ metadata }) => metadata.name === name),
    list: () => present,
    by: (_: string, value: string) => present.filter((job) => runsAfter(job).includes(value)),
    subscribe(listener: (next: Job, previous: undefined) => void) {
      for (const job of present) listener(job, undefined);
      return () => {};
    },
  } as unknown as Informer<Job>;
  const client = {
    async patch(...[, , , , patch, options]: Parameters<ApiClient['patch']>) {
      written.push({ patch, ...(options?.subresource ? { subresource: options.subresource } : {}) });
      if (state.conflicts) throw new StatusError(failure(409, 'Conflict', 'it was changed'));
    },
  } as unknown as ApiClient;
  const events = {
    recorder: () => (_: unknown, type: string, reason: string) => void told.push(`${type} ${reason}`),
    flush: async () => {},
  };
  const report = (_: string, error: unknown) => void reported.push(error);
  const stop = startOrderController({ client, clock, jobs, events, report });
  return { clock, written, told, reported, state, stop };
}

describe('the order controller', () => {
  it('starts only the very Job it decided about, and marks it in the same write', async () => {
    const { clock, written, told } = setUp(complete, waiting);
    await clock.settle();
    const text = JSON.stringify({ uid: 'u2', ended: { first: 'Complete' }, started: true });
    const metadata = { uid: 'u2', resourceVersion: '6', annotations: { [runAfterStateKey]: text } };
    expect(written).toEqual([{ patch: { metadata, spec: { suspend: false } } }]);
    expect(told).toEqual([]);
  });

  it('tells by the status of the Job as it was seen, and by an event after that', async () => {
    const going = { ...complete, status: {} };
    const { clock, written, told } = setUp(going, waiting);
    await clock.settle();
    expect(written).toMatchObject([
      {
        subresource: 'status',
        patch: {
          metadata: { uid: 'u2', resourceVersion: '6' },
          status: { conditions: [{ type: waitingType, status: 'True', reason: 'WaitingForJobs' }] },
        },
      },
    ]);
    expect(told).toEqual(['Normal WaitingForJobs']);
  });

  it('tells nothing of a new Job, and starts it all the same', async () => {
    const creationTimestamp = '2026-01-01T00:00:00Z';
    const young = { ...waiting, metadata: { ...waiting.metadata, creationTimestamp } };
    const alone = setUp(young);
    await alone.clock.advance(1999);
    expect(alone.written).toEqual([]);
    await alone.clock.advance(1);
    expect(alone.told).toEqual(['Warning JobsMissing']);
    const after = setUp(complete, young);
    await after.clock.settle();
    expect(after.written).toMatchObject([{ patch: { spec: { suspend: false } } }]);
  });

  it('tells nothing of what could not be written, and tries again', async () => {
    const { clock, written, told, reported, state } = setUp(waiting);
    state.conflicts = true;
    await clock.settle();
    expect([written.length, told, reported.length]).toEqual([1, [], 1]);
    state.conflicts = false;
    await clock.advance(1000);
    expect([written.length, told]).toEqual([2, ['Warning JobsMissing']]);
  });

  it('starts nothing after it was stopped', async () => {
    const { clock, written, stop } = setUp(complete, waiting);
    await stop();
    await clock.advance(1000);
    expect(written).toEqual([]);
  });
});
