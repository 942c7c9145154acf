import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { strategies } from '../resources/strategies';
import { createStore } from '../store/memory';
import { seededRandom } from '../time/random';
import { systemClock } from '../time/system';
import { virtualClock } from '../time/virtual';
import { adminUser } from './access/authenticate';
import { readCorpus } from './fuzz/corpus.fixture';
import { fuzz } from './fuzz/fuzz';
import { answered } from './fuzz/limit.fixture';
import type { Answer, Target } from './fuzz/oracle';
import type { FuzzRequest } from './fuzz/requests';
import { fuzzSeed } from './fuzz/seed.fixture';
import { createApiServer } from './server';

const wallClock = systemClock();

/** An API server in this process under a virtual clock, which is moved on for watches to end. */
function openServer(): Target {
  const clock = virtualClock();
  // A short memory, so that versions seen a while ago are gone.
  const store = createStore({ clock, watchWindow: 200 });
  const server = createApiServer({
    store,
    clock,
    random: seededRandom(1),
    strategies,
    authenticate: () => adminUser,
    podLogs: async () => new Blob(['a line\n']).stream(),
  });

  async function answerTo(request: Request, end: () => void): Promise<Answer> {
    const response = await server.handle(request);
    const { status, headers } = response;
    if (!headers.has('content-length')) {
      await clock.advance(3_600_000);
      end();
    }
    const text = await response.text();
    await clock.settle();
    return { status, contentType: headers.get('content-type') ?? '', text };
  }

  return {
    store,
    async send(fuzzed) {
      const abort = new AbortController();
      const request = requestOf(fuzzed, abort.signal);
      return (
        request &&
        answered(
          wallClock,
          answerTo(request, () => abort.abort()),
        )
      );
    },
  };
}

/** The request as the handler takes it; `undefined` when there is no such request. */
function requestOf({ method, path, headers, body }: FuzzRequest, signal: AbortSignal): Request | undefined {
  try {
    return new Request(`http://server${path}`, { method, headers, body, signal });
  } catch {
    return undefined;
  }
}

/** Megabytes in use after everything unused was collected. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

const requests = Number(process.env.GANTRY_FUZZ_REQUESTS ?? 24_000);
/** What caches that are filled by then may still take. */
const mostGrowth = 16;

it('takes whatever it is sent, and keeps nothing of it', { timeout: 600_000 }, async () => {
  const seed = fuzzSeed();
  const options = { target: openServer(), corpus: readCorpus(), isAlone: true, requests: requests / 2 };
  const first = await fuzz({ ...options, seed });
  expect(first.problems.join('\n'), `GANTRY_FUZZ_SEED=${seed}`).toBe('');
  const halfway = heapInUse();
  const second = await fuzz({ ...options, seed: seed + 1 });
  expect(second.problems.join('\n'), `GANTRY_FUZZ_SEED=${seed + 1}`).toBe('');
  expect(heapInUse() - halfway, 'megabytes that stay').toBeLessThan(mostGrowth);
  // A fuzzer that is always turned away at the door has tried nothing.
  expect(first.checked + second.checked).toBeGreaterThan(requests / 20);
});
