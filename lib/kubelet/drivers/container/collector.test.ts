import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { virtualClock } from '../../../time/virtual';
import { lineCutter, parseLogLine } from '../../logs/cri';
import { completeLog } from '../disk/growth';
import { LogCollector } from './collector';
import type { Engine } from './engine';
import { encodeFrame } from './engine.fixture';

interface Piece {
  stepMs: number;
  text: string;
}

/** An engine that tells what is in a log so far, as Docker or, in whole seconds, as Podman does. */
function engineOf(pieces: readonly Piece[], known: () => number, isWholeSeconds: boolean): Engine {
  const stream: Engine['stream'] = async (_, __, { query } = {}) => {
    let ms = 1_000_000;
    const frames = pieces.slice(0, known()).flatMap(({ stepMs, text }) => {
      ms += stepMs;
      const time = new Date(ms).toISOString();
      const stamp = isWholeSeconds ? `${time.slice(0, 19)}Z` : time;
      const isAsked = Math.floor(ms / 1000) >= Number(query?.since);
      return isAsked ? [encodeFrame('stdout', Buffer.from(`${stamp} ${text}`))] : [];
    });
    return Readable.from([Buffer.concat(frames)]);
  };
  return { stream } as Engine;
}

async function textIn(dir: string): Promise<{ text: string; times: string[] }> {
  const cut = lineCutter();
  const found = { text: '', times: [] as string[] };
  const whole = { follow: false, tailLines: undefined, signal: undefined };
  for await (const chunk of completeLog(path.join(dir, 'log')).read(whole)) {
    for (const line of cut(chunk)) {
      const { time, content, isPartial } = parseLogLine(line)!;
      found.text += Buffer.from(content).toString() + (isPartial ? '' : '\n');
      found.times.push(time);
    }
  }
  return found;
}

describe('LogCollector', () => {
  const piece = fc.record({
    stepMs: fc.constantFrom(0, 0, 1, 300, 2500),
    text: fc.constantFrom('a\n', 'b\n', 'part', '\n'),
  });

  it('takes every piece once, however often it is interrupted', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 30 }),
        fc.array(fc.nat({ max: 30 }), { maxLength: 5 }),
        fc.boolean(),
        async (pieces, stops, isWholeSeconds) => {
          const dir = mkdtempSync(path.join(tmpdir(), 'gantry-collector-'));
          for (const stop of [...stops.sort((a, b) => a - b), pieces.length, pieces.length]) {
            const engine = engineOf(pieces, () => stop, isWholeSeconds);
            const clock = virtualClock();
            const collector = new LogCollector({ engine, id: 'c', clock, dir, onGrowth: () => {} });
            await collector.take(false, new AbortController().signal);
            collector.close();
          }
          const { text, times } = await textIn(dir);
          rmSync(dir, { recursive: true });
          expect(text).toBe(pieces.map((one) => one.text).join(''));
          expect(times).toEqual([...new Set(times)].sort());
        },
      ),
      { numRuns: 100 },
    );
  });
});
