import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogOptions } from '../../client/client';
import { formatStamp, lineCutter, nextStamp, parseLogLine } from './cri';
import { selectLog } from './select';

const encoder = new TextEncoder();
const log = [
  '2026-01-01T00:00:01.000000000Z stdout F first line',
  '2026-01-01T00:00:02.000000000Z stderr P half ',
  '2026-01-01T00:00:02.000000001Z stderr F a line',
  'not a log line',
  '2026-01-01T00:00:03.000000000Z stdout F ',
  '2026-01-01T00:00:04.000000000Z stdout P no newline',
  '',
].join('\n');

async function* inChunks(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function select(options: LogOptions, size = 1000, text = log): Promise<string> {
  const nowMs = Date.parse('2026-01-01T00:00:04Z');
  return new Response(selectLog(inChunks(text, size), options, nowMs, new AbortController())).text();
}

describe('selectLog', () => {
  it.each([
    [{}, 'first line\nhalf a line\n\nno newline'],
    [{ limitBytes: 12 }, 'first line\nh'],
    [{ limitBytes: 1000 }, 'first line\nhalf a line\n\nno newline'],
    [{ sinceSeconds: 2 }, 'half a line\n\nno newline'],
    [{ sinceTime: '2026-01-01T00:00:03Z' }, '\nno newline'],
    [
      { timestamps: true, sinceSeconds: 2 },
      '2026-01-01T00:00:02.000000000Z half a line\n2026-01-01T00:00:03.000000000Z \n' +
        '2026-01-01T00:00:04.000000000Z no newline',
    ],
  ])('%j', async (options, expected) => {
    expect(await select(options)).toBe(expected);
    expect(await select(options, 7)).toBe(expected);
  });

  it('stops the source when the reader goes away', async () => {
    const stop = new AbortController();
    const stream = selectLog(inChunks(log, 10), {}, 0, stop);
    const reader = stream.getReader();
    await reader.read();
    await reader.cancel();
    expect(stop.signal.aborted).toBe(true);
  });
});

describe('the log format', () => {
  it('is cut into the same lines however the bytes come', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' })),
        fc.integer({ min: 1, max: 9 }),
        (words, size) => {
          const lines = words.map((word) => word.replace(/\n/g, ''));
          const bytes = encoder.encode(lines.map((line) => `${line}\n`).join(''));
          const cut = lineCutter();
          const found: string[] = [];
          for (let at = 0; at < bytes.length; at += size) {
            const part = cut(bytes.subarray(at, at + size));
            found.push(...part.map((line) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(line)));
          }
          expect(found).toEqual(lines);
        },
      ),
    );
  });

  it('has a time of its own, in order, for every entry', () => {
    let stamp = { ms: 0, count: 0 };
    const stamps = [5, 5, 5, 7, 6, 8].map((nowMs) => {
      stamp = nextStamp(stamp, nowMs);
      return formatStamp(stamp);
    });
    expect(stamps).toEqual([...new Set(stamps)].sort());
    expect(stamps[1]).toBe('1970-01-01T00:00:00.005000001Z');
    expect(parseLogLine(encoder.encode(`${stamps[0]} stdout F x y`))).toMatchObject({ isPartial: false });
  });
});
