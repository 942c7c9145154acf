import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  appendLines,
  emptyLog,
  filterLines,
  type JobLog,
  type LogKeys,
  type LogLine,
  logText,
  timeKey,
} from './joblog';

function line(pod: string, second: number, text = `${pod} ${second}`): LogLine {
  const stamp = new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
  return { run: pod, pod, container: 'c', time: stamp, text };
}

function appendAll(batches: readonly (readonly LogLine[])[], lines = 1000, characters = 1e6): JobLog {
  const keys: LogKeys = new Map();
  return batches.reduce((log, batch) => appendLines(log, keys, batch, { lines, characters }), emptyLog);
}

describe('timeKey', () => {
  it('compares as the instants do, however many decimals are written', () => {
    const times = [
      '2026-01-01T00:00:00Z',
      '2026-01-01T00:00:00.05Z',
      '2026-01-01T00:00:00.050000001Z',
      '2026-01-01T00:00:00.1Z',
      '2026-01-01T00:00:01Z',
    ];
    const keys = times.map(timeKey);
    expect([...keys].sort()).toEqual(keys);
    expect(timeKey('garbage')).toBe('');
  });
});

describe('appendLines', () => {
  it('puts late lines of one pod between those of another', () => {
    const log = appendAll([[line('a', 1), line('a', 5)], [line('b', 2)], [line('a', 6), line('b', 5)]]);
    expect(log.lines.map(({ text }) => text)).toEqual(['a 1', 'b 2', 'a 5', 'b 5', 'a 6']);
  });

  it('drops the oldest beyond the limit, and says how many', () => {
    const log = appendAll([[line('a', 1), line('a', 2)], [line('a', 3)]], 2);
    expect(log.lines.map(({ text }) => text)).toEqual(['a 2', 'a 3']);
    expect(log).toMatchObject({ dropped: 1, received: 3 });
  });

  it('drops the oldest when they hold too much', () => {
    const log = appendAll(
      [[line('a', 1, 'x'.repeat(60)), line('a', 2, 'y')], [line('a', 3, 'z'.repeat(50))]],
      9,
      100,
    );
    expect(log.lines.map(({ text }) => text[0])).toEqual(['y', 'z']);
    expect(log).toMatchObject({ dropped: 1, size: 51 });
  });

  it('cuts a line that would fill the memory', () => {
    const log = appendAll([[line('a', 1, 'x'.repeat(3_000_000))]]);
    expect(log.lines[0]!.text.length).toBeLessThan(20_000);
  });

  it('gives the same as sorting everything at once, whatever the batches', () => {
    const arrivals = fc.array(
      fc.array(fc.record({ pod: fc.constantFrom('a', 'b', 'c'), second: fc.nat(20) }), { maxLength: 12 }),
      { maxLength: 10 },
    );
    fc.assert(
      fc.property(arrivals, (batches) => {
        const lines = batches.map((batch) => batch.map(({ pod, second }) => line(pod, second)));
        const merged = appendAll(lines);
        const last = new Map<string, string>();
        const expected = lines.flat().map((one, number) => {
          const own = timeKey(one.time);
          const before = last.get(one.pod) ?? '';
          const key = own > before ? own : before;
          last.set(one.pod, key);
          return { key, number };
        });
        expected.sort((a, b) => (a.key === b.key ? a.number - b.number : a.key < b.key ? -1 : 1));
        expect(merged.lines.map(({ key, number }) => ({ key, number }))).toEqual(expected);
      }),
    );
  });
});

describe('filterLines', () => {
  const { lines } = appendAll([[line('a', 1, 'Ready'), line('b', 2, 'not ready'), line('b', 3, 'gone')]]);
  const none = { pods: new Set<string>(), containers: new Set<string>(), text: '' };
  const plain = (text: string) => text;

  it('keeps what the filter asks for', () => {
    const texts = (filter: Partial<typeof none>) =>
      filterLines(lines, { ...none, ...filter }, plain).map(({ text }) => text);
    expect(texts({ text: 'READY' })).toEqual(['Ready', 'not ready']);
    expect(texts({ pods: new Set(['b']), text: 'ready' })).toEqual(['not ready']);
    expect(texts({ containers: new Set(['other']) })).toEqual([]);
  });

  it('is the same array when it filters nothing', () => {
    expect(filterLines(lines, none, plain)).toBe(lines);
  });
});

describe('logText', () => {
  it('says of each line when and whose, as asked', () => {
    const lines = [line('a', 1, ''), line('b', 2, 'two')];
    expect(logText(lines, { times: false, sources: true })).toBe('a/c \nb/c two\n');
    expect(logText(lines, { times: true, sources: false })).toContain('2026-01-01T00:00:02.000Z two\n');
  });
});
