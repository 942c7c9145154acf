import path from 'node:path';
import { parseArgs } from 'node:util';

const runtimes = ['none', 'simulated', 'process', 'container'] as const;

/** What runs the pods: see the page of the room `kubelet`. */
export type Runtime = (typeof runtimes)[number];

/** What the control plane is told on its command line. */
export interface ControlPlaneOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
  dataDir: string;
  runtime: Runtime;
  kubeconfig: string;
}

/** A command line that cannot be carried out; its message says what to do instead. */
export class UsageError extends Error {}

const usage =
  'npm run control-plane -- --listen 127.0.0.1:PORT --data-dir DIR --runtime none|simulated|process|container --kubeconfig FILE';

/**
 * Reads the command line (without the program's name). Only loopback addresses are taken: the API is for this machine.
 * Throws `UsageError`.
 */
export function readOptions(args: string[]): ControlPlaneOptions {
  const values = parse(args);
  const dataDir = path.resolve(values['data-dir'] ?? missing('--data-dir'));
  const named = values.runtime ?? 'process';
  const runtime = runtimes.find((one) => one === named);
  if (!runtime) {
    throw new UsageError(`There is no runtime "${named}": choose none, simulated, process or container.`);
  }
  const kubeconfig = path.resolve(values.kubeconfig ?? path.join(dataDir, 'kubeconfig'));
  return { ...readAddress(values.listen ?? '127.0.0.1:0'), dataDir, runtime, kubeconfig };
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ args, options: { listen: text, 'data-dir': text, runtime: text, kubeconfig: text } })
      .values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${usage}`);
  }
}

function missing(flag: string): never {
  throw new UsageError(`${flag} is needed.\n${usage}`);
}

function readAddress(listen: string): { host: string; port: number } {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(listen) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) > 65535)
    throw new UsageError(`--listen wants HOST:PORT, not "${listen}".`);
  if (host !== '::1' && host !== 'localhost' && !/^127(\.\d{1,3}){3}$/.test(host)) {
    throw new UsageError(
      `--listen ${listen}: the control plane listens on loopback only, such as 127.0.0.1:${port}.`,
    );
  }
  return { host, port: Number(port) };
}
