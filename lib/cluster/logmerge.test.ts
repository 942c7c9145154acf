import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogStreamLine } from '../client/logstream';
import { createLogMerge } from './logmerge';

function line(source: number, second: number): LogStreamLine {
  return {
    source,
    pod: `p${source}`,
    container: 'c',
    time: `2026-01-01T00:00:${String(second).padStart(2, '0')}Z`,
  };
}

function end(source: number): LogStreamLine {
  return { source, pod: `p${source}`, container: 'c', end: true };
}

describe('createLogMerge', () => {
  it('waits for a source that may have something older, unless told not to', () => {
    const merge = createLogMerge(2);
    merge.push(0, [line(0, 3)]);
    expect(merge.take(9, true)).toEqual([]);
    merge.push(1, [line(1, 2)]);
    expect(merge.take(9, true)).toEqual([line(1, 2)]);
    expect(merge.take(9, false)).toEqual([line(0, 3)]);
    expect(merge.isDone()).toBe(false);
  });

  it('does not wait for what has ended', () => {
    const merge = createLogMerge(2);
    merge.push(0, [line(0, 3)]);
    merge.end(1, end(1));
    expect(merge.take(9, true)).toEqual([end(1), line(0, 3)]);
  });

  it('compares decimals as digits', () => {
    const merge = createLogMerge(3);
    const times = ['2026-01-01T00:00:01.1Z', '2026-01-01T00:00:01.05Z', '2026-01-01T00:00:01Z'];
    for (const [source, time] of times.entries()) merge.push(source, [{ ...line(source, 0), time }]);
    expect(merge.take(3, false).map(({ source }) => source)).toEqual([2, 1, 0]);
  });

  it('gives everything once and in order, whatever arrives when', () => {
    const sources = fc.array(
      fc.array(fc.nat(59), { maxLength: 20 }).map((all) => [...all].sort((a, b) => a - b)),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(sources, fc.array(fc.nat(4)), fc.integer({ min: 1, max: 7 }), (logs, turns, limit) => {
        const merge = createLogMerge(logs.length);
        const rest = logs.map((seconds, source) => seconds.map((second) => line(source, second)));
        const given: LogStreamLine[] = [];
        for (const turn of turns) {
          const source = turn % logs.length;
          merge.push(source, rest[source]!.splice(0, 3));
          given.push(...merge.take(limit, true));
        }
        for (const [source, lines] of rest.entries()) {
          merge.push(source, lines);
          merge.end(source, end(source));
        }
        while (!merge.isDone()) given.push(...merge.take(limit, true));
        const stamps = given.filter((one) => !one.end).map(({ time }) => time);
        expect(stamps).toEqual([...stamps].sort());
        expect(stamps).toHaveLength(logs.flat().length);
        expect(given.filter((one) => one.end)).toHaveLength(logs.length);
      }),
    );
  });
});
