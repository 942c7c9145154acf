import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../time/system';
import type { ContainerSetup, Driver } from '../driver';
import { plainSetup, readLines, uniqueUid } from '../driver.fixture';
import { containerDriver } from './container';
import { FakeEngine } from './container/engine.fixture';

const clock = systemClock();
const forever = 'while :; do sleep 0.05; done';

let fake: FakeEngine;
let dataDir: string;
let driver: Driver;
let uid: string;

beforeEach(async () => {
  fake = new FakeEngine(clock);
  fake.images.set('app:1', { Id: 'sha256:app', Size: 1, User: '' });
  await fake.listen();
  dataDir = mkdtempSync(path.join(tmpdir(), 'gantry-engine-'));
  uid = uniqueUid();
  await open();
});
afterEach(async () => {
  fake.breaks = () => undefined;
  await driver.removePod(uid);
  await driver.close();
  await fake.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function open(): Promise<void> {
  driver = await containerDriver({ dataDir, socket: fake.socket, clock, log: () => {} });
}

async function reopen(): Promise<void> {
  await driver.close();
  await open();
}

function script(text: string, attempt = 0): ContainerSetup {
  const setup = plainSetup(uid, 'main', attempt);
  return { ...setup, image: 'app:1', command: ['sh', '-c', text] };
}

async function spoken({ ref }: ContainerSetup): Promise<void> {
  for await (const _ of driver.readLog(ref, { follow: true, tailLines: undefined, signal: undefined }))
    return;
}

const only = () => [...fake.containers.values()][0]!;
const askedFor = (pattern: RegExp) => fake.asked.filter((call) => pattern.test(call)).length;
const broken = (pattern: RegExp, when: 'before' | 'after' = 'before') => {
  fake.breaks = (call) => (pattern.test(call) ? when : undefined);
};

describe('the containers of an engine', () => {
  it('are gone when they have ended and their logs are ours', async () => {
    await (await driver.start(script('echo bye'))).end;
    expect(fake.containers.size).toBe(0);
    expect(await readLines(driver, script(''))).toEqual(['stdout F bye']);
  });

  it('are said to have been killed for their memory', async () => {
    const run = await driver.start(script(forever));
    only().isKilledForMemory = true;
    run.kill();
    expect(await run.end).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
  });

  it('are lost when somebody else removes them', async () => {
    const setup = script(`echo up; ${forever}`);
    const run = await driver.start(setup);
    await spoken(setup);
    fake.removeByHand(only());
    expect(await run.end).toMatchObject({ exitCode: 137, reason: 'ContainerStatusUnknown' });
    expect(await readLines(driver, setup)).toEqual(['stdout F up']);
  });

  it('are lost when somebody else removes them while nobody looks', async () => {
    await driver.start(script(forever));
    await driver.close();
    fake.removeByHand(only());
    await open();
    for (let life = 0; life < 2; life++) {
      const [adopted] = await driver.adopt();
      expect(adopted!.run.ended).toMatchObject({ exitCode: 137, reason: 'ContainerStatusUnknown' });
      await reopen();
    }
  });

  it('of which only a record is left over are removed', async () => {
    broken(/^DELETE/);
    await (await driver.start(script('exit 3'))).end;
    expect(fake.containers.size).toBe(1);
    fake.breaks = () => undefined;
    await reopen();
    expect((await driver.adopt())[0]!.run.ended).toMatchObject({ exitCode: 3 });
    expect(fake.containers.size).toBe(0);
  });

  it('of which no record is left over are removed', async () => {
    await driver.start(script(forever));
    await driver.close();
    rmSync(path.join(dataDir, 'pods', uid), { recursive: true });
    await open();
    expect(await driver.adopt()).toEqual([]);
    expect(fake.containers.size).toBe(0);
  });

  it('of another control plane are left alone', async () => {
    const other = mkdtempSync(path.join(tmpdir(), 'gantry-engine-'));
    const another = await containerDriver({ dataDir: other, socket: fake.socket, clock, log: () => {} });
    const run = await another.start({
      ...script(forever),
      ref: { podUid: 'other', container: 'c', attempt: 0 },
    });
    expect(await driver.adopt()).toEqual([]);
    await driver.removePod('other');
    expect(run.ended).toBeUndefined();
    await another.removePod('other');
    await another.close();
    rmSync(other, { recursive: true });
  });
});

describe('an engine that fails', () => {
  it('is asked again, and nothing is lost or doubled of the log', async () => {
    const setup = script('for i in 1 2 3 4 5 6; do echo $i; sleep 0.2; done; exit 4');
    const run = await driver.start(setup);
    await spoken(setup);
    fake.hangUp();
    expect(await run.end).toMatchObject({ exitCode: 4 });
    expect(await readLines(driver, setup)).toEqual([1, 2, 3, 4, 5, 6].map((line) => `stdout F ${line}`));
  });

  it('before it has started a container has started none', async () => {
    broken(/start$/);
    await expect(driver.start(script('echo once'))).rejects.toMatchObject({ reason: 'RunContainerError' });
    await reopen();
    expect(await driver.adopt()).toEqual([]);
    expect(fake.containers.size).toBe(0);
  });

  it('once more after it has started a container does not start it twice', async () => {
    const setup = script(`echo once; ${forever}`);
    broken(/start$/, 'after');
    await expect(driver.start(setup)).rejects.toMatchObject({ reason: 'RunContainerError' });
    fake.breaks = () => undefined;
    const run = await driver.start(setup);
    await spoken(setup);
    expect(askedFor(/start$/)).toBe(1);
    expect(fake.containers.size).toBe(1);
    run.kill();
    await run.end;
    expect(await readLines(driver, setup)).toEqual(['stdout F once']);
  });

  it('is told again to end a container', async () => {
    const run = await driver.start(script(forever));
    let refusals = 2;
    fake.breaks = (call) => (call.endsWith('kill') && refusals-- > 0 ? 'before' : undefined);
    run.kill();
    expect(await run.end).toMatchObject({ exitCode: 137, signal: 9 });
  });

  it('tells why it creates none', async () => {
    const start = driver.start({ ...script('true'), image: 'absent:1' });
    await expect(start).rejects.toThrow('No such image: absent:1');
  });
});

describe('the images of an engine', () => {
  const pull = (name: string) => driver.images!.pull(name, new AbortController().signal);

  it('are found, and pulled from where they are served', async () => {
    fake.served.add('web:2');
    expect(await driver.images!.find('app:1')).toBe('sha256:app');
    expect(await driver.images!.find('web:2')).toBeUndefined();
    expect(await pull('web:2')).toEqual({ id: 'sha256:web:2', sizeBytes: 4096 });
    expect(await driver.images!.find('web:2')).toBe('sha256:web:2');
  });

  it("are not pulled in the engine's own words", async () => {
    await expect(pull('none:1')).rejects.toThrow('manifest for none:1 not found');
  });

  it('give the user of a container that names a group alone', async () => {
    fake.images.set('web:1', { Id: 'sha256:web', Size: 1, User: '1000:1000' });
    const user = { uid: undefined, gid: 7, groups: [] };
    await driver.start({ ...script(forever), image: 'web:1', user });
    expect(only().body).toMatchObject({ User: '1000:7' });
  });
});

describe('a log told in whole seconds', () => {
  it('goes on where it was', async () => {
    fake.tellsWholeSeconds = true;
    const setup = script('for i in $(seq 1 30); do echo $i; sleep 0.05; done');
    await driver.start(setup);
    for (let life = 0; life < 3; life++) {
      await spoken(setup);
      await reopen();
      await driver.adopt();
    }
    await vi.waitFor(() => expect(fake.containers.size).toBe(0), 10_000);
    const expected = Array.from({ length: 30 }, (_, at) => `stdout F ${at + 1}`);
    expect(await readLines(driver, setup, { follow: true })).toEqual(expected);
  }, 15_000);
});
