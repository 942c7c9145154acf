// Large Jobs from their creation to their completion, on pods that end at once.
import path from 'node:path';
import { sendOk } from './client.mjs';
import { startControlPlane } from './controlplane.mjs';
import { newNamespace } from './jobs.mjs';

const parallelism = 1000;
const tickMs = 20;

export async function benchIndexedJob({ program, directory, tell }) {
  const controlPlane = await startControlPlane(program, path.join(directory, 'job'), 'simulated');
  const job = await runJob(controlPlane, 10_000);
  tell('jobWall', job.wallS);
  tell('jobCpu', job.cpuS);
  tell('jobMemory', controlPlane.memoryMb());
  await controlPlane.stop();
}

/** Ten times the Job, which should take ten times as long, and not keep anybody else waiting. */
export async function benchLargeJob({ program, directory, tell }) {
  const controlPlane = await startControlPlane(program, path.join(directory, 'largejob'), 'simulated');
  const waiting = longestWait(controlPlane.client);
  const job = await runJob(controlPlane, 100_000);
  tell('largeJobWall', job.wallS);
  tell('largeJobCpu', job.cpuS);
  tell('largeJobMemory', controlPlane.memoryMb());
  tell('largeJobStall', await waiting.end());
  await controlPlane.stop();
}

/** Runs an Indexed Job; answers how long it took by the clock, and of the control plane's CPU time. */
async function runJob({ client, cpuMs }, completions) {
  const jobs = await newNamespace(client, 'bench');
  const container = { name: 'c', image: 'x', command: ['true'] };
  const template = { spec: { restartPolicy: 'Never', containers: [container] } };
  const spec = { completions, parallelism, completionMode: 'Indexed', template };
  const before = cpuMs();
  const startedMs = performance.now();
  const complete = new Promise((resolve) => {
    client.watch(`${jobs}?watch=1`, (line) => /"type":"Complete","status":"True"/.test(line) && resolve());
  });
  await sendOk(client, 'POST', jobs, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'big' },
    spec,
  });
  await complete;
  return { wallS: (performance.now() - startedMs) / 1000, cpuS: (cpuMs() - before) / 1000 };
}

/** Asks for something small again and again; answers how long the longest answer took, in milliseconds. */
function longestWait(client) {
  let longestMs = 0;
  let isOver = false;
  const asking = (async () => {
    while (!isOver) {
      const sentMs = performance.now();
      await sendOk(client, 'GET', '/api/v1/namespaces/default');
      const tookMs = performance.now() - sentMs;
      longestMs = Math.max(longestMs, tookMs);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, tickMs - tookMs)));
    }
  })();
  return {
    async end() {
      isOver = true;
      await asking;
      return longestMs;
    },
  };
}
