// The Jobs that are created to be measured with.
import { sendOk } from './client.mjs';
import { rateOf } from './load.mjs';

/** The path of a new namespace's Jobs. */
export async function newNamespace(client, name) {
  await sendOk(client, 'POST', '/api/v1/namespaces', { metadata: { name } });
  return `/apis/batch/v1/namespaces/${name}/jobs`;
}

/** Creates Jobs that stand still, ten labels taking turns; answers how many were created a second. */
export function createJobs(client, path, count) {
  return rateOf(count, (at) => sendOk(client, 'POST', path, stillJob(at)));
}

function stillJob(at) {
  const container = { name: 'c', image: 'busybox', command: ['sh', '-c', 'echo hi; sleep 5'] };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: `j${at}`, labels: { app: `b${at % 10}` } },
    spec: {
      suspend: true,
      completions: 5,
      parallelism: 2,
      template: { spec: { restartPolicy: 'Never', containers: [container] } },
    },
  };
}
