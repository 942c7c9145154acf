// The verbs of the API: how many a second, how long one takes, and what CPU time it costs the server.
import path from 'node:path';
import { sendOk } from './client.mjs';
import { startControlPlane } from './controlplane.mjs';
import { createJobs, newNamespace } from './jobs.mjs';
import { quantile, rateOf, timeEach } from './load.mjs';

const asTable = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
const merge = { 'content-type': 'application/merge-patch+json' };

export async function benchRequests({ program, directory, count, tell }) {
  const controlPlane = await startControlPlane(program, path.join(directory, 'requests'));
  const { client } = controlPlane;
  await controlPlane.settled();
  tell('idleEmpty', controlPlane.memoryMb());

  const measure = async (name, requests, run) => {
    const before = controlPlane.cpuMs();
    const figure = await run(requests);
    tell(name, figure, (controlPlane.cpuMs() - before) / requests);
  };
  const measureMedian = (name, requests, act) =>
    measure(name, requests, async () => quantile(await timeEach(requests, act), 0.5));

  const jobs = await newNamespace(client, 'bench');
  const get = (query, headers) => sendOk(client, 'GET', jobs + query, undefined, headers);
  const getOne = (at) => get(`/j${at % count}`);
  const patch = { metadata: { annotations: { x: 'y' } } };
  const patchOne = (at) => sendOk(client, 'PATCH', `${jobs}/j${at % count}`, patch, merge);

  await measure('creates', count, () => createJobs(client, jobs, count));
  await controlPlane.settled();
  await measureMedian('getP50', 500, getOne);
  await measure('getRate', 5000, (requests) => rateOf(requests, getOne));
  await measureMedian('list', 20, () => get(''));
  await measureMedian('table', 20, () => get('', asTable));
  await measureMedian('selector', 50, () => get('?labelSelector=app%3Db3'));
  await measureMedian('patchP50', 500, patchOne);
  await controlPlane.stop();
}
