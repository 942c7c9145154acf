import { describe, expect, it } from 'vitest';
import type { ApiClient, LogOptions } from '../client/client';
import { readJsonLines } from '../client/jsonlines';
import type { LogStreamLine } from '../client/logstream';
import { failure, StatusError } from '../meta/status';
import { virtualClock } from '../time/virtual';
import { createLineReader } from './loglines';
import { openPodLogs, readLogRequest } from './podlogs';

const encoder = new TextEncoder();

/** A client whose logs are given: chunks of text, an error, or a log that stays open after its chunks. */
function clientOf(logs: Record<string, { chunks: string[]; error?: Error; open?: boolean }>) {
  const asked: Record<string, LogOptions | undefined> = {};
  const log: ApiClient['log'] = async function* (_namespace, pod, options) {
    asked[pod] = options;
    const { chunks, error, open } = logs[pod]!;
    for (const chunk of chunks) yield encoder.encode(chunk);
    if (error) throw error;
    if (!open) return;
    await new Promise<void>((_resolve, reject) => {
      options?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
    });
  };
  return { client: { log } as ApiClient, asked };
}

const sources = (...pods: string[]) => pods.map((pod) => ({ namespace: 'default', pod, container: 'c' }));
const stamp = (second: number, text: string) => `2026-01-01T00:00:0${second}.000000000Z ${text}\n`;

describe('openPodLogs', () => {
  it('merges the logs of ended pods by time and says when each ends', async () => {
    const { client } = clientOf({
      a: { chunks: [stamp(1, 'a1'), stamp(4, 'a4').slice(0, 20), stamp(4, 'a4').slice(20)] },
      b: { chunks: [stamp(2, 'b2') + stamp(3, 'b3')] },
    });
    const { signal } = new AbortController();
    const clock = virtualClock();
    const stream = openPodLogs({ cluster: 'x', sources: sources('a', 'b') }, { client, clock, signal });
    const lines: LogStreamLine[] = [];
    for await (const line of readJsonLines<LogStreamLine>(stream)) lines.push(line);
    expect(lines.map(({ pod, text, end }) => (end ? `${pod} end` : text))).toEqual([
      'a1',
      'b2',
      'b3',
      'b end',
      'a4',
      'a end',
    ]);
  });

  it('tells in the API’s words which log cannot be read, and gives the others', async () => {
    const refused = new StatusError(failure(400, 'BadRequest', 'container "c" is waiting to start'));
    const { client } = clientOf({ a: { chunks: [], error: refused }, b: { chunks: [stamp(2, 'b2')] } });
    const ports = { client, clock: virtualClock(), signal: new AbortController().signal };
    const lines: LogStreamLine[] = [];
    for await (const line of readJsonLines<LogStreamLine>(
      openPodLogs({ cluster: 'x', sources: sources('a', 'b') }, ports),
    ))
      lines.push(line);
    expect(lines[0]).toMatchObject({ source: 0, end: true, error: refused.message, code: 400 });
    expect(lines[1]).toMatchObject({ source: 1, text: 'b2' });
  });

  it('does not hold lines back for a container that is silent, and lets go when the reader leaves', async () => {
    const { client, asked } = clientOf({
      a: { chunks: [stamp(5, 'a5')], open: true },
      b: { chunks: [], open: true },
    });
    const clock = virtualClock();
    const stream = openPodLogs(
      { cluster: 'x', sources: sources('a', 'b'), follow: true },
      { client, clock, signal: new AbortController().signal },
    );
    const lines = readJsonLines<LogStreamLine>(stream);
    const first = lines.next();
    await clock.advance(60);
    expect((await first).value).toMatchObject({ text: 'a5' });
    expect(asked.b).toMatchObject({ follow: true, timestamps: true });
    await lines.return?.();
    expect(asked.a?.signal?.aborted).toBe(true);
  });
});

describe('createLineReader', () => {
  it('puts lines together that come in pieces, characters too', () => {
    const reader = createLineReader();
    const bytes = encoder.encode('2026-01-01T00:00:01Z né\n2026-01-01T00:00:02Z \nlost stamp');
    const lines = [...bytes].flatMap((byte) => reader.read(new Uint8Array([byte])));
    expect([...lines, ...reader.finish()]).toEqual([
      { time: '2026-01-01T00:00:01Z', text: 'né' },
      { time: '2026-01-01T00:00:02Z', text: '' },
      { time: '', text: 'lost stamp' },
    ]);
  });

  it('cuts a line that does not end', () => {
    const reader = createLineReader();
    for (let chunk = 0; chunk < 100; chunk++) reader.read(encoder.encode('x'.repeat(10_000)));
    const [line] = reader.read(encoder.encode('\n'));
    expect(line!.text.length).toBeLessThan(70_000);
  });
});

describe('readLogRequest', () => {
  it.each([
    [undefined, 'cluster must be a text'],
    [{ cluster: 'x', sources: [] }, 'sources must be a list'],
    [{ cluster: 'x', sources: [{ namespace: 'a', pod: 'b' }] }, 'container must be a text'],
    [{ cluster: 'x', sources: [{ ...sources('p')[0], tailLines: 'all' }] }, 'tailLines must be a number'],
    [{ cluster: 'x', sources: sources(...Array.from({ length: 101 }, () => 'p')) }, 'more than 100 sources'],
  ])('refuses %j', (body, message) => {
    expect(() => readLogRequest(body)).toThrow(message);
  });

  it('takes what is asked for and nothing else', () => {
    const source = { namespace: 'a', pod: 'p', container: 'c', previous: true, extra: 1 };
    expect(readLogRequest({ cluster: 'x', sources: [source], follow: true })).toEqual({
      cluster: 'x',
      sources: [{ namespace: 'a', pod: 'p', container: 'c', previous: true }],
      follow: true,
    });
  });
});
