import { describe, expect, it } from 'vitest';
import type { Event } from './types';
import { validateEvent, validateEventUpdate } from './validation';

const strict = 'events.k8s.io';
const event: Event = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'e', namespace: 'default', resourceVersion: '1' },
  involvedObject: { kind: 'Job', name: 'j', namespace: 'default' },
};
const reported: Event = {
  ...event,
  eventTime: '2024-05-01T10:00:00.000000Z',
  reportingComponent: 'example.com/x',
  reportingInstance: 'i',
  action: 'Do',
  reason: 'Why',
  type: 'Normal',
};
const fieldsOf = (errors: readonly { field: string }[]) => errors.map(({ field }) => field);

describe('an event', () => {
  it('of events.k8s.io is held to more than a core one', () => {
    expect(validateEvent(event)).toEqual([]);
    expect(fieldsOf(validateEvent(event, strict))).toEqual(['eventTime', 'type']);
    expect(validateEvent(reported, strict)).toEqual([]);
  });

  it.each<[Partial<Event>, string[]]>([
    [{ series: { count: 1 } }, ['series.count', 'series.lastObservedTime']],
    [{ type: 'Odd' }, ['type']],
    [
      { count: 2, firstTimestamp: '2024-05-01T10:00:00Z', lastTimestamp: '2024-05-01T10:00:00Z' },
      ['firstTimestamp', 'lastTimestamp', 'count'],
    ],
    [{ source: { host: 'h' } }, ['source']],
    [{ reportingComponent: 'a b' }, ['reportingController']],
  ])('with %j may not be created there', (change, fields) => {
    expect(fieldsOf(validateEvent({ ...reported, ...change }, strict))).toEqual(fields);
  });

  it('names the fields as the group does that is asked', () => {
    const nameless = { ...reported, reportingComponent: '' };
    expect(fieldsOf(validateEvent(nameless))[0]).toBe('reportingComponent');
    expect(fieldsOf(validateEvent(nameless, strict))[0]).toBe('reportingController');
  });

  it('may change in events.k8s.io in nothing but its series', () => {
    const series = { count: 2, lastObservedTime: '2024-05-01T12:00:00.000000Z' };
    expect(validateEventUpdate({ ...reported, series }, reported, strict)).toEqual([]);
    expect(validateEventUpdate({ ...reported, message: 'm' }, reported)).toEqual([]);
    const changed = { ...reported, message: 'm', reportingComponent: 'example.com/y', type: 'Warning' };
    expect(fieldsOf(validateEventUpdate(changed, reported, strict))).toEqual([
      'message',
      'type',
      'reportingController',
    ]);
  });
});
