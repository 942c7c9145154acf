import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../time/system';
import type { ContainerSetup, Driver, VolumeFile, VolumeSetup } from '../driver';
import { plainSetup, readLines, uniqueUid } from '../driver.fixture';
import { describeDriver } from '../driver.suite';
import { describeCommands } from './commands.suite';
import { processDriver } from './process';
import { trySandbox } from './process/sandbox';

const clock = systemClock();
const obstacle = await trySandbox();
/** Both ways where bubblewrap works, else the one there is. */
const isolations = obstacle ? (['none'] as const) : (['auto', 'none'] as const);

function makeDir(): string {
  return mkdtempSync(path.join(tmpdir(), 'gantry-process-'));
}

function shell(setup: ContainerSetup, script: string, more: Partial<ContainerSetup> = {}): ContainerSetup {
  return { ...setup, command: ['sh', '-c', script], ...more };
}

for (const isolation of isolations) {
  describeDriver(`process (${isolation})`, async () => {
    const dataDir = makeDir();
    const driver = await processDriver({ dataDir, clock, log: () => {}, isolation });
    return {
      driver,
      behave(setup, { exitCode = 0, lines = [], runsForever, ignoresTerm }) {
        const say = lines.map((line) => `echo '${line}'`);
        const wait = runsForever ? [ignoresTerm ? 'sleep 1000; sleep 1000' : 'exec sleep 1000'] : [];
        const trap = ignoresTerm ? ["trap '' TERM"] : [];
        return shell(setup, [...trap, ...say, ...wait, `exit ${exitCode}`].join('\n'));
      },
      wait: (promise) => promise,
      dispose: () => dispose(driver, dataDir),
    };
  });

  describeCommands(`process (${isolation})`, async () => {
    const dataDir = makeDir();
    const create = () => processDriver({ dataDir, clock, log: () => {}, isolation });
    let driver = await create();
    return {
      driver,
      image: '',
      pathOf: (file) => (isolation === 'none' ? `.${file}` : file),
      async restart() {
        await driver.close();
        driver = await create();
        return driver;
      },
      dispose: () => dispose(driver, dataDir),
    };
  });
}

async function dispose(driver: Driver, dataDir: string): Promise<void> {
  await Promise.all(readdirSync(path.join(dataDir, 'pods')).map((podUid) => driver.removePod(podUid)));
  await driver.close();
  rmSync(dataDir, { recursive: true, force: true });
}

describe.each(isolations)('process driver (%s)', (isolation) => {
  let dataDir: string;
  let driver: Driver;
  const uid = uniqueUid();

  beforeEach(async () => {
    dataDir = makeDir();
    driver = await processDriver({ dataDir, clock, log: () => {}, isolation });
  });
  afterEach(async () => {
    await driver.removePod(uid);
    await driver.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function run(setup: ContainerSetup, volumes: readonly VolumeSetup[] = []) {
    await driver.preparePod({ uid, namespace: 'default', name: 'pod', volumes });
    const started = await driver.start(setup);
    const ended = await started.end;
    return { ended, lines: await readLines(driver, setup) };
  }

  const script = (text: string, more: Partial<ContainerSetup> = {}) => shell(plainSetup(uid), text, more);
  const said = (lines: readonly string[]) => lines.map((line) => line.replace(/^\w+ \w /, ''));

  it('gives the pod its environment alone, and what every container has', async () => {
    const env = [
      ['GREETING', 'hello  world\nagain'],
      ['EMPTY', ''],
    ] as const;
    const { lines } = await run(script('echo "$GREETING"; env | cut -d= -f1 | sort', { env }));
    expect(said(lines).slice(0, 2)).toEqual(['hello  world', 'again']);
    const names = said(lines).slice(2);
    expect(names).toEqual(expect.arrayContaining(['EMPTY', 'GREETING', 'HOME', 'HOSTNAME', 'PATH']));
    expect(names).not.toContain('NODE_ENV');
    expect(names).not.toContain('VITEST');
  });

  it('hands on names that a shell does not take', async () => {
    const setup = plainSetup(uid);
    const { lines } = await run({ ...setup, command: ['/usr/bin/env'], env: [['a.b-c', 'odd']] });
    expect(said(lines)).toContain('a.b-c=odd');
  });

  describe('runs commands beside a container', () => {
    const options = () => ({ purpose: 'liveness', signal: new AbortController().signal }) as const;

    /** Starts a container and waits until it has said a word, so that its command runs. */
    async function begin(more: Partial<ContainerSetup> = {}) {
      await driver.preparePod({ uid, namespace: 'default', name: 'pod', volumes: [] });
      const setup = script('echo ready; exec sleep 1000', more);
      await driver.start(setup);
      const log = driver.readLog(setup.ref, { follow: true, tailLines: undefined, signal: undefined });
      for await (const chunk of log) if (chunk.length > 0) break;
      return (command: readonly string[], given: ReturnType<typeof options> = options()) =>
        driver.exec!(setup.ref, command, given);
    }

    // Without a sandbox there are no processes, rights or users of the container's own.
    it.runIf(isolation === 'auto')('among its processes, with no more rights than it has', async () => {
      const exec = await begin();
      const { output } = await exec([
        'sh',
        '-c',
        'ps -e -o args; hostname; grep -E "CapEff|NoNewPrivs" /proc/$$/status',
      ]);
      expect(output).toContain('sleep 1000');
      const { output: own } = await exec(['grep', '-E', 'CapEff|NoNewPrivs', '/proc/2/status']);
      expect(output).toContain(own);
    });

    it.runIf(isolation === 'auto')(
      'in a second sandbox with the same files, where it has to be',
      async () => {
        const exec = await begin({ env: [['WORD', 'same']] });
        await exec(['sh', '-c', 'echo "$WORD" >/tmp/note']);
        const again = path.join(dataDir, 'pods', uid, 'containers/main/0/sandbox-again');
        const said = execFileSync('sh', ['-c', 'exec bwrap --args 4 -- cat /tmp/note 4<"$0"', again]);
        expect(said.toString()).toBe('same\n');
      },
    );

    it.runIf(isolation === 'auto')('as the user it runs as', async () => {
      const exec = await begin({ user: { uid: 1234, gid: 1235, groups: [] } });
      expect(await exec(['sh', '-c', 'id -u; id -g'])).toEqual({ exitCode: 0, output: '1234\n1235\n' });
    });
  });

  it('reaches what listens on the network', async () => {
    const signal = AbortSignal.timeout(5000);
    const ref = plainSetup(uid).ref;
    const pages: Record<string, [number, string | undefined]> = {
      '/': [200, undefined],
      '/moved': [302, '/'],
      '/away': [302, 'http://elsewhere.invalid/'],
      '/circle': [302, '/circle'],
      '/broken': [503, undefined],
    };
    const server = createServer((request, response) => {
      const [status, location] = pages[request.url ?? ''] ?? [404, undefined];
      response.writeHead(status, location ? { location } : {}).end(`${request.headers['x-name'] ?? ''}!`);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const ask = (page: string) =>
      driver.request!(
        ref,
        { url: `http://127.0.0.1:${port}${page}`, headers: [['X-Name', 'me']] },
        { purpose: 'liveness', signal },
      );
    expect(await ask('/')).toEqual({ status: 200, body: 'me!' });
    expect(await ask('/moved')).toEqual({ status: 200, body: 'me!' });
    expect(await ask('/away')).toMatchObject({ status: 302 });
    expect(await ask('/broken')).toMatchObject({ status: 503 });
    await expect(ask('/circle')).rejects.toThrow('stopped after 10 redirects');
    const reach = () => driver.connect!(ref, { host: '127.0.0.1', port }, { purpose: 'liveness', signal });
    await reach();
    server.close();
    server.closeAllConnections();
    const refused = `dial tcp 127.0.0.1:${port}: connect: connection refused`;
    await expect(reach()).rejects.toThrow(refused);
    await expect(ask('/')).rejects.toThrow(refused);
  });

  it('cuts very long lines into parts', async () => {
    const { lines } = await run(script("head -c 40000 /dev/zero | tr '\\0' x; echo"));
    expect(lines.map((line) => line.length - 'stdout P '.length)).toEqual([16384, 16384, 7232]);
    expect(lines.map((line) => line[7])).toEqual(['P', 'P', 'F']);
  });

  it.each([
    ['no-such-command', 'exec: "no-such-command": executable file not found in $PATH'],
    ['/no/such/file', 'exec: "/no/such/file": stat /no/such/file: no such file or directory'],
    ['/etc', 'exec: "/etc": is a directory'],
    ['/etc/passwd', 'exec: "/etc/passwd": permission denied'],
  ])('ends %s as a runtime does that cannot start it', async (command, problem) => {
    const { ended } = await run({ ...plainSetup(uid), command: [command] });
    expect(ended).toMatchObject({ exitCode: 128, reason: 'StartError', startedAtMs: 0 });
    expect(ended.message).toContain(problem);
  });

  it('refuses a container without a command', async () => {
    const start = driver.start(plainSetup(uid));
    await expect(start).rejects.toMatchObject({ reason: 'CreateContainerConfigError', isPassing: false });
    await expect(start).rejects.toThrow('set command or args');
  });

  it.each([
    ['kill -KILL $$', 137, 9],
    ['kill -TERM $$', 143, 15],
    ['kill -INT $$', 130, 2],
  ])('tells the signal of %s', async (text, exitCode, signal) => {
    expect((await run(script(text))).ended).toMatchObject({ exitCode, signal });
  });

  describe('gives volumes new content while they are in use', () => {
    const fileOf = (name: string, text: string) => ({ path: name, content: Buffer.from(text), mode: 0o644 });
    const volume = (...files: VolumeFile[]): VolumeSetup => ({ name: 'config', kind: 'files', files });
    const mount = (subPath?: string) => [
      { volume: 'config', mountPath: '/config', subPath, isReadOnly: false },
    ];
    const at = isolation === 'none' ? 'config' : '/config';

    async function begin(files: VolumeSetup, subPath?: string) {
      await driver.preparePod({ uid, namespace: 'default', name: 'pod', volumes: [files] });
      const setup = script('sleep 1000', { mounts: mount(subPath) });
      await driver.start(setup);
      const exec = async (...command: string[]) => {
        const options = { purpose: 'readiness', signal: AbortSignal.timeout(5000) } as const;
        return (await driver.exec!(setup.ref, command, options)).output;
      };
      await exec('true');
      return exec;
    }

    it('all at once, with what is no longer there gone', async () => {
      const exec = await begin(volume(fileOf('a', 'one'), fileOf('b', 'one'), fileOf('c/d', 'one')));
      expect(await exec('sh', '-c', `ls ${at}; cat ${at}/a ${at}/b ${at}/c/d`)).toBe('a\nb\nc\noneoneone');
      const link = await exec('readlink', `${at}/..data`);
      await driver.updateVolumes!(uid, [
        volume(fileOf('a', 'two'), fileOf('c/e', 'two'), fileOf('f', 'two')),
      ]);
      expect(await exec('sh', '-c', `ls ${at}; cat ${at}/a ${at}/c/e ${at}/f`)).toBe('a\nc\nf\ntwotwotwo');
      expect(await exec('sh', '-c', `cat ${at}/b ${at}/c/d 2>/dev/null`)).toBe('');
      expect(await exec('readlink', `${at}/..data`)).not.toBe(link);
    });

    it('also where plain files were', async () => {
      const directory = path.join(dataDir, 'pods', uid, 'volumes/config');
      mkdirSync(path.join(directory, 'c'), { recursive: true });
      writeFileSync(path.join(directory, 'a'), 'old');
      writeFileSync(path.join(directory, 'c/d'), 'old');
      const exec = await begin(volume(fileOf('a', 'one'), fileOf('c/e', 'one')));
      expect(await exec('sh', '-c', `ls ${at}; ls ${at}/c; cat ${at}/a`)).toBe('a\nc\ne\none');
    });

    it('but not when it is the same', async () => {
      const exec = await begin(volume(fileOf('a', 'one')));
      const link = await exec('readlink', `${at}/..data`);
      await driver.updateVolumes!(uid, [volume(fileOf('a', 'one'))]);
      expect(await exec('readlink', `${at}/..data`)).toBe(link);
      await driver.updateVolumes!(uid, [volume({ ...fileOf('a', 'one'), mode: 0o600 })]);
      expect(await exec('readlink', `${at}/..data`)).not.toBe(link);
    });

    it.each(['../a', '/a', '..', 'b/../../a'])('but not at %s', async (outside) => {
      const prepared = driver.preparePod({
        ...{ uid, namespace: 'default', name: 'pod' },
        volumes: [volume(fileOf(outside, 'one'))],
      });
      await expect(prepared).rejects.toThrow(
        `invalid path ${JSON.stringify(outside)}: must stay within the volume`,
      );
    });

    // A link, which is all there is without a sandbox, cannot hold on to a file that is replaced.
    it.runIf(isolation === 'auto')('but leaves what is mounted by a sub path', async () => {
      const exec = await begin(volume(fileOf('a', 'one')), 'a');
      await driver.updateVolumes!(uid, [volume(fileOf('a', 'two'))]);
      expect(await exec('cat', at)).toBe('one');
    });
  });

  it('measures volumes', async () => {
    const volumes: VolumeSetup[] = [{ name: 'data', kind: 'empty' }];
    await driver.preparePod({ uid, namespace: 'default', name: 'pod', volumes });
    expect(await driver.volumeUsage!(uid, 'data')).toBe(0);
    const directory = path.join(dataDir, 'pods', uid, 'volumes/data/a/b');
    mkdirSync(directory, { recursive: true });
    writeFileSync(path.join(directory, 'big'), Buffer.alloc(300_000, 1));
    const bytes = await driver.volumeUsage!(uid, 'data');
    expect(bytes).toBeGreaterThanOrEqual(300_000);
    expect(bytes).toBeLessThan(400_000);
  });

  it('reads files of volumes, and none beyond them', async () => {
    const volumes: VolumeSetup[] = [
      { name: 'data', kind: 'empty' },
      { name: 'host', kind: 'host', path: dataDir, type: '' },
    ];
    await driver.preparePod({ uid, namespace: 'default', name: 'pod', volumes });
    const directory = path.join(dataDir, 'pods', uid, 'volumes/data');
    writeFileSync(path.join(directory, 'inside'), 'seen');
    writeFileSync(path.join(dataDir, 'outside'), 'seen too');
    symlinkSync(path.join(dataDir, 'outside'), path.join(directory, 'link'));
    const read = async (volume: string, file: string) => {
      const content = await driver.readVolumeFile!(uid, volume, file);
      return content && Buffer.from(content).toString();
    };
    expect(await read('data', 'inside')).toBe('seen');
    expect(await read('host', 'outside')).toBe('seen too');
    expect(await read('data', 'none')).toBeUndefined();
    expect(await read('data', 'link')).toBeUndefined();
    expect(await read('data', '../../../../outside')).toBeUndefined();
    expect(await read('none', 'inside')).toBeUndefined();
  });

  // Without a sandbox the container has the machine's.
  it.runIf(isolation === 'auto')('gives the container a hosts file of its own', async () => {
    const hosts = [
      { ip: '127.0.0.1', names: ['pod.sub', 'pod'] },
      { ip: '10.1.2.3', names: ['db'] },
    ];
    const { lines } = await run(script('cat /etc/hosts; getent hosts db', { hosts }));
    expect(said(lines)).toEqual(
      expect.arrayContaining(['127.0.0.1\tpod.sub\tpod', '10.1.2.3\tdb', '10.1.2.3        db']),
    );
  });

  it('shares volumes between containers and keeps what is read-only', async () => {
    const at = isolation === 'none' ? '.' : '';
    const content = new TextEncoder().encode('from a config map');
    const files = [{ path: 'a/b.txt', content, mode: 0o440 }];
    const volumes: VolumeSetup[] = [
      { name: 'work', kind: 'empty' },
      { name: 'config', kind: 'files', files },
      { name: 'host', kind: 'host', path: dataDir, type: 'Directory' },
    ];
    const mounts = [
      { volume: 'work', mountPath: '/data', subPath: undefined, isReadOnly: false },
      { volume: 'config', mountPath: '/etc/app', subPath: undefined, isReadOnly: true },
      { volume: 'config', mountPath: '/opt/x/y/b.txt', subPath: 'a/b.txt', isReadOnly: true },
      { volume: 'host', mountPath: '/mnt/host', subPath: undefined, isReadOnly: true },
    ];
    await run(shell(plainSetup(uid, 'writer'), `echo hi >${at}/data/file`, { mounts }), volumes);
    const reader = `cat ${at}/data/file ${at}/etc/app/a/b.txt ${at}/opt/x/y/b.txt; ls ${at}/mnt/host`;
    const { ended, lines } = await run(shell(plainSetup(uid, 'reader'), reader, { mounts }), volumes);
    expect(ended.exitCode).toBe(0);
    expect(said(lines)).toEqual(['hi', 'from a config mapfrom a config mappods']);
    expect(statSync(path.join(dataDir, 'pods', uid, 'volumes/config/a/b.txt')).mode & 0o777).toBe(0o440);
  });

  it('says what a host path is not', async () => {
    const volumes: VolumeSetup[] = [{ name: 'v', kind: 'host', path: '/no/such/dir', type: 'Directory' }];
    const prepared = driver.preparePod({ uid, namespace: 'default', name: 'pod', volumes });
    await expect(prepared).rejects.toThrow('hostPath type check failed: /no/such/dir is not a directory');
  });

  it('keeps a long log in files of bounded size and takes it in whole', async () => {
    const setup = script('seq 1 400000');
    const { ended, lines } = await run(setup);
    expect(ended.exitCode).toBe(0);
    expect(lines).toHaveLength(400000);
    expect(lines.at(-1)).toBe('stdout F 400000');
    const dir = path.join(dataDir, 'pods', uid, 'containers/main/0/log');
    expect(statSync(path.join(dir, '1.log')).size).toBeLessThan(12 * 1024 * 1024);
    expect(existsSync(path.join(dir, '2.log'))).toBe(true);
    expect(said(await readLines(driver, setup, { tailLines: 3 }))).toEqual(['399998', '399999', '400000']);
  }, 30_000);

  it('leaves nothing behind of a pod that is removed', async () => {
    await run(script('echo hi'));
    await driver.removePod(uid);
    expect(existsSync(path.join(dataDir, 'pods', uid))).toBe(false);
  });
});

describe.runIf(!obstacle)('the sandbox', () => {
  let dataDir: string;
  let driver: Driver;

  beforeEach(async () => {
    dataDir = makeDir();
    driver = await processDriver({ dataDir, clock, log: () => {} });
  });
  afterEach(async () => {
    await driver.removePod('p');
    await driver.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('gives processes, host name, root and /tmp of its own, the machine read-only', async () => {
    const outside = path.join(tmpdir(), 'gantry-outside');
    writeFileSync(outside, 'x');
    const text = [
      'hostname; pwd; ls /tmp | wc -l; ls -d /proc/[0-9]* | wc -l',
      'echo x >/tmp/x && echo x >/file && echo written',
      'touch /usr/x 2>/dev/null || echo read-only',
      `ls ${path.dirname(outside)}/gantry-outside 2>/dev/null || echo unseen`,
    ].join('\n');
    const setup = shell(plainSetup('p'), text, { hostname: 'web-1', workingDir: '/srv/app/deep' });
    await (await driver.start(setup)).end;
    rmSync(outside);
    const lines = (await readLines(driver, setup)).map((line) => line.replace('stdout F ', ''));
    expect(lines.slice(0, 3)).toEqual(['web-1', '/srv/app/deep', '0']);
    expect(Number(lines[3])).toBeLessThan(6);
    expect(lines.slice(4)).toEqual(['written', 'read-only', 'unseen']);
  });

  it.skipIf(!existsSync('/bin/bash'))('takes bash for sh, as the images of most manifests do', async () => {
    const setup = shell(plainSetup('p'), 'if [[ -r /etc/passwd && abc == a* ]]; then echo known; fi');
    const ended = await (await driver.start(setup)).end;
    expect([ended?.exitCode, await readLines(driver, setup)]).toEqual([0, ['stdout F known']]);
  });

  it('runs as the user asked for', async () => {
    const setup = shell(plainSetup('p'), 'id -u; id -g; touch /tmp/mine && echo mine', {
      user: { uid: 1234, gid: 4321, groups: [] },
    });
    await (await driver.start(setup)).end;
    expect(await readLines(driver, setup)).toEqual(['stdout F 1234', 'stdout F 4321', 'stdout F mine']);
  });

  it('keeps secrets out of command lines', async () => {
    const setup = shell(plainSetup('p'), 'sleep 1000', { env: [['TOKEN', 'hush-hush']] });
    await driver.start(setup);
    const { pid } = JSON.parse(
      readFileSync(path.join(dataDir, 'pods/p/containers/main/0/process.json'), 'utf8'),
    ).shim;
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toContain('sleep 1000');
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain('hush-hush');
  });
});
