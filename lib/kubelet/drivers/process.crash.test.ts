import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sleep } from '../../time/clock';
import { systemClock } from '../../time/system';
import type { ContainerSetup, Driver, Run } from '../driver';
import { plainSetup, readLines, uniqueUid } from '../driver.fixture';
import { processDriver } from './process';
import { isSame, type ProcessIdentity } from './process/proc';
import { trySandbox } from './process/sandbox';

/**
 * A driver in a process of its own, which starts a container for every line it reads and says when it has.
 */
const program = `
import { createInterface } from 'node:readline';
import { systemClock } from '../../time/system';
import { processDriver } from './process';

const [dataDir, isolation] = process.argv.slice(2);
const driver = await processDriver({ dataDir, clock: systemClock(), log: () => {}, isolation });
for await (const line of createInterface({ input: process.stdin })) {
  const setup = JSON.parse(line);
  await driver.preparePod({ uid: setup.ref.podUid, namespace: 'default', name: 'pod', volumes: [] });
  await driver.start(setup);
  console.log('started');
}
`;

const clock = systemClock();
const isolations = (await trySandbox()) ? (['none'] as const) : (['auto', 'none'] as const);
let programDir: string;

beforeAll(async () => {
  programDir = mkdtempSync(path.join(tmpdir(), 'gantry-life-'));
  await build({
    stdin: { contents: program, resolveDir: import.meta.dirname, loader: 'ts' },
    outfile: path.join(programDir, 'life.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
});
afterAll(() => rmSync(programDir, { recursive: true, force: true }));

describe.each(isolations)('after a life of the driver was ended by force (%s)', (isolation) => {
  let dataDir: string;
  let life: ChildProcess;
  let driver: Driver | undefined;
  const uid = uniqueUid();

  beforeEach(() => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'gantry-crash-'));
    life = spawn(process.execPath, [path.join(programDir, 'life.mjs'), dataDir, isolation], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
  });
  afterEach(async () => {
    life.kill('SIGKILL');
    for (const { ref } of (await driver?.adopt()) ?? []) await driver?.removePod(ref.podUid);
    await driver?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  function startThere(podUid: string, script: string): Promise<ContainerSetup> {
    const setup = { ...plainSetup(podUid), command: ['sh', '-c', script] };
    life.stdin!.write(`${JSON.stringify(setup)}\n`);
    return new Promise((resolve) => life.stdout!.once('data', () => resolve(setup)));
  }

  function crash(): Promise<void> {
    life.kill('SIGKILL');
    return new Promise((resolve) => life.once('exit', () => resolve()));
  }

  async function adoptOnly(): Promise<Run> {
    driver = await processDriver({ dataDir, clock, log: () => {}, isolation });
    const [adopted, ...more] = await driver.adopt();
    expect(more).toEqual([]);
    return adopted!.run;
  }

  function shimOf({ ref }: ContainerSetup): ProcessIdentity {
    const file = path.join(dataDir, 'pods', ref.podUid, 'containers/main/0/process.json');
    return JSON.parse(readFileSync(file, 'utf8')).shim;
  }

  async function until(done: () => boolean): Promise<void> {
    while (!done()) await sleep(clock, 20);
  }

  it('goes on with what runs, and keeps its log whole', async () => {
    const setup = await startThere(uid, 'for i in $(seq 1 40); do echo $i; sleep 0.05; done; exit 7');
    await sleep(clock, 400);
    await crash();
    await sleep(clock, 400);
    const run = await adoptOnly();
    expect(run.ended).toBeUndefined();
    expect(await run.end).toMatchObject({ exitCode: 7 });
    const expected = Array.from({ length: 40 }, (_, at) => `stdout F ${at + 1}`);
    expect(await readLines(driver!, setup)).toEqual(expected);
  });

  it('can still end what runs', async () => {
    const setup = await startThere(uid, "trap 'exit 5' TERM; echo up; while :; do sleep 0.05; done");
    await sleep(clock, 200);
    await crash();
    const run = await adoptOnly();
    run.terminate();
    expect(await run.end).toMatchObject({ exitCode: 5 });
    expect(isSame(shimOf(setup))).toBe(false);
  });

  it('can still kill what runs', async () => {
    const setup = await startThere(uid, "trap '' TERM; sleep 1000");
    await crash();
    const run = await adoptOnly();
    run.kill();
    expect(await run.end).toMatchObject({ exitCode: 137, signal: 9 });
    expect(isSame(shimOf(setup))).toBe(false);
  });

  it('tells the real end of what ended meanwhile', async () => {
    const setup = await startThere(uid, 'sleep 0.3; echo last; exit 3');
    await crash();
    await until(() => !isSame(shimOf(setup)));
    const run = await adoptOnly();
    expect(run.ended).toMatchObject({ exitCode: 3 });
    expect(await readLines(driver!, setup)).toEqual(['stdout F last']);
    await driver!.close();
    expect((await adoptOnly()).ended).toEqual(run.ended);
  });

  it('tells that a process was lost, and leaves nothing of it running', async () => {
    const seconds = String(process.hrtime.bigint()).slice(-9);
    const setup = await startThere(uid, `sleep ${seconds}`);
    await crash();
    process.kill(shimOf(setup).pid, 'SIGKILL');
    await until(() => !isSame(shimOf(setup)));
    const run = await adoptOnly();
    expect(run.ended).toMatchObject({ exitCode: 137, reason: 'ContainerStatusUnknown' });
    await until(
      () => !execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).includes(`sleep ${seconds}`),
    );
  });
});
