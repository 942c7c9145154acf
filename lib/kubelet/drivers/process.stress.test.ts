import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../time/system';
import type { ContainerSetup, Driver, Run } from '../driver';
import { plainSetup, readLines, uniqueUid } from '../driver.fixture';
import { processDriver } from './process';
import { trySandbox } from './process/sandbox';

/** How much the talkative container says; the full measure is a gigabyte: `GANTRY_STRESS_MB=1000`. */
const spokenMb = Number(process.env.GANTRY_STRESS_MB ?? 200);

const mebibyte = 1024 * 1024;
const clock = systemClock();
const isolations = (await trySandbox()) ? (['none'] as const) : (['auto', 'none'] as const);

/** Processes of the machine, by what is in their command lines. */
function running(mark: string): string[] {
  const lines = execFileSync('ps', ['-eo', 'stat,args'], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(mark));
}

let programDir: string;

beforeAll(async () => {
  programDir = mkdtempSync(path.join(tmpdir(), 'gantry-stress-'));
  await build({
    entryPoints: [path.join(import.meta.dirname, 'process.stress.fixture.ts')],
    outfile: path.join(programDir, 'stress.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
});
afterAll(() => rmSync(programDir, { recursive: true, force: true }));

describe.each(isolations)('the process driver under stress (%s)', (isolation) => {
  let dataDir: string;
  let driver: Driver;
  let uid: string;

  beforeEach(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'gantry-stress-'));
    driver = await processDriver({ dataDir, clock, log: () => {}, isolation });
    uid = uniqueUid();
  });
  afterEach(async () => {
    await Promise.all(readdirSync(path.join(dataDir, 'pods')).map((podUid) => driver.removePod(podUid)));
    await driver.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  function script(text: string, podUid = uid): ContainerSetup {
    return { ...plainSetup(podUid), command: ['sh', '-c', text] };
  }

  async function start(setup: ContainerSetup): Promise<Run> {
    await driver.preparePod({ uid: setup.ref.podUid, namespace: 'default', name: 'pod', volumes: [] });
    return driver.start(setup);
  }

  async function spoken({ ref }: ContainerSetup): Promise<void> {
    for await (const _ of driver.readLog(ref, { follow: true, tailLines: undefined, signal: undefined }))
      return;
  }

  /** Has the fixture do its task in a process of its own; answers what it measured. */
  async function measure(...task: string[]) {
    const file = path.join(programDir, 'stress.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, [file, dataDir, isolation, ...task]);
    return JSON.parse(stdout);
  }

  it('leaves no zombie and no open file behind of a hundred pods, twenty at a time', async () => {
    const { lines, before, after, pods } = await measure('many');
    expect(lines).toBe(100);
    expect(after).toEqual(before);
    expect(after.children).toEqual([]);
    expect(pods).toEqual([]);
  }, 120_000);

  it(`keeps a log of ${spokenMb} MB in files of bounded size, and not in memory`, async () => {
    const measured = await measure('talk', String(spokenMb));
    expect(measured).toMatchObject({ exitCode: 0, tail: ['stdout F last'] });
    expect(measured.memoryBytes).toBeLessThan(100 * mebibyte);
    // Five files of 10 MB; beside them what was written before its writers were halted.
    expect(measured.logBytes).toBeLessThan(52 * mebibyte);
    expect(measured.diskBytes).toBeLessThan(250 * mebibyte);
  }, 300_000);

  it('keeps up with ten thousand lines a second, and loses none', async () => {
    const count = 30_000;
    const file = path.join(dataDir, 'talk.mjs');
    writeFileSync(file, talk(count));
    const volumes = [{ name: 'v', kind: 'host' as const, path: file, type: 'File' }];
    const mounts = [{ volume: 'v', mountPath: '/talk.mjs', subPath: undefined, isReadOnly: true }];
    const place = isolation === 'none' ? './talk.mjs' : '/talk.mjs';
    await driver.preparePod({ uid, namespace: 'default', name: 'pod', volumes });
    const setup = { ...plainSetup(uid), command: [process.execPath, place], mounts };
    const run = await driver.start(setup);
    const lagsMs: number[] = [];
    for await (const chunk of driver.readLog(setup.ref, {
      follow: true,
      tailLines: undefined,
      signal: undefined,
    })) {
      const last = Buffer.from(chunk).toString().trimEnd().split('\n').at(-1)!;
      lagsMs.push(clock.now() - Date.parse(last.slice(0, 24)));
    }
    expect((await run.end).exitCode).toBe(0);
    const lines = await readLines(driver, setup);
    expect(lines).toEqual(Array.from({ length: count }, (_, at) => `stdout F ${at + 1}`));
    expect(lagsMs.sort((a, b) => a - b)[Math.floor(lagsMs.length / 2)]).toBeLessThan(1000);
  }, 60_000);

  it('ends a deaf pod by force, with its children and theirs, wherever they hid', async () => {
    const mark = `7${String(process.hrtime.bigint()).slice(-8)}`;
    const setup = script(
      [
        "trap '' TERM HUP INT",
        `sleep ${mark} &`,
        `setsid sleep ${mark} &`,
        `nohup sleep ${mark} >/dev/null 2>&1 &`,
        `(setsid sh -c "trap '' TERM; (sleep ${mark} &) ; sleep ${mark}" &)`,
        'sleep 0.2; echo up',
        `sleep ${mark}; sleep ${mark}`,
      ].join('\n'),
    );
    const run = await start(setup);
    await spoken(setup);
    expect(running(`sleep ${mark}`).length).toBeGreaterThanOrEqual(5);
    run.terminate();
    await new Promise<void>((resolve) => clock.after(300, resolve));
    expect(run.ended).toBeUndefined();
    run.kill();
    expect(await run.end).toMatchObject({ exitCode: 137, signal: 9 });
    await vi.waitFor(() => expect(running(`sleep ${mark}`)).toEqual([]), 5000);
  });

  it('ends all of a command that multiplies, at once', async () => {
    const mark = `8${String(process.hrtime.bigint()).slice(-8)}`;
    // Doubles until there are 256, and goes on to replace whoever is gone.
    const text = `grow() { [ $1 -le 0 ] || { grow $(($1 - 1)) & grow $(($1 - 1)); }; sleep ${mark}; }; echo up; grow 8`;
    const setup = script(text);
    const run = await start(setup);
    await spoken(setup);
    await vi.waitFor(() => expect(running(mark).length).toBeGreaterThan(100), 10_000);
    run.kill();
    expect(await run.end).toMatchObject({ exitCode: 137 });
    await vi.waitFor(() => expect(running(mark)).toEqual([]), 5000);
  }, 30_000);

  it('takes an argument as long as the system takes, and says no to a longer one', async () => {
    const setup = (bytes: number, attempt: number): ContainerSetup => ({
      ...plainSetup(uid, 'main', attempt),
      command: ['sh', '-c', 'printf %s "$1" | wc -c', 'sh', 'a'.repeat(bytes)],
    });
    const long = setup(120_000, 0);
    expect((await (await start(long)).end).exitCode).toBe(0);
    expect(await readLines(driver, long)).toEqual(['stdout F 120000']);
    const { ended } = await settled(setup(140_000, 1));
    expect(ended).toMatchObject({ exitCode: 128, reason: 'StartError' });
    expect(ended.message).toContain('argument list too long');
  });

  async function settled(setup: ContainerSetup) {
    return { ended: await (await start(setup)).end };
  }

  it.each([
    ['no-such-command', 'executable file not found in $PATH'],
    ['./no-such-file', 'no such file or directory'],
    ['/tmp/../etc', 'is a directory'],
    ['/etc/passwd', 'permission denied'],
  ])('says why %s cannot be started', async (command, problem) => {
    const { ended } = await settled({ ...plainSetup(uid), command: [command] });
    expect(ended).toMatchObject({ exitCode: 128, reason: 'StartError', startedAtMs: 0 });
    expect(ended.message).toContain(problem);
  });
});

/** A program that says numbers, a hundred every ten milliseconds. */
function talk(count: number): string {
  return `
    import { setTimeout as rest } from 'node:timers/promises';
    for (let n = 1; n <= ${count}; n++) {
      console.log(n);
      if (n % 100 === 0) await rest(10);
    }
  `;
}
