import { describe, expect, it } from 'vitest';
import { previewSchedule } from './schedulepreview';

const fromMs = Date.UTC(2026, 2, 28, 12);
const at = (preview: ReturnType<typeof previewSchedule>) =>
  preview.kind === 'fires' ? preview.timesMs.map((ms) => new Date(ms).toISOString().slice(0, 16)) : preview;

describe('a preview', () => {
  it('follows the zone through a clock change', () => {
    expect(at(previewSchedule('0 9 * * *', 'Europe/Berlin', fromMs, 'en', 3))).toEqual([
      '2026-03-29T07:00',
      '2026-03-30T07:00',
      '2026-03-31T07:00',
    ]);
  });

  it('is never for a day that does not exist', () => {
    expect(previewSchedule('0 0 30 2 *', 'UTC', fromMs, 'en').kind).toBe('never');
  });

  it('tells what is wrong with the schedule or the zone', () => {
    expect(previewSchedule('0 0 * *', 'UTC', fromMs, 'en')).toMatchObject({
      kind: 'wrong',
      field: 'schedule',
    });
    expect(previewSchedule('0 0 * * *', 'Mars/Base', fromMs, 'en')).toMatchObject({
      kind: 'wrong',
      field: 'timeZone',
    });
  });
});
