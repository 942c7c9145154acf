import { describe, expect, it } from 'vitest';
import { fromTime, toMicroTime, toTime } from './clock';
import { newUid, randomSuffix, seededRandom } from './random';

describe('times on the wire', () => {
  it.each([
    [0, '1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000000Z'],
    [Date.UTC(2026, 10, 22, 6, 4, 5, 999), '2026-11-22T06:04:05Z', '2026-11-22T06:04:05.999000Z'],
  ])('%d', (epochMs, time, microTime) => {
    expect(toTime(epochMs)).toBe(time);
    expect(toMicroTime(epochMs)).toBe(microTime);
    expect(fromTime(microTime)).toBe(epochMs);
  });

  it.each([undefined, null, '', 'yesterday'])('reads %s as no time', (text) => {
    expect(fromTime(text)).toBeUndefined();
  });
});

describe('seeded randomness', () => {
  it('repeats itself from the same seed and differs from another', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('makes version 4 UUIDs and suffixes of the safe alphabet', () => {
    const random = seededRandom(1);
    expect(newUid(random)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(randomSuffix(random)).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(randomSuffix(random, 10)).toHaveLength(10);
  });
});
