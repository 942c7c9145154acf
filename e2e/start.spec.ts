import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { end, freePort, startProgram } from './stack';

/** `npm start` as a user has it: one command, one URL, one Ctrl-C. */

const started: ChildProcess[] = [];
const dataDirs: string[] = [];

async function start(args: string[]): Promise<ChildProcess> {
  const program = await startProgram(args, /Gantry is ready: (\S+)/, 'lib/launcher/start.mjs');
  started.push(program);
  return program;
}

function newDataDir(): string {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'gantry-start-'));
  dataDirs.push(dataDir);
  return dataDir;
}

test.afterEach(async () => {
  await Promise.all(started.splice(0).map((program) => end(program, 'SIGTERM')));
  for (const dataDir of dataDirs.splice(0)) rmSync(dataDir, { recursive: true, force: true });
});

test('serves within three seconds when built, says who holds the data, and stops all on one Ctrl-C', async ({
  page,
}) => {
  const dataDir = newDataDir();
  const port = await freePort();
  const args = ['--port', `${port}`, '--data-dir', dataDir];
  const before = performance.now();
  const gantry = await start(args);
  const tookMs = performance.now() - before;
  expect(tookMs).toBeLessThan(3_000);

  const token = readFileSync(path.join(dataDir, 'dashboard-token'), 'utf8').trim();
  await page.goto(`http://127.0.0.1:${port}/sign-in?token=${token}`);
  await expect(page).not.toHaveURL(/token/);
  await expect(page).toHaveURL(/built-in/);
  for (const secret of ['dashboard-token', 'kubeconfig']) {
    expect(statSync(path.join(dataDir, secret)).mode & 0o077, `${secret} is for its owner alone`).toBe(0);
  }

  await expect(start(args)).rejects.toThrow(/is taken/);
  const other = ['--port', `${await freePort()}`, '--data-dir', dataDir];
  await expect(start(other)).rejects.toThrow(new RegExp(`${readLockHolder(dataDir)}`));

  // A tab is open, its stream with it.
  await expect(page.getByRole('banner')).toContainText('Live');
  const told = performance.now();
  await end(gantry, 'SIGINT');
  expect(gantry.exitCode).toBe(0);
  expect(performance.now() - told).toBeLessThan(5_000);
  expect(await answers('127.0.0.1', port)).toBe(false);
});

test('listens on nothing but loopback', async () => {
  const dataDir = newDataDir();
  const port = await freePort();
  await start(['--port', `${port}`, '--data-dir', dataDir]);
  const apiPort = Number(
    /127\.0\.0\.1:(\d+)/.exec(readFileSync(path.join(dataDir, 'kubeconfig'), 'utf8'))?.[1],
  );
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const listening of [port, apiPort]) {
    expect(await answers('127.0.0.1', listening)).toBe(true);
    for (const { address } of outside) expect(await answers(address, listening), address).toBe(false);
  }
});

test('refuses what it does not know with the usage', async () => {
  await expect(start(['--prot', '1'])).rejects.toThrow(/There is no option --prot[\s\S]*--port 3000/);
});

/** The process number that the message of a second start must name. */
function readLockHolder(dataDir: string): number {
  const lock = path.join(dataDir, 'lock');
  expect(existsSync(lock)).toBe(true);
  return Number(/\d+/.exec(readFileSync(lock, 'utf8'))?.[0]);
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
    socket.once('timeout', () => resolve(false));
    socket.once('close', () => socket.destroy());
  });
}
