// A Job of ten thousand indexes from its creation to its completion, on pods that end at once.
import path from 'node:path';
import { sendOk } from './client.mjs';
import { startControlPlane } from './controlplane.mjs';
import { newNamespace } from './jobs.mjs';

const completions = 10_000;
const parallelism = 1000;

export async function benchIndexedJob({ program, directory, tell }) {
  const controlPlane = await startControlPlane(program, path.join(directory, 'job'), 'simulated');
  const { client } = controlPlane;
  const jobs = await newNamespace(client, 'bench');
  const container = { name: 'c', image: 'x', command: ['true'] };
  const template = { spec: { restartPolicy: 'Never', containers: [container] } };
  const spec = { completions, parallelism, completionMode: 'Indexed', template };
  const before = controlPlane.cpuMs();
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
  tell('jobWall', (performance.now() - startedMs) / 1000);
  tell('jobCpu', (controlPlane.cpuMs() - before) / 1000);
  tell('jobMemory', controlPlane.memoryMb());
  await controlPlane.stop();
}
