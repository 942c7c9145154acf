import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJsonLines } from './jsonlines';

function bodyOf(chunks: Uint8Array[], fail?: Error): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      if (fail) controller.error(fail);
      else controller.close();
    },
  });
}

async function collect(body: ReadableStream<Uint8Array>): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const value of readJsonLines(body)) values.push(value);
  return values;
}

function cut(bytes: Uint8Array, lengths: number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (const length of lengths) {
    chunks.push(bytes.slice(at, at + length));
    at += length;
  }
  chunks.push(bytes.slice(at));
  return chunks;
}

describe('readJsonLines', () => {
  it('reads the same values however the bytes are cut', async () => {
    // Characters of one to four bytes, and those that matter to lines and to JSON.
    const unit = fc.constantFrom('a', 'ä', '€', '😀', '\n', '"', ' ');
    const value = fc.record({ text: fc.string({ unit }), count: fc.integer() });
    const lengths = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.array(value, { maxLength: 6 }), lengths, async (values, sizes) => {
        const text = values.map((one) => `${JSON.stringify(one)}\n`).join('');
        const bytes = new TextEncoder().encode(text);
        const wanted = values.map((one) => JSON.parse(JSON.stringify(one)));
        expect(await collect(bodyOf(cut(bytes, sizes)))).toEqual(wanted);
      }),
    );
  });

  it('counts a whole last line without a newline and skips blank ones', async () => {
    const bytes = new TextEncoder().encode('\n{"a":1}\r\n\r\n\n{"a":2}');
    expect(await collect(bodyOf([bytes]))).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('fails on a line that was cut off', async () => {
    const bytes = new TextEncoder().encode('{"a":1}\n{"a"');
    await expect(collect(bodyOf([bytes]))).rejects.toThrow(SyntaxError);
  });

  it('cancels the body when the loop is left', async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('1\n2\n')),
      cancel: () => {
        cancelled = true;
      },
    });
    for await (const value of readJsonLines<number>(body)) if (value === 1) break;
    expect(cancelled).toBe(true);
  });
});
