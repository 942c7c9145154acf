import { parseArgs } from 'node:util';

export const runtimes = ['none', 'simulated', 'process'] as const;
export type Runtime = (typeof runtimes)[number];

/** What the control plane was asked to be. */
export interface Settings {
  host: string;
  /** 0: any free port. */
  port: number;
  dataDir: string;
  runtime: Runtime;
  /** Where to write the kubeconfig; in the data directory when left out. */
  kubeconfig: string | undefined;
}

export const usage = `control-plane --data-dir DIR [OPTIONS]
  --data-dir DIR            where objects, keys and logs are kept
  --listen 127.0.0.1:PORT   where to serve, on this machine only; port 0 takes any free one (default 127.0.0.1:7443)
  --runtime R               process (runs commands on this machine, the default), simulated or none
  --kubeconfig FILE         where to write the kubeconfig (default DIR/kubeconfig)`;

/** Arguments that cannot be followed; the message is for the person who wrote them. */
export class UsageError extends Error {}

/** Reads the command line; throws a `UsageError`. */
export function readSettings(args: readonly string[]): Settings {
  const values = parse(args);
  const dataDir = values['data-dir'];
  if (!dataDir) throw new UsageError('--data-dir is missing.');
  return {
    ...readAddress(values.listen ?? '127.0.0.1:7443'),
    dataDir,
    runtime: readRuntime(values.runtime ?? 'process'),
    kubeconfig: values.kubeconfig,
  };
}

function parse(args: readonly string[]) {
  try {
    const text = { type: 'string' } as const;
    const options = { 'data-dir': text, listen: text, runtime: text, kubeconfig: text };
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readAddress(text: string): { host: string; port: number } {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:]*)):(\d+)$/.exec(text) ?? [];
  const host = bracketed ?? plain ?? '';
  const port = Number(digits);
  if (digits === undefined || port > 65_535) {
    throw new UsageError(`--listen ${text} is not an address and a port, such as 127.0.0.1:7443.`);
  }
  if (!isLoopback(host)) {
    throw new UsageError(
      `--listen ${text}: the control plane serves this machine only, so the address must be 127.0.0.1, [::1] or localhost.`,
    );
  }
  return { host, port };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

function readRuntime(text: string): Runtime {
  const runtime = runtimes.find((known) => known === text);
  if (runtime) return runtime;
  if (text === 'container') {
    throw new UsageError(
      '--runtime container is not available in this version; use process, simulated or none.',
    );
  }
  throw new UsageError(`--runtime ${text} is not known; use ${runtimes.join(', ')}.`);
}
