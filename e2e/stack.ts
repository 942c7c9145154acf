import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test as base } from '@playwright/test';
import { kubectlFor } from './kubectl';

export const root = path.resolve(import.meta.dirname, '..');

/** A control plane and a dashboard of their own for one file of tests, started by the commands that users have. */
export interface Stack {
  url: string;
  token: string;
  kubeconfig: string;
  dataDir: string;
  kubectl: ReturnType<typeof kubectlFor>;
  /** Kills the control plane on the spot, as a crash would. */
  crash(): Promise<void>;
  /** Starts the control plane again on the same data and address. */
  revive(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a stack before the tests of the calling file and stops it after them. Call the answer inside a test. */
export function useStack(parts: Partial<Parts> = {}): () => Stack {
  let stack: Stack | undefined;
  base.beforeAll(async () => {
    base.setTimeout(120_000);
    stack = await startStack({ runtime: 'process', dashboard: true, ...parts });
  });
  base.afterAll(() => stack?.stop());
  return () => stack!;
}

interface Parts {
  runtime: 'process' | 'simulated' | 'none';
  dashboard: boolean;
}

async function startStack({ runtime, dashboard: wantsDashboard }: Parts): Promise<Stack> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'gantry-e2e-'));
  const kubeconfig = path.join(dataDir, 'kubeconfig');
  const listen = `127.0.0.1:${await freePort()}`;
  const port = await freePort();
  const token = 'e2e-token';
  const startControlPlane = () =>
    startProgram(
      [
        'control-plane',
        '--listen',
        listen,
        '--data-dir',
        dataDir,
        '--runtime',
        runtime,
        '--kubeconfig',
        kubeconfig,
      ],
      /^ready$/m,
    );
  let controlPlane = await startControlPlane();
  const dashboard = wantsDashboard
    ? await startProgram(
        ['dashboard', '--port', `${port}`, '--kubeconfig', kubeconfig, '--token', token],
        /Gantry is ready/,
      )
    : undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    kubeconfig,
    dataDir,
    kubectl: kubectlFor(kubeconfig),
    crash: () => end(controlPlane, 'SIGKILL'),
    async revive() {
      controlPlane = await startControlPlane();
    },
    async stop() {
      await Promise.all([controlPlane, dashboard].map((program) => program && end(program, 'SIGTERM')));
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Starts one of our programs and resolves when its output says that it serves. */
export function startProgram(
  args: string[],
  ready: RegExp,
  script = 'lib/launcher/run.mjs',
): Promise<ChildProcess> {
  const child = spawn(process.execPath, [path.join(root, script), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer) => {
      output = (output + chunk).slice(-20_000);
      if (ready.test(output)) resolve(child);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${args[0]} ended with ${code}:\n${output}`)));
  });
}

/** Signals a program and resolves when it has ended. */
export function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}

/** A loopback port nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
