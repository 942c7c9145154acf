import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleProgram, killPrograms, runProgram, startProgram } from './program.fixture';

/** One data directory has one control plane, whatever is started and however the last one ended. */

let program: string;
let dataDir: string;

beforeAll(async () => {
  program = await bundleProgram('exclusion');
});
afterAll(() => {
  killPrograms();
  rmSync(program, { force: true });
});
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'gantry-exclusion-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const run = () =>
  runProgram(program, ['--data-dir', dataDir, '--listen', '127.0.0.1:0', '--runtime', 'none']);
const holder = () => JSON.parse(readFileSync(path.join(dataDir, 'lock'), 'utf8')) as { pid: number };

/** Starts many at once; answers the one that serves when all others have given up, and what these said. */
async function race(count: number) {
  const all = Array.from({ length: count }, run);
  const outcomes = all.map((one) => ({
    one,
    code: Promise.race([one.ended, new Promise<'ready'>((resolve) => ready(one.child.stdout, resolve))]),
  }));
  const codes = await Promise.all(outcomes.map(({ code }) => code));
  const winners = outcomes.filter((_, at) => codes[at] === 'ready').map(({ one }) => one);
  const losers = outcomes.filter((_, at) => codes[at] !== 'ready').map(({ one }) => one);
  return { winners, losers, codes };
}

function ready(stdout: NodeJS.ReadableStream, resolve: (word: 'ready') => void): void {
  stdout.on('data', (chunk) => /^ready$/m.test(String(chunk)) && resolve('ready'));
}

async function expectOneOf(count: number): Promise<void> {
  const { winners, losers, codes } = await race(count);
  expect(winners).toHaveLength(1);
  const [{ child, ended }] = winners as [(typeof winners)[number]];
  expect(codes.filter((code) => code !== 'ready')).toEqual(Array.from({ length: count - 1 }, () => 1));
  for (const { said } of losers) expect(said()).toContain(`process ${child.pid}, since `);
  expect(holder().pid).toBe(child.pid);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(readdirSync(dataDir).filter((name) => name.startsWith('lock'))).toEqual([]);
}

describe('of ten control planes started at once on one data directory', () => {
  it('one serves, and the others name it and fail', { timeout: 60_000 }, () => expectOneOf(10));

  it('one takes over from one that was killed', { timeout: 60_000 }, async () => {
    const killed = await startProgram(program, dataDir);
    await killed.end('SIGKILL');
    expect(holder().pid).toBe(killed.process.pid);
    await expectOneOf(10);
  });

  it('one takes over from a dead one whose pid another process has', { timeout: 60_000 }, async () => {
    const since = '2026-01-01T00:00:00Z';
    writeFileSync(
      path.join(dataDir, 'lock'),
      JSON.stringify({ pid: process.pid, since, started: 'long ago' }),
    );
    await expectOneOf(10);
  });
});
