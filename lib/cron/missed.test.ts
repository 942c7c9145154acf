import { describe, expect, it } from 'vitest';
import { missed } from './missed';
import { parseSchedule } from './schedule';

const at = Date.parse;

describe('missed', () => {
  it.each([
    ['nothing is due yet', '0 * * * *', '2026-01-01T00:10:00Z', '2026-01-01T00:30:00Z', undefined, 'none'],
    [
      'one is due',
      '0 * * * *',
      '2026-01-01T00:10:00Z',
      '2026-01-01T01:00:00Z',
      '2026-01-01T01:00:00Z',
      'none',
    ],
    [
      'some were missed',
      '0 * * * *',
      '2026-01-01T00:10:00Z',
      '2026-01-01T05:30:00Z',
      '2026-01-01T05:00:00Z',
      'few',
    ],
    [
      'very many were',
      '* * * * *',
      '2026-01-01T00:00:00Z',
      '2026-01-01T02:00:30Z',
      '2026-01-01T02:00:00Z',
      'many',
    ],
    [
      'the distances differ',
      '30 6-16/4 * * 1-5',
      '2026-01-02T14:00:00Z',
      '2026-01-05T12:00:00Z',
      '2026-01-05T10:30:00Z',
      'few',
    ],
    [
      'delays count from the last',
      '@every 1h',
      '2026-01-01T00:10:00Z',
      '2026-01-01T03:30:00Z',
      '2026-01-01T03:10:00Z',
      'few',
    ],
  ])('%s', (_, text, since, now, recent, count) => {
    expect(missed(parseSchedule(text), at(since), at(now))).toEqual({
      recentMs: recent && at(recent),
      count,
    });
  });

  it('says so when the schedule never fires', () => {
    const found = missed(parseSchedule('59 23 31 2 *'), 0, at('2026-01-01T00:00:00Z'));
    expect(found.error).toBe('time difference between two schedules is less than 1 second');
  });
});
