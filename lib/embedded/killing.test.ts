import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../client/client';
import { findByEnvironment } from '../kubelet/drivers/process/proc';
import { configMaps } from '../resources/configmap/types';
import { cronJobs } from '../resources/cronjob/types';
import { type Job, jobs } from '../resources/job/types';
import { type Pod, pods } from '../resources/pod/types';
import { sleep } from '../time/clock';
import { type Random, seededRandom, systemRandom } from '../time/random';
import { systemClock } from '../time/system';
import { type Load, lostOf, markName, newLoad, ticking } from './killing.fixture';
import { bundleProgram, killPrograms, runProgram, startProgram } from './program.fixture';

/** `GANTRY_KILLS=100` for the long run, `GANTRY_SEED` to repeat one (as far as a race can be repeated). */
const kills = Number(process.env.GANTRY_KILLS ?? 15);
const seed = Number(process.env.GANTRY_SEED ?? Math.floor(systemRandom() * 1e9));

const longestLifeMs = 2500;
/** Some are killed before they serve. */
const longestStartMs = 700;
const startOdds = 0.2;
const settleMs = 60_000;
const namespace = 'default';
const clock = systemClock();

let program: string;
let dataDir: string;
let notes: string;

beforeAll(async () => {
  program = await bundleProgram('killing');
  dataDir = mkdtempSync(path.join(tmpdir(), 'gantry-killing-'));
  notes = path.join(dataDir, 'notes');
  mkdirSync(notes, { mode: 0o777 });
});
afterAll(() => {
  killPrograms();
  rmSync(program, { force: true });
  // Pods of a failed test may still be writing.
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

describe(`the control plane, killed ${kills} times (GANTRY_SEED=${seed})`, () => {
  it('keeps what it promised', { timeout: kills * 10_000 + 120_000 }, async () => {
    const random = seededRandom(seed);
    const load = newLoad(notes, dataDir, kills * 4);
    const first = await start();
    await first.client.create(cronJobs, ticking(notes, dataDir));
    await first.end('SIGKILL');
    for (let killed = 1; killed < kills; killed++) await live(load, random);

    const last = await start();
    expect(await lostFrom(last.client, load)).toEqual([]);
    await endCronJob(last.client);
    await until('all Jobs are over', async () => (await unfinished(last.client)).length === 0);
    expect(await wronglyRun(last.client)).toEqual([]);
    await clear(last.client);
    expect(await last.end('SIGTERM')).toBe(0);
    expect(load.jobs.size).toBeGreaterThan(kills);
  });
});

const start = () => startProgram(program, path.join(dataDir, 'data'), 'process');

/** A life under load that ends at a random moment, before or after it began to serve. */
async function live(load: Load, random: Random): Promise<void> {
  if (random() < startOdds) {
    const args = [
      '--data-dir',
      path.join(dataDir, 'data'),
      '--listen',
      '127.0.0.1:0',
      '--runtime',
      'process',
    ];
    const { child, ended } = runProgram(program, args);
    await sleep(clock, random() * longestStartMs);
    child.kill('SIGKILL');
    await ended;
    return;
  }
  const running = await start();
  expect(await lostFrom(running.client, load)).toEqual([]);
  const working = load.run(running.client);
  await sleep(clock, random() * longestLifeMs);
  await running.end('SIGKILL');
  await working;
}

async function lostFrom(client: ApiClient, load: Load): Promise<string[]> {
  return [
    ...lostOf(await client.list(configMaps, { namespace }), load.configMaps),
    ...lostOf(await client.list(jobs, { namespace }), load.jobs),
  ];
}

async function endCronJob(client: ApiClient): Promise<void> {
  await until('the CronJob has fired', async () => {
    const { status } = await client.get(cronJobs, namespace, 'tick');
    return status?.lastSuccessfulTime !== undefined;
  });
  await client.patch(cronJobs, namespace, 'tick', 'merge', { spec: { suspend: true } });
}

async function unfinished(client: ApiClient): Promise<Job[]> {
  const { items } = await client.list(jobs, { namespace });
  return items.filter((job) => !job.status?.conditions?.some(({ type }) => type === 'Complete'));
}

/**
 * What was run wrongly. A pod that succeeded began once and was done once; an index that succeeded has one such pod; and no pod
 * came to its end without the control plane knowing, unless it was reported as lost.
 */
async function wronglyRun(client: ApiClient): Promise<string[]> {
  const { items: allPods } = await client.list(pods, { namespace });
  const { items: allJobs } = await client.list(jobs, { namespace });
  const byUid = new Map(allPods.map((pod) => [pod.metadata.uid!, pod]));
  const wrong: string[] = [];
  for (const file of readdirSync(notes)) {
    const pod = byUid.get(file.slice(file.indexOf('.') + 1));
    const lines = readFileSync(path.join(notes, file), 'utf8').trim().split('\n');
    // Of a CronJob's Jobs only the last few are kept.
    if (!pod && file.startsWith('tick.')) continue;
    if (!isAsTold(pod, lines)) wrong.push(`${file}: ${lines} in a pod that is ${describePod(pod)}`);
  }
  for (const job of allJobs) wrong.push(...wrongIndexes(job, allPods));
  return wrong;
}

function isAsTold(pod: Pod | undefined, lines: readonly string[]): boolean {
  if (pod?.status?.phase === 'Succeeded') return lines.join() === 'start,done';
  return (
    pod?.status?.phase === 'Failed' && isLost(pod) && lines.filter((line) => line === 'start').length === 1
  );
}

function isLost({ status }: Pod): boolean {
  const states = status?.containerStatuses ?? [];
  return states.some(({ state }) => state?.terminated?.reason === 'ContainerStatusUnknown');
}

function describePod(pod: Pod | undefined): string {
  return pod ? JSON.stringify([pod.metadata.name, pod.status]) : 'unknown';
}

function wrongIndexes({ metadata, spec, status }: Job, allPods: readonly Pod[]): string[] {
  const own = allPods.filter((pod) => pod.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid));
  const succeeded = own.filter((pod) => pod.status?.phase === 'Succeeded');
  const indexes = succeeded.map((pod) => pod.metadata.labels?.['batch.kubernetes.io/job-completion-index']);
  const isRight = new Set(indexes).size === indexes.length && status?.succeeded === (spec.completions ?? 1);
  return isRight
    ? []
    : [`${metadata.name}: ${status?.succeeded} succeeded, by pods of the indexes ${indexes}`];
}

/** With the Jobs go their pods, the directories of these, and every process. */
async function clear(client: ApiClient): Promise<void> {
  await client.delete(cronJobs, namespace, 'tick');
  await client.deleteCollection(jobs, { namespace }, { propagationPolicy: 'Background' });
  await until('all pods are gone', async () => (await client.list(pods, { namespace })).items.length === 0);
  const left = () => readdirSync(path.join(dataDir, 'data', 'pods'));
  await until('all pod directories are gone', async () => left().length === 0);
  expect(findByEnvironment(`${markName}=${dataDir}`)).toEqual([]);
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadlineMs = clock.now() + settleMs;
  while (!(await isSo())) {
    if (clock.now() > deadlineMs) throw new Error(`waited in vain until ${what}`);
    await sleep(clock, 200);
  }
}
