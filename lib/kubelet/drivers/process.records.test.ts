import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../time/system';
import type { ContainerSetup, Driver, Run } from '../driver';
import { plainSetup, readLines, uniqueUid } from '../driver.fixture';
import { processDriver } from './process';
import { identify, isPassedOn, isSame, type ProcessIdentity } from './process/proc';

const clock = systemClock();

let dataDir: string;
let driver: Driver;
let uid: string;
let bystander: ChildProcess;

beforeEach(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'gantry-records-'));
  uid = uniqueUid();
  bystander = spawn('sleep', ['1000'], { detached: true });
  await open();
});
afterEach(async () => {
  bystander.kill('SIGKILL');
  await driver.removePod(uid);
  await driver.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function open(): Promise<void> {
  driver = await processDriver({ dataDir, clock, log: () => {}, isolation: 'none' });
}

const dirOf = (attempt = 0) => path.join(dataDir, 'pods', uid, 'containers/main', String(attempt));

function script(text: string): ContainerSetup {
  return { ...plainSetup(uid), command: ['sh', '-c', text] };
}

async function start(setup: ContainerSetup): Promise<Run> {
  await driver.preparePod({ uid, namespace: 'default', name: 'pod', volumes: [] });
  return driver.start(setup);
}

/** What a life has left behind that had started a container and knew its shim by this identity. */
async function leave(shim: ProcessIdentity): Promise<void> {
  mkdirSync(dirOf(), { recursive: true });
  const record = { id: 'id', ref: plainSetup(uid).ref, shim, startedAtMs: clock.now(), isSandboxed: false };
  writeFileSync(path.join(dirOf(), 'process.json'), JSON.stringify(record));
}

async function adoptOnly(): Promise<Run | undefined> {
  const adopted = await driver.adopt();
  expect(adopted.length).toBeLessThanOrEqual(1);
  return adopted[0]?.run;
}

const identity = () => identify(bystander.pid!)!;

describe('a pid on record', () => {
  it('that has passed on to another process is lost, and the other is left alone', async () => {
    const recorded = { ...identity(), started: '1' };
    expect([isSame(recorded), isPassedOn(recorded)]).toEqual([false, true]);
    await leave(recorded);
    expect((await adoptOnly())!.ended).toMatchObject({ exitCode: 137, reason: 'ContainerStatusUnknown' });
    expect(isSame(identity())).toBe(true);
  });

  it('of a machine that was started anew is lost, even if another began at the same tick', async () => {
    const recorded = { ...identity(), boot: 'another-boot' };
    expect([isSame(recorded), isPassedOn(recorded)]).toEqual([false, true]);
    await leave(recorded);
    expect((await adoptOnly())!.ended).toMatchObject({ exitCode: 137, reason: 'ContainerStatusUnknown' });
    expect(isSame(identity())).toBe(true);
  });

  it('that has passed on does not hide what the container left running', async () => {
    const env = { ...process.env, GANTRY_CONTAINER: `id${uid}` };
    const stray: ChildProcess = spawn('sleep', ['1000'], { env });
    await leave({ ...identity(), started: '1' });
    const file = path.join(dirOf(), 'process.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"id":"id"', `"id":"id${uid}"`));
    await adoptOnly();
    await vi.waitFor(() => expect(stray.signalCode).toBe('SIGKILL'));
  });
});

describe('records that are not whole', () => {
  it('of a start mean that nothing was started', async () => {
    await leave(identity());
    writeFileSync(path.join(dirOf(), 'process.json'), '{"id":"id","re');
    expect(await adoptOnly()).toBeUndefined();
    expect(existsSync(dirOf())).toBe(false);
    expect(isSame(identity())).toBe(true);
  });

  it.each(['', '{"exitCode":7', '\0\0\0\0'])('of an end (%j) are made again', async (text) => {
    const run = await start(script('echo why >dev/termination-log; echo out; exit 7'));
    const ended = await run.end;
    await driver.close();
    writeFileSync(path.join(dirOf(), 'ended.json'), text);
    await open();
    const again = await adoptOnly();
    expect(again!.ended).toEqual(ended);
    expect(ended).toMatchObject({ exitCode: 7, message: 'why\n' });
    expect(await readLines(driver, script(''))).toEqual(['stdout F out']);
  });

  it('of an exit code are none', async () => {
    await leave({ ...identity(), started: '1' });
    writeFileSync(path.join(dirOf(), 'exit'), '  1');
    expect((await adoptOnly())!.ended).toMatchObject({ reason: 'ContainerStatusUnknown' });
  });

  it('of how far the log is have it taken again, once', async () => {
    const setup = script('echo one; echo two; sleep 0.3; echo three');
    const run = await start(setup);
    const follow = { follow: true, tailLines: undefined, signal: undefined };
    for await (const _ of driver.readLog(setup.ref, follow)) break;
    await driver.close();
    expect(run.ended).toBeUndefined();
    writeFileSync(path.join(dirOf(), 'log/state'), '{"segment":1,"off');
    await open();
    await (await adoptOnly())!.end;
    expect(await readLines(driver, setup)).toEqual(['stdout F one', 'stdout F two', 'stdout F three']);
  });
});

describe('an end that cannot be recorded', () => {
  it('is told all the same, and again later', async () => {
    const run = await start(script('sleep 0.2; exit 5'));
    symlinkSync('/dev/full', path.join(dirOf(), 'ended.json'));
    expect(await run.end).toMatchObject({ exitCode: 5 });
    await driver.close();
    rmSync(path.join(dirOf(), 'ended.json'));
    await open();
    expect((await adoptOnly())!.ended).toMatchObject({ exitCode: 5 });
  });
});

/** Only who may mount can have a disk of its own to fill. */
const canMount = process.platform === 'linux' && tryMount();

function tryMount(): boolean {
  const dir = mkdtempSync(path.join(tmpdir(), 'gantry-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'gantry', dir], { stdio: 'ignore' });
    execFileSync('umount', [dir]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(dir, { recursive: true });
  }
}

describe.runIf(canMount)('a disk that is full', () => {
  beforeEach(async () => {
    await driver.close();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'gantry', dataDir]);
    await open();
  });
  afterEach(() => {
    execFileSync('umount', ['--lazy', dataDir]);
  });

  const ballast = () => path.join(dataDir, 'ballast');

  function fill(): void {
    execFileSync('sh', ['-c', `dd if=/dev/zero of=${ballast()} bs=4k 2>/dev/null || :`]);
  }

  it('lets nothing be started that could not be found again', async () => {
    const setup = script('echo up >&2; sleep 1000');
    await driver.preparePod({ uid, namespace: 'default', name: 'pod', volumes: [] });
    fill();
    await expect(driver.start(setup)).rejects.toThrow('ENOSPC');
    await vi.waitFor(() => expect(shims(uid)).toEqual([]));
    rmSync(ballast());
    const run = await driver.start({ ...setup, command: ['true'] });
    expect(await run.end).toMatchObject({ exitCode: 0 });
  });

  it('does not make an exit code be forgotten', async () => {
    const setup = script('echo up; sleep 0.5; exit 9');
    const run = await start(setup);
    const follow = { follow: true, tailLines: undefined, signal: undefined };
    for await (const _ of driver.readLog(setup.ref, follow)) break;
    fill();
    expect(await run.end).toMatchObject({ exitCode: 9 });
    await driver.close();
    await open();
    expect((await adoptOnly())!.ended).toMatchObject({ exitCode: 9 });
  });
});

/** The shims of a pod that are there. */
function shims(podUid: string): string[] {
  const lines = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes('gantry-container') && line.includes(podUid));
}
