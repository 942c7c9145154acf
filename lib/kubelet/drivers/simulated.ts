import { type Clock, sleep } from '../../time/clock';
import type {
  ContainerRef,
  ContainerSetup,
  Driver,
  Ended,
  ReachOptions,
  ReadLogOptions,
  Run,
} from '../driver';
import { formatStamp, nextStamp } from '../logs/cri';
import { type Outcome, outcomeOf } from './simulated/outcome';
import { answerScript } from './simulated/reach';

const sigterm = 15;
const sigkill = 9;

interface SimulatedAttempt {
  run: Run;
  logLines: readonly string[];
  answer: ReturnType<typeof answerScript>;
}

/**
 * A driver without processes: what becomes of a container is read from its pod's annotations and drawn from
 * the seed (see the room's page). Runs on any clock, in the browser too. It keeps nothing: after a restart,
 * containers go on by what the pod's status says.
 */
export function simulatedDriver({ clock, seed = 1 }: { clock: Clock; seed?: number }): Driver {
  const attempts = new Map<string, Map<string, SimulatedAttempt>>();

  function begin(setup: ContainerSetup, outcome: Outcome, startedAtMs: number): Run {
    const run = startRun(clock, setup.ref, outcome, startedAtMs);
    const ofPod = attempts.get(setup.ref.podUid) ?? new Map<string, SimulatedAttempt>();
    ofPod.set(keyOf(setup.ref), { run, logLines: outcome.logLines, answer: answerScript(clock, setup) });
    attempts.set(setup.ref.podUid, ofPod);
    return run;
  }

  async function reach(ref: ContainerRef, { purpose, signal }: ReachOptions): Promise<boolean> {
    const attempt = attempts.get(ref.podUid)?.get(keyOf(ref));
    if (!attempt || attempt.run.ended) throw new Error('the container is not running');
    return attempt.answer(purpose, signal);
  }

  return {
    name: 'simulated',
    version: '1',
    annotations: { 'gantry.dev/runtime': 'simulated: pods run no command; their outcomes are made up' },
    isQuiet: true,
    adopt: async () => [],
    preparePod: async () => [],
    async start(setup) {
      const outcome = outcomeOf(setup, seed);
      if (outcome.startDelayMs > 0) await sleep(clock, outcome.startDelayMs);
      return begin(setup, outcome, clock.now());
    },
    resume: (setup, startedAtMs) => begin(setup, outcomeOf(setup, seed), startedAtMs),
    readLog: (ref, options) => readLog(attempts.get(ref.podUid)?.get(keyOf(ref)), options),
    async exec(ref, _, options) {
      return (await reach(ref, options)) ? { exitCode: 0, output: '' } : { exitCode: 1, output: 'simulated' };
    },
    async request(ref, _, options) {
      return { status: (await reach(ref, options)) ? 200 : 500, body: '' };
    },
    async connect(ref, { host, port }, options) {
      if (!(await reach(ref, options)))
        throw new Error(`dial tcp ${host}:${port}: connect: connection refused`);
    },
    async removePod(podUid) {
      for (const { run } of attempts.get(podUid)?.values() ?? []) run.kill();
      attempts.delete(podUid);
    },
    close: async () => {},
  };
}

function keyOf({ container, attempt }: ContainerRef): string {
  return `${container}/${attempt}`;
}

function startRun(clock: Clock, ref: ContainerRef, outcome: Outcome, startedAtMs: number): Run {
  let ended: Ended | undefined;
  let tell: (ended: Ended) => void = () => {};
  let cancel = () => {};
  const end = new Promise<Ended>((resolve) => {
    tell = resolve;
  });

  function finish(exitCode: number, signal?: number): void {
    if (ended) return;
    cancel();
    ended = { exitCode, ...(signal ? { signal } : {}), startedAtMs, finishedAtMs: clock.now() };
    tell(ended);
  }

  const leftMs = startedAtMs + outcome.durationMs - clock.now();
  if (leftMs <= 0) finish(outcome.exitCode);
  else if (Number.isFinite(leftMs)) cancel = clock.after(leftMs, () => finish(outcome.exitCode));
  return {
    id: `${ref.podUid}/${keyOf(ref)}`,
    startedAtMs,
    get ended() {
      return ended;
    },
    end,
    terminate() {
      if (!outcome.ignoresTerm) finish(128 + sigterm, sigterm);
    },
    kill: () => finish(128 + sigkill, sigkill),
  };
}

async function* readLog(
  attempt: SimulatedAttempt | undefined,
  { follow, tailLines, signal }: ReadLogOptions,
): AsyncGenerator<Uint8Array> {
  if (!attempt) return;
  const { run, logLines } = attempt;
  let stamp = { ms: run.startedAtMs, count: 0 };
  const lines = logLines.map((line) => {
    const entry = `${formatStamp(stamp)} stdout F ${line}\n`;
    stamp = nextStamp(stamp, run.startedAtMs);
    return entry;
  });
  const wanted = tailLines === undefined ? lines : lines.slice(Math.max(0, lines.length - tailLines));
  if (wanted.length > 0) yield new TextEncoder().encode(wanted.join(''));
  if (!follow || signal?.aborted) return;
  const aborted = new Promise<void>((resolve) => {
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([run.end, aborted]);
}
