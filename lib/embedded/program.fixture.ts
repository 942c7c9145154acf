import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { Agent, fetch as fetchWith } from 'undici';
import { parse } from 'yaml';
import type { ApiClient } from '../client/client';
import { httpClient } from '../client/http';

/** The control plane as a process, for tests. */
export interface Program {
  process: ChildProcess;
  client: ApiClient;
  /** Sends a request of any kind, with the credentials of the kubeconfig. */
  send: (path: string, init: RequestInit) => Promise<Response>;
  /** The client of who may look and not touch. */
  viewer: ApiClient;
  /** What it has said on stderr. */
  said: () => string;
  /** Sends a signal and waits for the end; answers the exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/**
 * Bundles the program as the launcher does, for one file of tests, which `name` tells from the others; answers its path, which lies beside
 * the dependencies it needs.
 */
export async function bundleProgram(name: string): Promise<string> {
  const root = path.resolve(import.meta.dirname, '../..');
  const outfile = path.join(root, 'dist', `control-plane-${name}-${process.pid}.test.mjs`);
  await build({
    entryPoints: [path.join(import.meta.dirname, 'main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['lmdb'],
    banner: {
      js: "import { createRequire as gantryRequire } from 'node:module'; const require = gantryRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  return outfile;
}

const living = new Set<ChildProcess>();

/** Kills what a failed test left running. */
export function killPrograms(): void {
  for (const child of living) child.kill('SIGKILL');
}

/** Runs the program; answers its output and how it ended. */
export function runProgram(program: string, args: readonly string[]) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  living.add(child);
  child.once('exit', () => living.delete(child));
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, ended, said: () => said };
}

/** Starts a control plane on a data directory, without pods unless a runtime is named, and waits until it serves. */
export async function startProgram(
  program: string,
  dataDir: string,
  runtime: 'none' | 'simulated' | 'process' = 'none',
): Promise<Program> {
  const args = ['--data-dir', dataDir, '--listen', '127.0.0.1:0', '--runtime', runtime];
  const { child, ended, said } = runProgram(program, args);
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk) => /^ready$/m.test(String(chunk)) && resolve());
    child.once('exit', () => reject(new Error(`it did not start:\n${said()}`)));
  });
  const { send, agent } = senderOf(path.join(dataDir, 'kubeconfig'));
  const viewer = senderOf(path.join(dataDir, 'kubeconfig-view'));
  return {
    process: child,
    client: clientOf(send),
    send,
    viewer: clientOf(viewer.send),
    said,
    async end(signal) {
      child.kill(signal);
      const code = await ended;
      await agent.destroy();
      await viewer.agent.destroy();
      return code;
    },
  };
}

function clientOf(send: Program['send']): ApiClient {
  return httpClient(({ path: target, ...request }) => send(target, request));
}

function senderOf(kubeconfig: string): { send: Program['send']; agent: Agent } {
  const { clusters, users } = parse(readFileSync(kubeconfig, 'utf8'));
  const { server, 'certificate-authority-data': ca } = clusters[0].cluster;
  const agent = new Agent({ connect: { ca: Buffer.from(ca, 'base64').toString() }, bodyTimeout: 0 });
  const authorization = `Bearer ${users[0].user.token}`;
  const send: Program['send'] = async (target, { headers, ...init }) =>
    (await fetchWith(server + target, {
      ...(init as object),
      headers: { ...(headers as Record<string, string>), authorization },
      dispatcher: agent,
    })) as unknown as Response;
  return { send, agent };
}
