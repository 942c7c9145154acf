import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContainerSetup, Driver, Ended, Run } from './driver';
import { plainSetup, readLines, uniqueUid } from './driver.fixture';

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

/** Reads what a driver's log holds, as lines with their times. */
async function readRaw(driver: Driver, { ref }: ContainerSetup): Promise<string[]> {
  let text = '';
  for await (const chunk of driver.readLog(ref, { follow: false, tailLines: undefined, signal: undefined })) {
    text += new TextDecoder().decode(chunk);
  }
  return text.split('\n').filter(Boolean);
}

/** Follows a log and does something whenever there is more of it; gives all of it. */
async function followLines(
  driver: Driver,
  setup: ContainerSetup,
  onGrowth: (text: string) => void,
): Promise<string> {
  let text = '';
  for await (const chunk of driver.readLog(setup.ref, {
    follow: true,
    tailLines: undefined,
    signal: undefined,
  })) {
    text += new TextDecoder().decode(chunk);
    onGrowth(text);
  }
  return text.replace(/^\S+ /gm, '');
}

/** The contract of `Driver`, run by every driver. */
export function describeDriver(name: string, create: () => Promise<DriverHarness>): void {
  describe(`${name} driver`, () => {
    let harness: DriverHarness;

    beforeEach(async () => {
      harness = await create();
    });
    afterEach(() => harness.dispose());

    async function start(behaviour: Behaviour, setup = plainSetup(uniqueUid())) {
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
        const plain = plainSetup(uniqueUid());
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
      const uid = uniqueUid();
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

    it('stamps every line with a time of its own, in order', async () => {
      const { setup, run } = await start({ lines: ['one', 'two', 'three'] });
      await endOf(run);
      const times = (await readRaw(harness.driver, setup)).map((line) => line.split(' ')[0]!);
      expect(times).toEqual([...new Set(times)].sort());
      for (const time of times) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
    });

    it('gives the whole log to whoever follows it', async () => {
      const { setup, run } = await start({ lines: ['one', 'two'], runsForever: true });
      const first = followLines(harness.driver, setup, () => {});
      const second = followLines(harness.driver, setup, (text) => {
        if (text.includes('two')) run.kill();
      });
      expect(await harness.wait(Promise.all([first, second]))).toEqual(
        Array.from({ length: 2 }, () => 'stdout F one\nstdout F two\n'),
      );
    });

    it('stops following when nobody listens any more, and lets the container run', async () => {
      const { setup, run } = await start({ lines: ['one'], runsForever: true });
      const stop = new AbortController();
      const options = { follow: true, tailLines: undefined, signal: stop.signal };
      for await (const _ of harness.driver.readLog(setup.ref, options)) stop.abort();
      expect(run.ended).toBeUndefined();
    });

    it('has an empty log of what never ran', async () => {
      expect(await readLines(harness.driver, plainSetup('stranger'), { follow: true })).toEqual([]);
    });

    it('lets the end stand, whatever is asked for after it', async () => {
      const { run } = await start({ exitCode: 3 });
      const ended = await endOf(run);
      run.terminate();
      run.kill();
      run.kill();
      expect(await endOf(run)).toEqual(ended);
      expect(run.ended).toEqual(ended);
    });

    it('removes pods it has removed, or never had, without complaint', async () => {
      const { setup, run } = await start({});
      await endOf(run);
      await harness.driver.removePod(setup.ref.podUid);
      await harness.driver.removePod(setup.ref.podUid);
      await harness.driver.removePod('stranger');
    });

    it('has nothing to adopt where nothing has run', async () => {
      expect(await harness.driver.adopt()).toEqual([]);
    });
  });
}
