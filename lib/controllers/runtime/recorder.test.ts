import { describe, expect, it } from 'vitest';
import type { ApiClient } from '../../client/client';
import { failure, StatusError } from '../../meta/status';
import type { Event } from '../../resources/event/types';
import { jobs } from '../../resources/job/types';
import { virtualClock } from '../../time/virtual';
import { createEventWriter } from './recorder';

const about = { metadata: { name: 'work', namespace: 'team', uid: 'u', resourceVersion: '7' } };

/** A writer over a client that keeps events by name; `refuse` makes the next creation fail. */
function setUp() {
  const clock = virtualClock();
  const kept = new Map<string, Event>();
  const lines: string[] = [];
  let refusal: StatusError | undefined;
  const client = {
    async create(_: unknown, event: Event) {
      const error = refusal;
      refusal = undefined;
      if (error) throw error;
      kept.set(event.metadata.name!, event);
      return event;
    },
    async patch(_: unknown, __: string, name: string, ___: string, patch: Partial<Event>) {
      const present = kept.get(name);
      if (!present) throw new StatusError(failure(404, 'NotFound', 'gone'));
      kept.set(name, { ...present, ...patch });
      return present;
    },
  } as unknown as ApiClient;
  const writer = createEventWriter(client, clock, (line) => void lines.push(line));
  const record = writer.recorder('job-controller', jobs);
  return {
    clock,
    kept,
    lines,
    refuse: (error: StatusError) => {
      refusal = error;
    },
    async tell(message: string) {
      record(about, 'Normal', 'Told', message);
      await clock.settle();
      await writer.flush();
    },
  };
}

describe('event writer', () => {
  it('writes a core event as Kubernetes does', async () => {
    const { kept, tell } = setUp();
    await tell('hello');
    const [event] = kept.values();
    expect(event).toMatchObject({
      metadata: { namespace: 'team' },
      involvedObject: {
        apiVersion: 'batch/v1',
        kind: 'Job',
        namespace: 'team',
        name: 'work',
        uid: 'u',
        resourceVersion: '7',
      },
      type: 'Normal',
      reason: 'Told',
      message: 'hello',
      count: 1,
      firstTimestamp: '2026-01-01T00:00:00Z',
      lastTimestamp: '2026-01-01T00:00:00Z',
      source: { component: 'job-controller' },
      reportingComponent: 'job-controller',
    });
    expect(event?.metadata.name).toMatch(/^work\.[0-9a-f]{16}$/);
  });

  it('counts up what is told again, and begins anew when that event is gone', async () => {
    const { clock, kept, tell } = setUp();
    await tell('again');
    await clock.advance(5000);
    await tell('again');
    const [first] = kept.values();
    expect(first).toMatchObject({ count: 2, lastTimestamp: '2026-01-01T00:00:05Z' });
    kept.clear();
    await tell('again');
    expect([...kept.values()][0]).toMatchObject({ count: 3, message: 'again' });
  });

  it('takes another name when somebody else has taken the one', async () => {
    const { kept, lines, refuse, tell } = setUp();
    refuse(new StatusError(failure(409, 'AlreadyExists', 'taken')));
    await tell('hello');
    expect([...kept.values()].map(({ message }) => message)).toEqual(['hello']);
    await tell('hello');
    expect([...kept.values()]).toMatchObject([{ count: 2 }]);
    expect(lines).toEqual([]);
  });

  it('logs what cannot be written, but not what nobody can hear any more', async () => {
    const { lines, refuse, tell } = setUp();
    refuse(new StatusError(failure(500, 'InternalError', 'disk full')));
    await tell('one');
    refuse(new StatusError(failure(403, 'Forbidden', 'the namespace is being terminated')));
    await tell('two');
    expect(lines).toEqual(['an event could not be written: disk full']);
  });
});
