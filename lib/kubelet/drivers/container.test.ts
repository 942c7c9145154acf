import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../time/system';
import type { Driver } from '../driver';
import { describeDriver } from '../driver.suite';
import { describeCommands } from './commands.suite';
import { containerDriver } from './container';
import { connectEngine } from './container/engine';
import { FakeEngine } from './container/engine.fixture';
import { inspectImage } from './container/images';
import { findSocket } from './container/socket';

const clock = systemClock();
const fakeImage = 'localhost/test:1';

/** An engine to test with: its socket, an image that has a shell, and where that finds the container's root. */
interface TestEngine {
  socket: string;
  image: string;
  pathOf: (file: string) => string;
  close(): Promise<void>;
}

async function fakeEngine(): Promise<TestEngine & { fake: FakeEngine }> {
  const fake = new FakeEngine(clock);
  fake.images.set(fakeImage, { Id: 'sha256:test', Size: 1, User: '' });
  await fake.listen();
  const { socket } = fake;
  return { fake, socket, image: fakeImage, pathOf: (file) => `.${file}`, close: () => fake.close() };
}

/** The machine's own engine, where there is one that has `GANTRY_TEST_IMAGE`: an image with a shell. */
async function realEngine(): Promise<TestEngine | undefined> {
  const image = process.env.GANTRY_TEST_IMAGE ?? 'busybox:stable';
  try {
    const socket = findSocket(process.env);
    const engine = await connectEngine(socket);
    const found = await inspectImage(engine, image);
    await engine.close();
    return found && { socket, image, pathOf: (file) => file, close: async () => {} };
  } catch {
    return undefined;
  }
}

const real = await realEngine();
const engines: [string, () => Promise<TestEngine>][] = [['a fake engine', fakeEngine]];
if (real) engines.push(['the engine of this machine', async () => real]);

const makeDir = () => mkdtempSync(path.join(tmpdir(), 'gantry-container-'));

async function dispose(driver: Driver, dataDir: string): Promise<void> {
  await Promise.all(readdirSync(path.join(dataDir, 'pods')).map((podUid) => driver.removePod(podUid)));
  await driver.close();
  rmSync(dataDir, { recursive: true, force: true });
}

for (const [name, open] of engines) {
  describeDriver(`container (${name})`, async () => {
    const dataDir = makeDir();
    const { socket, image, close } = await open();
    const driver = await containerDriver({ dataDir, socket, clock, log: () => {} });
    return {
      driver,
      behave(setup, { exitCode = 0, lines = [], runsForever, ignoresTerm }) {
        // The first process of a container hears no signal it does not ask for.
        const trap = ignoresTerm ? "trap '' TERM" : "trap 'exit 143' TERM";
        const say = lines.map((line) => `echo '${line}'`);
        const wait = runsForever ? ['while :; do sleep 0.05; done'] : [];
        const script = [trap, ...say, ...wait, `exit ${exitCode}`].join('\n');
        return { ...setup, image, command: ['sh', '-c', script] };
      },
      wait: (promise) => promise,
      async dispose() {
        await dispose(driver, dataDir);
        await close();
      },
    };
  });

  describeCommands(`container (${name})`, async () => {
    const dataDir = makeDir();
    const { socket, image, pathOf, close } = await open();
    const create = () => containerDriver({ dataDir, socket, clock, log: () => {} });
    let driver = await create();
    return {
      driver,
      image,
      pathOf,
      async restart() {
        await driver.close();
        driver = await create();
        return driver;
      },
      async dispose() {
        await dispose(driver, dataDir);
        await close();
      },
    };
  });
}
