import { describe, expect, it } from 'vitest';
import { createCorrelator, type Occurrence } from './correlate';

const occurrence = (message: string, atMs = 0, name = 'work'): Occurrence => ({
  about: { kind: 'Job', namespace: 'default', name, uid: name },
  type: 'Normal',
  reason: 'SuccessfulCreate',
  message,
  component: 'job-controller',
  atMs,
});

describe('correlator', () => {
  it('counts what is the same', () => {
    const correlator = createCorrelator();
    expect(correlator.correlate(occurrence('a')).kind).toBe('create');
    expect(correlator.correlate(occurrence('a'))).toMatchObject({ kind: 'count', count: 2 });
    expect(correlator.correlate(occurrence('b')).kind).toBe('create');
  });

  it('combines the tenth and later messages of a reason', () => {
    const correlator = createCorrelator();
    const kinds = Array.from({ length: 12 }, (_, at) => correlator.correlate(occurrence(`pod ${at}`)));
    expect(kinds.map(({ kind }) => kind)).toEqual([...Array(10).fill('create'), 'count', 'count']);
    expect(kinds[11]).toMatchObject({ count: 3, message: '(combined from similar events): pod 11' });
  });

  it('begins anew when similar ones were long ago', () => {
    const correlator = createCorrelator();
    for (let at = 0; at < 12; at++) correlator.correlate(occurrence(`pod ${at}`));
    expect(correlator.correlate(occurrence('late', 600_001))).toMatchObject({
      kind: 'create',
      message: 'late',
    });
  });

  it('lets one object have a burst of 25 of each type and then one in five minutes', () => {
    const correlator = createCorrelator();
    const kinds = Array.from({ length: 30 }, () => correlator.correlate(occurrence('again')).kind);
    expect(kinds.filter((kind) => kind === 'drop')).toHaveLength(5);
    expect(correlator.correlate(occurrence('again', 0, 'other')).kind).toBe('create');
    expect(correlator.correlate({ ...occurrence('again'), type: 'Warning' }).kind).toBe('create');
    expect(correlator.correlate(occurrence('again', 300_000)).kind).toBe('count');
    expect(correlator.correlate(occurrence('again', 300_000)).kind).toBe('drop');
  });
});
