import { describe, expect, it } from 'vitest';
import { type Fields, minutesOf, textOf } from './minutes.fixture';
import { between, parseSchedule } from './schedule';
import { loadZone } from './zones';

/** How long before and after a change is looked at. */
const aroundMs = 7 * 3_600_000;

/** Schedules that have something to do around a clock change. */
const schedules: Fields[] = [
  {},
  { minute: [30], hour: [1, 2, 3] },
  { minute: [0], hour: [0, 1, 2, 3, 4] },
  { minute: [15], hour: [2], weekday: [0] },
];

/** Every change of the zone's offset from 2020 to 2035. */
function changesOf(zone: string): number[] {
  const endMs = Date.UTC(2036, 0, 1);
  const found: number[] = [];
  let segment = loadZone(zone).segmentAt(Date.UTC(2020, 0, 1));
  while (segment.endMs < endMs) {
    const following = loadZone(zone).segmentAt(segment.endMs);
    if (following.offsetMs !== segment.offsetMs) found.push(segment.endMs);
    segment = following;
  }
  return found;
}

/** Where the clock is set by half an hour, or at midnight, the original has ways of its own: see `schedule.test.ts`. */
describe('around every clock change from 2020 to 2035', () => {
  it.each([
    ['Europe/London', 32],
    ['Pacific/Auckland', 32],
    ['America/St_Johns', 32],
    ['Antarctica/Troll', 32],
    ['America/New_York', 32],
    ['Europe/Berlin', 32],
    ['Africa/Casablanca', 34],
    ['Pacific/Apia', 3],
    ['Africa/Cairo', 26],
    ['America/Havana', 32],
  ])('%s fires at the minutes its clock shows', (zone, count) => {
    const changes = changesOf(zone);
    const wrong: string[] = [];
    for (const changeMs of changes) {
      for (const fields of schedules) {
        const found = between(parseSchedule(textOf(fields)), changeMs - aroundMs, changeMs + aroundMs, zone);
        const expected = minutesOf(fields, zone, changeMs - aroundMs, changeMs + aroundMs);
        if (found.join() !== expected.join())
          wrong.push(`${textOf(fields)} at ${new Date(changeMs).toISOString()}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(changes).toHaveLength(count);
  });
});
