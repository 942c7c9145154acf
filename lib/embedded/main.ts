import { mkdirSync } from 'node:fs';
import { systemRandom } from '../time/random';
import { systemClock } from '../time/system';
import { type ControlPlane, startControlPlane } from './controlplane';
import { HeldError, lockDataDir } from './lock';
import { readOptions, UsageError } from './options';

/** The control plane's program: prints `ready` when it serves, and ends cleanly on SIGTERM or SIGINT. */

/** After this the process ends even if something hangs. */
const stopLimitMs = 4500;

const clock = systemClock(reportAndEnd);
const log = (line: string) => void process.stderr.write(`${new Date(clock.now()).toISOString()} ${line}\n`);

await run().catch((error) => {
  const isForUser = error instanceof UsageError || error instanceof HeldError;
  process.stderr.write(`${isForUser ? error.message : (error?.stack ?? error)}\n`);
  process.exit(error instanceof UsageError ? 2 : 1);
});

async function run(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const release = lockDataDir(options.dataDir, new Date(clock.now()).toISOString());
  let controlPlane: ControlPlane;
  try {
    controlPlane = await startControlPlane(options, { clock, random: systemRandom, log });
  } catch (error) {
    release();
    throw error;
  }
  stopOnSignal(controlPlane, release);
  log(`serving ${controlPlane.server}, runtime ${options.runtime}, data in ${options.dataDir}`);
  process.stdout.write('ready\n');
}

function stopOnSignal(controlPlane: ControlPlane, release: () => void): void {
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    clock.after(stopLimitMs, () => process.exit(1));
    await controlPlane.stop();
    release();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => void stop().catch(reportAndEnd));
  }
}

/** Background work that fails leaves a state nobody planned for; starting over from the disk is the safe way on. */
function reportAndEnd(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
}
