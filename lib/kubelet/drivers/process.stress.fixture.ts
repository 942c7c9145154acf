import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../time/system';
import type { ContainerSetup } from '../driver';
import { plainSetup, readLines, uniqueUid } from '../driver.fixture';
import { type ProcessDriverOptions, processDriver } from './process';

/** A driver in a process of its own, so that what is measured is the driver's: `fixture DIR ISOLATION TASK`. */

const [dataDir = '', isolation, task, amount] = process.argv.slice(2);
const clock = systemClock();
// Containers do not keep the process of their driver going.
process.stdin.resume();
const driver = await processDriver({
  dataDir,
  clock,
  log: () => {},
  isolation: isolation as ProcessDriverOptions['isolation'],
});

function script(podUid: string, text: string): ContainerSetup {
  return { ...plainSetup(podUid), command: ['sh', '-c', text] };
}

async function runPod(setup: ContainerSetup) {
  await driver.preparePod({ uid: setup.ref.podUid, namespace: 'default', name: 'pod', volumes: [] });
  const { exitCode } = await (await driver.start(setup)).end;
  const lines = await readLines(driver, setup);
  await driver.removePod(setup.ref.podUid);
  return { exitCode, lines };
}

/** What this process has open, and its children, zombies included. */
function holdings(): { files: number; children: string[] } {
  const listed = execFileSync('ps', ['-o', 'stat=,args=', '--ppid', String(process.pid)], {
    encoding: 'utf8',
  });
  const children = listed.split('\n').filter((line) => line.trim() && !line.includes('ps -o'));
  return { files: readdirSync('/proc/self/fd').length, children };
}

/** A hundred pods, twenty at a time, each of which leaves a process of its own behind. */
async function runMany() {
  const uid = uniqueUid();
  // The first container opens what the process keeps open for all of them.
  await runPod(script(`${uid}-first`, 'true'));
  const before = holdings();
  const queue = Array.from({ length: 100 }, (_, at) => script(`${uid}-${at}`, `echo ${at}; (sleep 1000 &)`));
  const lines: string[] = [];
  const lane = async () => {
    for (let setup = queue.shift(); setup; setup = queue.shift()) lines.push(...(await runPod(setup)).lines);
  };
  await Promise.all(Array.from({ length: 20 }, lane));
  return { lines: lines.length, before, after: holdings(), pods: readdirSync(path.join(dataDir, 'pods')) };
}

/** A container that says very much; answers the most that was in memory and on disk meanwhile. */
async function talkMuch(megabytes: number) {
  const uid = uniqueUid();
  const setup = script(uid, `yes ${'x'.repeat(99)} | head -c ${megabytes}000000; echo; echo last`);
  const dir = path.join(dataDir, 'pods', uid, 'containers/main/0');
  const before = process.memoryUsage().rss;
  const most = { memoryBytes: 0, diskBytes: 0 };
  await driver.preparePod({ uid, namespace: 'default', name: 'pod', volumes: [] });
  const run = await driver.start(setup);
  const look = () => {
    most.memoryBytes = Math.max(most.memoryBytes, process.memoryUsage().rss - before);
    most.diskBytes = Math.max(most.diskBytes, bytesIn(dir) + bytesIn(path.join(dir, 'log')));
    if (!run.ended) clock.after(50, look);
  };
  look();
  const { exitCode } = await run.end;
  const tail = await readLines(driver, setup, { tailLines: 1 });
  const logBytes = bytesIn(path.join(dir, 'log'));
  await driver.removePod(uid);
  return { exitCode, tail, logBytes, ...most };
}

/** Bytes of the files right in a directory. */
function bytesIn(dir: string): number {
  try {
    const files = readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isFile());
    return files.reduce((sum, { name }) => sum + statSync(path.join(dir, name)).size, 0);
  } catch {
    // A file was removed meanwhile.
    return 0;
  }
}

console.log(JSON.stringify(task === 'many' ? await runMany() : await talkMuch(Number(amount))));
await driver.close();
process.stdin.destroy();
