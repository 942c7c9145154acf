import { describe, expect, it } from 'vitest';
import type { Event } from '../resources/event/types';
import { eventRows } from './eventlist';
import { at } from './testdata/jobobjects';

function event(name: string, more: Partial<Event>): Event {
  return {
    metadata: { name, namespace: 'default' },
    involvedObject: { kind: 'Pod', name: 'p', uid: 'u' },
    ...more,
  };
}

describe('eventRows', () => {
  const events = [
    event('old', { lastTimestamp: at(1), count: 3, type: 'Warning', reason: 'BackOff', message: 'again \n' }),
    event('series', { eventTime: at(0), series: { count: 9, lastObservedTime: at(20) } }),
    event('new', { eventTime: at(5), reportingComponent: 'kubelet' }),
    event('other', { lastTimestamp: at(9), involvedObject: { kind: 'Pod', name: 'q', uid: 'v' } }),
  ];

  it('lists the latest first, each with its count', () => {
    const rows = eventRows(events, new Set(['u']));
    expect(rows.map(({ key, count }) => [key, count])).toEqual([
      ['default/series', 9],
      ['default/new', 1],
      ['default/old', 3],
    ]);
    expect(rows[2]).toMatchObject({ warning: true, message: 'again' });
  });

  it('orders events of the same second by their versions', () => {
    const same = ['9', '10', '8'].map((resourceVersion) =>
      event(resourceVersion, { lastTimestamp: at(1), metadata: { name: resourceVersion, resourceVersion } }),
    );
    expect(eventRows(same).map(({ version }) => version)).toEqual([10, 9, 8]);
  });

  it('minds no fraction of a second, which most reporters do not tell', () => {
    const exact = new Date(Date.parse(at(1)) + 900).toISOString();
    const rows = eventRows([
      event('started', { lastTimestamp: at(1), metadata: { name: 'started', resourceVersion: '2' } }),
      event('scheduled', { eventTime: exact, metadata: { name: 'scheduled', resourceVersion: '1' } }),
    ]);
    expect(rows.map(({ version }) => version)).toEqual([2, 1]);
  });

  it('is about all objects when none are named', () => {
    expect(eventRows(events)).toHaveLength(4);
  });
});
