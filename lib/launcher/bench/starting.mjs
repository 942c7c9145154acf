// The start of a control plane that has much stored, and what it uses when nobody asks for anything.
import path from 'node:path';
import { pause, startControlPlane } from './controlplane.mjs';
import { createJobs, newNamespace } from './jobs.mjs';
import { quantile, sorted } from './load.mjs';

const stored = 10_000;
const starts = 5;
const idleMs = 5000;

export async function benchStarting({ program, directory, tell }) {
  const dataDir = path.join(directory, 'starting');
  const first = await startControlPlane(program, dataDir);
  await createJobs(first.client, await newNamespace(first.client, 'bench'), stored);
  await first.stop();

  const times = [];
  let controlPlane;
  for (let start = 0; start < starts; start++) {
    await controlPlane?.stop();
    controlPlane = await startControlPlane(program, dataDir);
    times.push(controlPlane.startMs);
  }
  tell('coldStart', quantile(sorted(times), 0.5));
  await controlPlane.settled();
  const before = controlPlane.cpuMs();
  await pause(idleMs);
  tell('idleCpu', ((controlPlane.cpuMs() - before) / idleMs) * 100);
  tell('idleFull', controlPlane.memoryMb());
  await controlPlane.stop();
}
