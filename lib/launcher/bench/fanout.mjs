// One change told to many watchers.
import path from 'node:path';
import { sendOk } from './client.mjs';
import { startControlPlane } from './controlplane.mjs';
import { createJobs, newNamespace } from './jobs.mjs';
import { quantile, sorted } from './load.mjs';

const watchers = 50;
const changes = 200;
const others = 100;
const merge = { 'content-type': 'application/merge-patch+json' };

export async function benchFanOut({ program, directory, tell }) {
  const controlPlane = await startControlPlane(program, path.join(directory, 'fanout'));
  const { client } = controlPlane;
  const jobs = await newNamespace(client, 'bench');
  await createJobs(client, jobs, others);

  const sentMs = new Map();
  const times = [];
  let allSeen = () => {};
  const seen = new Promise((resolve) => {
    allSeen = resolve;
  });
  const onLine = (line) => {
    const sent = sentMs.get(/"change":"(\d+)"/.exec(line)?.[1]);
    if (sent === undefined) return;
    times.push(performance.now() - sent);
    if (times.length === watchers * changes) allSeen();
  };
  const query = '?watch=1&labelSelector=app%3Db1';
  const stops = [];
  for (let at = 0; at < watchers; at++) stops.push(await client.watch(jobs + query, onLine));
  await controlPlane.settled();
  const before = controlPlane.cpuMs();
  for (let at = 0; at < changes; at++) {
    sentMs.set(String(at), performance.now());
    const patch = { metadata: { annotations: { change: String(at) } } };
    await sendOk(client, 'PATCH', `${jobs}/j1`, patch, merge);
  }
  await seen;
  const cpuMs = (controlPlane.cpuMs() - before) / changes;
  for (const stop of stops) stop();
  const inOrder = sorted(times);
  tell('fanOutP50', quantile(inOrder, 0.5), cpuMs);
  tell('fanOutP99', quantile(inOrder, 0.99));
  await controlPlane.stop();
}
