import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findByEnvironment } from '../kubelet/drivers/process/proc';
import { type Job, jobs } from '../resources/job/types';
import { type Pod, pods } from '../resources/pod/types';
import { bundleProgram, killPrograms, type Program, startProgram } from './program.fixture';

const namespace = 'default';
const markName = 'GANTRY_HUNDRED_PODS_TEST';

let program: string;
let dataDir: string;

beforeAll(async () => {
  program = await bundleProgram('hundredpods');
  dataDir = mkdtempSync(path.join(tmpdir(), 'gantry-hundredpods-'));
});
afterAll(() => {
  killPrograms();
  rmSync(program, { force: true });
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

describe.skipIf(process.platform !== 'linux')('a Job of 100 process pods, 20 at a time', () => {
  it('leaves no process, no zombie and no open file behind', { timeout: 120_000 }, async () => {
    const running = await startProgram(program, dataDir, 'process');
    // The first one opens what the control plane keeps open for good.
    await runJob(running, 'first', 1, 1);
    const before = openFiles(running);
    const mostActive = await runJob(running, 'hundred', 100, 20);
    expect(mostActive).toBeGreaterThan(1);
    expect(mostActive).toBeLessThanOrEqual(20);

    expect(findByEnvironment(`${markName}=${dataDir}`)).toEqual([]);
    expect(childrenOf(running)).toEqual([]);
    expect(filesOfPods(running)).toEqual([]);
    // A connection more or less may be open; a file for each pod may not.
    expect(openFiles(running).length).toBeLessThan(before.length + 20);
    expect(await running.end('SIGTERM')).toBe(0);
  });
});

/** Runs a Job to its end and deletes it; answers how many of its pods were active at most. */
async function runJob(
  { client }: Program,
  name: string,
  completions: number,
  parallelism: number,
): Promise<number> {
  const container = {
    name: 'work',
    image: 'none',
    command: ['sh', '-c', 'sleep 0.1 & echo "index $JOB_COMPLETION_INDEX"; wait'],
    env: [{ name: markName, value: dataDir }],
    resources: { requests: { cpu: '1m' } },
  };
  const template = { spec: { restartPolicy: 'Never' as const, containers: [container] } };
  const { metadata } = await client.create(jobs, {
    metadata: { namespace, name },
    spec: { completions, parallelism, completionMode: 'Indexed', template },
  });
  const since = {
    namespace,
    fieldSelector: `metadata.name=${name}`,
    resourceVersion: metadata.resourceVersion,
  };
  let mostActive = 0;
  for await (const { object } of client.watch<Job>(jobs, since)) {
    const { status } = object as Job;
    mostActive = Math.max(mostActive, status?.active ?? 0);
    if (status?.conditions?.some((condition) => condition.type === 'Complete')) break;
  }
  const { items, metadata: list } = await client.list(pods, { namespace });
  expect(items.map((pod) => pod.status?.phase)).toEqual(items.map(() => 'Succeeded'));
  expect(items).toHaveLength(completions);

  const left = new Set(items.map((pod) => pod.metadata.name));
  await client.delete(jobs, namespace, name, { propagationPolicy: 'Background' });
  const sinceList = { namespace, resourceVersion: list.resourceVersion };
  for await (const { type, object } of client.watch<Pod>(pods, sinceList)) {
    if (type === 'DELETED') left.delete(object.metadata.name);
    if (left.size === 0) break;
  }
  return mostActive;
}

const directoryOf = ({ process: child }: Program) => `/proc/${child.pid}/fd`;

const openFiles = (running: Program) => readdirSync(directoryOf(running));

/** The open files that lie in the directory of a pod. */
function filesOfPods(running: Program): string[] {
  const listing = execFileSync('ls', ['-l', directoryOf(running)], { encoding: 'utf8' });
  return listing.split('\n').filter((line) => line.includes(path.join(dataDir, 'pods')));
}

/** The control plane's children, with those that ended and that it has not waited for. Of orphans the machine's init takes care. */
function childrenOf({ process: child }: Program): string[] {
  const tasks = `/proc/${child.pid}/task`;
  return readdirSync(tasks).flatMap((task) => {
    const pids = readFileSync(path.join(tasks, task, 'children'), 'utf8').trim();
    return pids === '' ? [] : pids.split(' ');
  });
}
