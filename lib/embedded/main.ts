import { EngineMissingError } from '../kubelet/drivers/container/socket';
import { systemRandom } from '../time/random';
import { systemClock } from '../time/system';
import { type ControlPlane, startControlPlane } from './controlplane';
import { ForeignFileError } from './kubeconfig';
import { HeldError } from './lock';
import { errorText, stderrLog } from './log';
import { type ControlPlaneOptions, readOptions, UsageError } from './options';

/** The control plane as a program: `node control-plane.mjs --data-dir DIR …`. */

/** A stop that takes longer than this is cut short; what was acknowledged is on disk by then. */
const stopLimitMs = 4500;

const clock = systemClock((error) => log(`background work failed: ${errorText(error)}`));
const log = stderrLog(clock);

const options = optionsOrExit();
process.on('unhandledRejection', (error) => log(`a rejection was not handled: ${errorText(error)}`));
process.on('uncaughtException', (error) => die(`it cannot go on: ${errorText(error)}`));

const starting = startControlPlane({
  options,
  clock,
  random: systemRandom,
  log,
  fail: (error) => die(`writing to ${options.dataDir} failed: ${errorText(error)}`),
});
listenForSignals(starting);
starting.then(
  ({ url }) => {
    log(`serving on ${url}, runtime ${options.runtime}, data in ${options.dataDir}`);
    log(`kubeconfig: ${options.kubeconfig}`);
    process.stdout.write('ready\n');
  },
  (error) => die(explain(error)),
);

function optionsOrExit(): ControlPlaneOptions {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}

function listenForSignals(starting: Promise<ControlPlane>): void {
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (isStopping) return;
      isStopping = true;
      log(`${signal}: stopping`);
      clock.after(stopLimitMs, () => die('stopping took too long and was cut short'));
      starting
        .then((controlPlane) => controlPlane.stop())
        .then(
          () => process.exit(0),
          (error) => die(`stopping failed: ${errorText(error)}`),
        );
    });
  }
}

/** Errors whose message says what to do. */
const plainErrors = [HeldError, ForeignFileError, EngineMissingError];

function die(message: string): never {
  log(message);
  process.exit(1);
}

/** What a person can act on is said plainly; the rest with where it came from. */
function explain(error: unknown): string {
  if (plainErrors.some((kind) => error instanceof kind)) return (error as Error).message;
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  const address = `${options.host}:${options.port}`;
  if (code === 'EADDRINUSE') return `${address} is taken by another program; choose another with --listen.`;
  if (syscall === 'listen') return `${address} cannot be listened on: ${(error as Error).message}`;
  return `it could not start: ${errorText(error)}`;
}
