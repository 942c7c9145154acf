// The verbs of the API: how many a second, how long one takes, and what CPU time it costs the server.
import path from 'node:path';
import { sendOk } from './client.mjs';
import { settle, startControlPlane } from './controlplane.mjs';
import { createJobs, newNamespace } from './jobs.mjs';
import { quantile, rateOf, timeEach } from './load.mjs';

const asTable = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
const merge = { 'content-type': 'application/merge-patch+json' };
const single = 500;

export async function benchRequests({ program, directory, count, tell }) {
  const controlPlane = await startControlPlane(program, path.join(directory, 'requests'));
  const { client } = controlPlane;
  await settle();
  tell('idleEmpty', controlPlane.memoryMb());
  const jobs = await newNamespace(client, 'bench');
  const perRequest = counting(controlPlane);
  const get = (query, headers) => sendOk(client, 'GET', jobs + query, undefined, headers);
  const getOne = (at) => get(`/j${at % count}`);

  tell('creates', await createJobs(client, jobs, count), perRequest(count));
  tell('getP50', quantile(await timeEach(single, getOne), 0.5), perRequest(single));
  const many = 10 * single;
  tell('getRate', await rateOf(many, getOne), perRequest(many));
  tell('list', quantile(await timeEach(20, () => get('')), 0.5), perRequest(20));
  tell('table', quantile(await timeEach(20, () => get('', asTable)), 0.5), perRequest(20));
  const selected = await timeEach(50, () => get('?labelSelector=app%3Db3'));
  tell('selector', quantile(selected, 0.5), perRequest(50));
  const patch = { metadata: { annotations: { x: 'y' } } };
  const patchOne = (at) => sendOk(client, 'PATCH', `${jobs}/j${at % count}`, patch, merge);
  tell('patchP50', quantile(await timeEach(single, patchOne), 0.5), perRequest(single));
  await controlPlane.stop();
}

/** Answers a function that tells the CPU time used since it was last called, for each of so many requests, in ms. */
function counting(controlPlane) {
  let before = controlPlane.cpuMs();
  return (requests) => {
    const now = controlPlane.cpuMs();
    const each = (now - before) / requests;
    before = now;
    return each;
  };
}
