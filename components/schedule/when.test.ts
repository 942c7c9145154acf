import { describe, expect, it } from 'vitest';
import { formatFire, formatWhen } from './when';

const nowMs = Date.UTC(2026, 10, 22, 23, 30);

describe('an instant from now', () => {
  const cases: [string, number, string, string][] = [
    ['the same day there', Date.UTC(2026, 10, 23, 1), 'Europe/Berlin', '02:00 CET'],
    ['the next day', Date.UTC(2026, 10, 23, 1), 'UTC', 'Mon 01:00 UTC'],
    ['weeks away', Date.UTC(2026, 11, 24, 1), 'UTC', '2026-12-24 01:00 UTC'],
  ];
  for (const [title, atMs, zone, text] of cases)
    it(title, () => expect(formatWhen(atMs, nowMs, zone, 'en')).toBe(text));

  it('names the weekday in the language', () => {
    expect(formatWhen(Date.UTC(2026, 10, 23, 1), nowMs, 'UTC', 'zh-CN')).toBe('周一 01:00 UTC');
  });
});

describe('a fire time', () => {
  it('is told to the minute, to the second where it must be', () => {
    expect(formatFire(Date.UTC(2026, 5, 1, 0), 'Europe/Berlin')).toBe('2026-06-01 02:00 CEST');
    expect(formatFire(Date.UTC(2026, 11, 1, 12), 'America/New_York')).toBe('2026-12-01 07:00 EST');
    expect(formatFire(Date.UTC(2026, 5, 1, 0, 0, 10), 'UTC')).toBe('2026-06-01 00:00:10 UTC');
  });
});
