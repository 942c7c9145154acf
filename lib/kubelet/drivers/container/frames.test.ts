import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame } from './engine.fixture';
import { type Frame, frameCutter, splitStamp } from './frames';

const encode = ({ stream, bytes }: Frame) => encodeFrame(stream, bytes);

describe('frameCutter', () => {
  it('finds the same frames, however the bytes come', () => {
    const frame = fc.record({
      stream: fc.constantFrom('stdout' as const, 'stderr' as const),
      bytes: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    });
    const cuts = fc.array(fc.nat({ max: 500 }), { maxLength: 10 });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 10 }), cuts, (frames, places) => {
        const whole = Buffer.concat(frames.map(encode));
        const cut = frameCutter();
        const ends = [...places.filter((place) => place < whole.length).sort((a, b) => a - b), whole.length];
        const found = ends.flatMap((end, at) => cut(whole.subarray(at === 0 ? 0 : ends[at - 1], end)));
        expect(found.map(({ stream, bytes }) => [stream, bytes.toString('hex')])).toEqual(
          frames.map(({ stream, bytes }) => [stream, bytes.toString('hex')]),
        );
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['2026-11-27T23:10:01.123456789Z a b\n', '2026-11-27T23:10:01.123456789Z', 'a b\n'],
    ['2026-11-27T23:10:01Z \n', '2026-11-27T23:10:01Z', '\n'],
    ['2026-11-27T23:10:01+01:00 part', '2026-11-27T23:10:01+01:00', 'part'],
  ])('tells time and content apart: %j', (payload, text, content) => {
    const split = splitStamp({ stream: 'stdout', bytes: Buffer.from(payload) });
    expect([split.text, split.content.toString()]).toEqual([text, content]);
  });
});
