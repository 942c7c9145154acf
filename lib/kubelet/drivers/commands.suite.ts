import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContainerSetup, Driver, Run, VolumeSetup } from '../driver';
import { plainSetup, readLines, uniqueUid } from '../driver.fixture';
import { lineCutter, parseLogLine } from '../logs/cri';

/** What the test of a driver provides that really runs commands. */
export interface CommandHarness {
  driver: Driver;
  /** The image containers run from. */
  image: string;
  /** How a command finds a file at this place of the container. */
  pathOf(file: string): string;
  /** Lets go of the driver as a crash does, and answers the one of the next life. */
  restart(): Promise<Driver>;
  dispose(): Promise<void>;
}

const uid = uniqueUid();

/** What a container wrote to its streams, put together again from its log. */
async function outputOf(
  driver: Driver,
  { ref }: ContainerSetup,
): Promise<{ stdout: Buffer; stderr: Buffer }> {
  const cut = lineCutter();
  const streams: Record<string, Uint8Array[]> = { stdout: [], stderr: [] };
  for await (const chunk of driver.readLog(ref, { follow: false, tailLines: undefined, signal: undefined })) {
    for (const line of cut(chunk)) {
      const { content, isPartial } = parseLogLine(line)!;
      const stream = streams[Buffer.from(line).toString('latin1').split(' ')[1]!]!;
      stream.push(content, Buffer.from(isPartial ? '' : '\n'));
    }
  }
  return { stdout: Buffer.concat(streams.stdout!), stderr: Buffer.concat(streams.stderr!) };
}

/** Processes of the machine that carry a mark in their command line. */
function runningWith(mark: string): string[] {
  const lines = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(mark));
}

/** What containers that run commands promise besides the contract of every driver. */
export function describeCommands(name: string, create: () => Promise<CommandHarness>): void {
  describe(`commands of the ${name} driver`, () => {
    let harness: CommandHarness;
    let driver: Driver;

    beforeEach(async () => {
      harness = await create();
      driver = harness.driver;
    });
    afterEach(() => harness.dispose());

    const plain = (more: Partial<ContainerSetup> = {}) => ({
      ...plainSetup(uid),
      image: harness.image,
      ...more,
    });
    const script = (text: string, more: Partial<ContainerSetup> = {}) =>
      plain({ command: ['sh', '-c', text], ...more });

    async function start(setup: ContainerSetup, volumes: readonly VolumeSetup[] = []): Promise<Run> {
      await driver.preparePod({ uid, namespace: 'default', name: 'pod', volumes });
      return driver.start(setup);
    }

    async function run(setup: ContainerSetup, volumes: readonly VolumeSetup[] = []) {
      const ended = await (await start(setup, volumes)).end;
      const { stdout } = await outputOf(driver, setup);
      return { ended, lines: stdout.toString().replace(/\n$/, '').split('\n') };
    }

    /** Resolves when the container has said something. */
    async function spoken({ ref }: ContainerSetup): Promise<void> {
      const options = { follow: true, tailLines: undefined, signal: undefined };
      for await (const _ of driver.readLog(ref, options)) return;
    }

    describeSurroundings();
    describeOutput();
    describeEnds();
    describeExec();
    describeLaterLives();

    function describeSurroundings(): void {
      it('puts args behind the command', async () => {
        const command = ['sh', '-c', 'echo "$0-$1-$2"'];
        const { lines } = await run(plain({ command, args: ['a b', '', '$HOME'] }));
        expect(lines).toEqual(['a b--$HOME']);
      });

      it('gives the environment of the pod, and none of our own', async () => {
        const env = [
          ['GREETING', 'hello  world\nagain'],
          ['EMPTY', ''],
        ] as const;
        const { lines } = await run(script('echo "$GREETING"; env | cut -d= -f1 | sort', { env }));
        expect(lines.slice(0, 2)).toEqual(['hello  world', 'again']);
        expect(lines).toEqual(expect.arrayContaining(['EMPTY', 'GREETING', 'PATH']));
        expect(lines).not.toContain('VITEST');
      });

      it('takes arguments of any length and any bytes of text', async () => {
        const long = `${'ä'.repeat(50_000)}"'\\\t$(x)`;
        const command = ['sh', '-c', 'printf %s "$1" | wc -c', 'sh', long];
        expect((await run(plain({ command }))).lines).toEqual([String(Buffer.byteLength(long))]);
      });

      it('runs in the working directory', async () => {
        const { lines } = await run(script('pwd', { workingDir: '/srv/app/deep' }));
        expect(lines[0]).toMatch(/\/srv\/app\/deep$/);
      });

      it('closes stdin', async () => {
        expect((await run(script('read line || echo closed'))).lines).toEqual(['closed']);
      });

      it('shares volumes between containers and shows what is in them', async () => {
        const content = new TextEncoder().encode('from a config map');
        const volumes: VolumeSetup[] = [
          { name: 'work', kind: 'empty' },
          { name: 'config', kind: 'files', files: [{ path: 'a/b.txt', content, mode: 0o440 }] },
          { name: 'host', kind: 'host', path: '/etc', type: 'Directory' },
        ];
        const mounts = [
          { volume: 'work', mountPath: '/data', subPath: undefined, isReadOnly: false },
          { volume: 'work', mountPath: '/part', subPath: 'x/y', isReadOnly: false },
          { volume: 'config', mountPath: '/etc/app', subPath: undefined, isReadOnly: true },
          { volume: 'config', mountPath: '/opt/x/y/b.txt', subPath: 'a/b.txt', isReadOnly: true },
          { volume: 'host', mountPath: '/mnt/host', subPath: undefined, isReadOnly: true },
        ];
        const at = harness.pathOf;
        const ref = (container: string) => ({ podUid: uid, container, attempt: 0 });
        const write = `echo hi >${at('/data/file')}; echo part >${at('/part/file')}`;
        await run(script(write, { mounts, ref: ref('writer') }), volumes);
        const files = ['/data/file', '/data/x/y/file', '/etc/app/a/b.txt', '/opt/x/y/b.txt'].map(at);
        const read = `cat ${files.join(' ')}; echo; test -f ${at('/mnt/host/passwd')} && echo host`;
        const reader = await run(script(read, { mounts, ref: ref('reader') }), volumes);
        expect(reader.lines).toEqual(['hi', 'part', 'from a config mapfrom a config map', 'host']);
      });
    }

    function describeOutput(): void {
      it('keeps streams apart, and bytes as they are, however they were written', async () => {
        const lines =
          "printf 'ä'; printf 'ö\\n'; printf '\\303'; sleep 0.1; printf '\\244\\n\\001\\377\\000\\n'";
        const setup = script(`${lines}; echo problem >&2; printf end`);
        await (await start(setup)).end;
        const { stdout, stderr } = await outputOf(driver, setup);
        expect(stdout).toEqual(
          Buffer.concat([Buffer.from('äö\nä\n'), Buffer.from('01ff000a', 'hex'), Buffer.from('end')]),
        );
        expect(stderr.toString()).toBe('problem\n');
      });

      it('cuts very long lines into parts and loses nothing of them', async () => {
        const setup = script("head -c 40000 /dev/zero | tr '\\0' x; echo; echo next");
        await run(setup);
        const lines = await readLines(driver, setup);
        expect((await outputOf(driver, setup)).stdout.toString()).toBe(`${'x'.repeat(40_000)}\nnext\n`);
        expect(lines.length).toBeGreaterThan(2);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(
          'stdout P '.length + 16_384,
        );
      });

      it('loses no line of many', async () => {
        const count = 10_000;
        const { lines } = await run(script(`seq 1 ${count}`));
        expect(lines).toEqual(Array.from({ length: count }, (_, at) => String(at + 1)));
      });

      it('keeps the log of the attempt before, and no more', async () => {
        const attempts = [0, 1, 2].map((attempt) =>
          script(`echo ${attempt}`, { ref: { podUid: uid, container: 'main', attempt } }),
        );
        for (const attempt of attempts) await run(attempt);
        const logs = await Promise.all(attempts.map((attempt) => readLines(driver, attempt)));
        expect(logs).toEqual([[], ['stdout F 1'], ['stdout F 2']]);
      });
    }

    function describeEnds(): void {
      it('ends a command that does not exist as one that could not be started', async () => {
        const { ended } = await run(plain({ command: ['no-such-command'] }));
        expect(ended).toMatchObject({ exitCode: 128, reason: 'StartError', startedAtMs: 0 });
        expect(ended.message).toMatch(/^failed to start container: .*no-such-command.* not found in \$PATH/);
      });

      it('lets a command end by itself when it is asked to', async () => {
        const setup = script("trap 'echo bye; exit 3' TERM; echo up; while :; do sleep 0.05; done");
        const started = await start(setup);
        await spoken(setup);
        started.terminate();
        expect(await started.end).toMatchObject({ exitCode: 3 });
        expect(await readLines(driver, setup)).toEqual(['stdout F up', 'stdout F bye']);
      });

      it.each([
        ['in the background', 'sleep 1234 & echo up'],
        ['in a session of their own', 'setsid sleep 1234 & echo up'],
        [
          'in a session of their own, deaf, twice removed',
          "trap '' TERM HUP; (setsid nohup sh -c 'sleep 1234 & :' &) ; sleep 0.1; echo up",
        ],
      ])('leaves no children behind, %s', async (_, text) => {
        const mark = `567${Math.floor(process.hrtime()[1])}`;
        await run(script(text.replace('1234', mark)));
        expect(runningWith(mark)).toEqual([]);
      });

      it('takes the termination message, or the end of the log in its place', async () => {
        const attempt = (number: number) => ({ podUid: uid, container: 'main', attempt: number });
        const file = harness.pathOf('/dev/termination-log');
        expect((await run(script(`echo why >${file}; exit 1`))).ended.message).toBe('why\n');
        const silent = script('echo last words; exit 1', { fallsBackToLogs: true, ref: attempt(1) });
        expect((await run(silent)).ended.message).toBe('last words\n');
        const fine = script('echo fine', { fallsBackToLogs: true, ref: attempt(2) });
        expect((await run(fine)).ended.message).toBeUndefined();
      });
    }

    function describeExec(): void {
      const quiet = () => new AbortController().signal;

      /** Starts a container and waits until it has said a word, so that its command runs. */
      async function begin(more: Partial<ContainerSetup> = {}, volumes: readonly VolumeSetup[] = []) {
        const setup = script('echo ready; while :; do sleep 0.1; done', more);
        await start(setup, volumes);
        await spoken(setup);
        return (command: readonly string[], signal = quiet()) =>
          driver.exec!(setup.ref, command, { purpose: 'liveness', signal });
      }

      it('runs commands with the environment, directory and volumes of a container', async () => {
        const volumes: VolumeSetup[] = [{ name: 'data', kind: 'empty' }];
        const mounts = [{ volume: 'data', mountPath: '/data', subPath: undefined, isReadOnly: false }];
        const exec = await begin(
          { env: [['GREETING', 'hello  world']], mounts, workingDir: '/data' },
          volumes,
        );
        expect(await exec(['sh', '-c', 'echo "$GREETING"; echo left >note; exit 3'])).toEqual({
          exitCode: 3,
          output: 'hello  world\n',
        });
        expect(await exec(['cat', 'note'])).toEqual({ exitCode: 0, output: 'left\n' });
      });

      it('tells both streams of such commands, of much only the start', async () => {
        const exec = await begin();
        const { output } = await exec(['sh', '-c', 'echo one; echo two >&2']);
        expect(output.split('\n').sort()).toEqual(['', 'one', 'two']);
        expect((await exec(['sh', '-c', 'yes | head -c 30000'])).output).toHaveLength(10_240);
      });

      it('says when there is no such command', async () => {
        const exec = await begin();
        await expect(exec(['no-such-command'])).rejects.toThrow(/no-such-command.* not found in \$PATH/);
      });

      it('kills the whole of a command that is given up', async () => {
        const exec = await begin();
        const mark = `432${process.hrtime()[1]}`;
        const giveUp = new AbortController();
        const given = exec(['sh', '-c', `sleep ${mark} & sleep ${mark}`], giveUp.signal);
        const refused = expect(given).rejects.toThrow('enough');
        await vi.waitFor(() => expect(runningWith(`sleep ${mark}`).length).toBeGreaterThan(1));
        giveUp.abort(new Error('enough'));
        await refused;
        await vi.waitFor(() => expect(runningWith(`sleep ${mark}`)).toEqual([]));
      });
    }

    function describeLaterLives(): void {
      it('finds what runs again, and goes on with its log', async () => {
        const setup = script("trap 'echo bye; exit 5' TERM; echo up; while :; do sleep 0.05; done");
        const first = await start(setup);
        await spoken(setup);
        driver = await harness.restart();
        const [adopted, ...more] = await driver.adopt();
        expect(more).toEqual([]);
        expect(adopted).toMatchObject({ ref: setup.ref, run: { id: first.id, ended: undefined } });
        adopted!.run.terminate();
        expect(await adopted!.run.end).toMatchObject({ exitCode: 5 });
        expect(await readLines(driver, setup)).toEqual(['stdout F up', 'stdout F bye']);
      });

      it('tells again how something ended, every time it is asked', async () => {
        const setup = script('echo last; exit 3');
        const { ended } = await run(setup);
        for (let life = 0; life < 2; life++) {
          driver = await harness.restart();
          const adopted = await driver.adopt();
          expect(adopted.map(({ ref, run }) => ({ ref, ended: run.ended }))).toEqual([
            { ref: setup.ref, ended },
          ]);
        }
        expect(await readLines(driver, setup)).toEqual(['stdout F last']);
      });

      it('tells how something ended in between, with all it said', async () => {
        const setup = script('echo one; sleep 0.3; echo two; exit 4');
        await start(setup);
        await spoken(setup);
        driver = await harness.restart();
        const [adopted] = await driver.adopt();
        expect(await adopted!.run.end).toMatchObject({ exitCode: 4 });
        expect(await readLines(driver, setup)).toEqual(['stdout F one', 'stdout F two']);
      });

      it('finds nothing again of a pod that was removed', async () => {
        await start(script('sleep 1000'));
        await driver.removePod(uid);
        driver = await harness.restart();
        expect(await driver.adopt()).toEqual([]);
      });
    }
  });
}
