import { describe, expect, it } from 'vitest';
import { formatWhen } from './when';

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
