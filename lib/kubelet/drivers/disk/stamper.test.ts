import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineCutter, parseLogLine } from '../../logs/cri';
import { Stamper } from './stamper';

interface Entry {
  time: string;
  content: string;
  isPartial: boolean;
}

function parse(entries: Uint8Array): Entry[] {
  return lineCutter()(entries).map((line) => {
    const entry = parseLogLine(line)!;
    return { ...entry, content: Buffer.from(entry.content).toString('latin1') };
  });
}

/** Stamps a text that comes in pieces, offering again what was not taken, as the pump does. */
function stampAll(pieces: readonly Buffer[]): Entry[] {
  const stamper = new Stamper();
  const found: Entry[] = [];
  let rest = Buffer.alloc(0);
  for (const [position, piece] of pieces.entries()) {
    rest = Buffer.concat([rest, piece]);
    const isEnd = position === pieces.length - 1;
    const { entries, taken } = stamper.stamp('stdout', rest, position, isEnd);
    found.push(...parse(entries));
    rest = rest.subarray(taken);
  }
  expect(rest).toHaveLength(0);
  return found;
}

describe('Stamper', () => {
  it('keeps every byte, however the bytes come, and every time apart', () => {
    const piece = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 30 }),
      fc.integer({ min: 16_000, max: 50_000 }).map((length) => 'x'.repeat(length)),
    );
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), (texts) => {
        const found = stampAll(texts.map((text) => Buffer.from(text, 'latin1')));
        const again = found.map(({ content, isPartial }) => content + (isPartial ? '' : '\n')).join('');
        expect(again).toBe(texts.join(''));
        const times = found.map(({ time }) => time);
        expect(times).toEqual([...new Set(times)].sort());
        expect(found.every(({ content }) => content.length <= 16_384)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('counts on beyond every digit', () => {
    const times = stampAll([Buffer.alloc(1200, '\n')]).map(({ time }) => time);
    expect(times[0]).toBe('1970-01-01T00:00:00.000000001Z');
    expect(times[999]).toBe('1970-01-01T00:00:00.000001000Z');
    expect(new Set(times).size).toBe(1200);
  });
});
