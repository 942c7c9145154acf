import { mkdtempSync, rmSync } from 'node:fs';
import { METHODS } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readCorpus } from '../apiserver/fuzz/corpus.fixture';
import { fuzz } from '../apiserver/fuzz/fuzz';
import { answered } from '../apiserver/fuzz/limit.fixture';
import type { Answer, Target } from '../apiserver/fuzz/oracle';
import { fuzzSeed } from '../apiserver/fuzz/seed.fixture';
import { systemClock } from '../time/system';
import { bundleProgram, killPrograms, type Program, startProgram } from './program.fixture';

const requests = Number(process.env.GANTRY_FUZZ_REQUESTS ?? 1500);
/** A stream that goes on is read for this long. */
const streamForMs = 50;
const clock = systemClock();

let program: string;
const dataDir = mkdtempSync(path.join(tmpdir(), 'gantry-fuzz-'));

beforeAll(async () => {
  program = await bundleProgram('fuzz');
});
afterAll(() => {
  killPrograms();
  rmSync(program, { force: true });
  rmSync(dataDir, { recursive: true, force: true });
});

function targetOf({ send }: Program): Target {
  return {
    send: async ({ path: target, ...init }) => {
      const abort = new AbortController();
      if (!canBeSent(target, init)) return undefined;
      return answered(clock, readAnswer(await send(target, { ...init, signal: abort.signal }), abort));
    },
  };
}

/** Whether HTTP can carry a request, and Node reads it: other methods than these never come to a handler. */
function canBeSent(target: string, init: RequestInit): boolean {
  try {
    return METHODS.includes(new Request(`https://server${target}`, init).method);
  } catch {
    return false;
  }
}

async function readAnswer(response: Response, abort: AbortController): Promise<Answer> {
  const { status, headers } = response;
  const contentType = headers.get('content-type') ?? '';
  if (headers.has('content-length') || !response.body)
    return { status, contentType, text: await response.text() };
  const cancel = clock.after(streamForMs, () => abort.abort());
  let text = '';
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>)
      text += decoder.decode(chunk, { stream: true });
  } catch (error) {
    if (!abort.signal.aborted) throw error;
  } finally {
    cancel();
  }
  return { status, contentType, text };
}

/** With controllers and a kubelet that have to live with whatever is stored. */
it('takes whatever comes over the wire', { timeout: 300_000 }, async () => {
  const seed = fuzzSeed();
  const running = await startProgram(program, dataDir, 'simulated');
  const { problems } = await fuzz({
    target: targetOf(running),
    corpus: readCorpus(),
    seed,
    requests,
    isAlone: false,
  });
  expect(problems.join('\n'), `GANTRY_FUZZ_SEED=${seed}`).toBe('');
  expect(running.said()).not.toMatch(/failed|Error/);
  expect((await running.send('/readyz', {})).status).toBe(200);
  expect(await running.end('SIGTERM')).toBe(0);
});
