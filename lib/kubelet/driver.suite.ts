import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContainerSetup, Driver, Ended, Run } from './driver';

/** What a driver's test provides so that every driver is held to the same contract. */
export interface DriverHarness {
  driver: Driver;
  /** Turns a plain container into one that behaves so. */
  behave(setup: ContainerSetup, behaviour: Behaviour): ContainerSetup;
  /** Lets time go on until the promise settles. */
  wait<T>(promise: Promise<T>): Promise<T>;
  dispose(): Promise<void>;
}

interface Behaviour {
  exitCode?: number;
  lines?: readonly string[];
  /** Runs until it is ended from outside. */
  runsForever?: boolean;
  ignoresTerm?: boolean;
}

/** A command for `exec` that behaves so in every driver: the simulated one goes by the annotation alone. */
const trial = (annotation: string, command: readonly string[]) => ({
  annotations: { 'simulate.gantry.dev/readiness-probe': annotation },
  command,
});

/** A container that has nothing to do, for tests to build on. */
export function plainSetup(podUid: string, container = 'main', attempt = 0): ContainerSetup {
  return {
    ref: { podUid, container, attempt },
    namespace: 'default',
    pod: 'pod',
    hostname: 'pod',
    isSidecar: false,
    annotations: {},
    argv: [],
    env: [],
    workingDir: undefined,
    mounts: [],
    terminationMessagePath: '/dev/termination-log',
    fallsBackToLogs: false,
    user: { uid: undefined, gid: undefined },
  };
}

/** Reads what a driver's log holds, as text without times. */
export async function readLines(
  driver: Driver,
  setup: ContainerSetup,
  options: { follow?: boolean; tailLines?: number } = {},
): Promise<string[]> {
  const chunks: Uint8Array[] = [];
  const { follow = false, tailLines } = options;
  for await (const chunk of driver.readLog(setup.ref, { follow, tailLines, signal: undefined })) {
    chunks.push(chunk.slice());
  }
  const text = new TextDecoder().decode(await new Blob(chunks as BlobPart[]).arrayBuffer());
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => line.replace(/^\S+ /, ''));
}

/** Follows a log and does something at its first line; gives all of it. */
async function followLines(driver: Driver, setup: ContainerSetup, onFirst: () => void): Promise<string> {
  let text = '';
  for await (const chunk of driver.readLog(setup.ref, {
    follow: true,
    tailLines: undefined,
    signal: undefined,
  })) {
    if (text === '') onFirst();
    text += new TextDecoder().decode(chunk);
  }
  return text.replace(/^\S+ /gm, '');
}

/** The contract of `Driver`, run by every driver. */
export function describeDriver(name: string, create: () => Promise<DriverHarness>): void {
  describe(`${name} driver`, () => {
    let harness: DriverHarness;
    let pods = 0;

    beforeEach(async () => {
      harness = await create();
    });
    afterEach(() => harness.dispose());

    async function start(behaviour: Behaviour, setup = plainSetup(`pod-${pods++}`)) {
      const { ref, namespace, pod } = setup;
      await harness.driver.preparePod({ uid: ref.podUid, namespace, name: pod, volumes: [] });
      const behaving = harness.behave(setup, behaviour);
      return { setup: behaving, run: await harness.wait(harness.driver.start(behaving)) };
    }

    const endOf = (run: Run): Promise<Ended> => harness.wait(run.end);

    it.each([0, 1, 42])('tells that a container ended with %d', async (exitCode) => {
      const { run } = await start({ exitCode });
      const ended = await endOf(run);
      expect(ended).toMatchObject({ exitCode });
      expect(ended.signal).toBeUndefined();
      expect(ended.finishedAtMs).toBeGreaterThanOrEqual(ended.startedAtMs);
      expect(run.ended).toEqual(ended);
    });

    it('keeps the log of a container that has ended', async () => {
      const { setup, run } = await start({ lines: ['one', 'two', 'three'] });
      await endOf(run);
      expect(await readLines(harness.driver, setup)).toEqual([
        'stdout F one',
        'stdout F two',
        'stdout F three',
      ]);
      expect(await readLines(harness.driver, setup, { tailLines: 2 })).toEqual([
        'stdout F two',
        'stdout F three',
      ]);
      expect(await readLines(harness.driver, setup, { tailLines: 0 })).toEqual([]);
    });

    it('follows a log to the end of the container', async () => {
      const { setup, run } = await start({ lines: ['one'], runsForever: true });
      const followed = followLines(harness.driver, setup, () => run.kill());
      expect(await harness.wait(followed)).toBe('stdout F one\n');
    });

    it('ends a container that is asked to', async () => {
      const { run } = await start({ runsForever: true });
      expect(run.ended).toBeUndefined();
      run.terminate();
      expect(await endOf(run)).toMatchObject({ exitCode: 143, signal: 15 });
    });

    it('ends a container that does not listen by force', async () => {
      const { setup, run } = await start({ runsForever: true, ignoresTerm: true, lines: ['deaf'] });
      const followed = followLines(harness.driver, setup, () => {
        run.terminate();
        run.kill();
      });
      await harness.wait(followed);
      expect(await endOf(run)).toMatchObject({ exitCode: 137, signal: 9 });
    });

    describe('reaches a running container', () => {
      async function exec(
        { annotations, command }: ReturnType<typeof trial>,
        signal = new AbortController().signal,
      ) {
        const plain = plainSetup(`pod-${pods++}`);
        const { setup, run } = await start({ runsForever: true }, { ...plain, annotations });
        if (run.ended) throw new Error('it has ended');
        return harness.driver.exec!(setup.ref, command, { purpose: 'readiness', signal });
      }

      it.each([
        ['ok', 'exit 0', 0],
        ['fail', 'exit 1', 1],
      ])('with a command that answers %s', async (annotation, script, exitCode) => {
        expect(await exec(trial(annotation, ['sh', '-c', script]))).toMatchObject({ exitCode });
      });

      it('with a command that is given up', async () => {
        const giveUp = new AbortController();
        const given = exec(trial('hang', ['sleep', '1000']), giveUp.signal);
        const refused = expect(given).rejects.toThrow('given up');
        giveUp.abort(new Error('given up'));
        await refused;
      });

      it('but not one that has ended', async () => {
        const { setup, run } = await start({ exitCode: 0 });
        await endOf(run);
        const options = { purpose: 'readiness', signal: new AbortController().signal } as const;
        await expect(harness.driver.exec!(setup.ref, ['true'], options)).rejects.toThrow('not running');
      });
    });

    it('tells attempts and containers of a pod apart', async () => {
      const uid = `pod-${pods++}`;
      const first = await start({ lines: ['first'], exitCode: 1 }, plainSetup(uid, 'a', 0));
      await endOf(first.run);
      const second = await start({ lines: ['second'] }, plainSetup(uid, 'a', 1));
      const other = await start({ lines: ['other'] }, plainSetup(uid, 'b', 0));
      await endOf(second.run);
      await endOf(other.run);
      const logs = [first, second, other].map(({ setup }) => readLines(harness.driver, setup));
      expect(await Promise.all(logs)).toEqual([['stdout F first'], ['stdout F second'], ['stdout F other']]);
      expect(new Set([first, second, other].map(({ run }) => run.id)).size).toBe(3);
    });

    it('ends and forgets everything of a pod that is removed', async () => {
      const { setup, run } = await start({ runsForever: true, lines: ['one'] });
      await harness.wait(harness.driver.removePod(setup.ref.podUid));
      expect(run.ended).toMatchObject({ exitCode: 137 });
      expect(await readLines(harness.driver, setup)).toEqual([]);
    });

    it('has nothing to adopt where nothing has run', async () => {
      expect(await harness.driver.adopt()).toEqual([]);
    });
  });
}
