import { expect, test } from '@playwright/test';
import { kubectlSteps } from './kubectl';
import { useStack } from './stack';

/** Jobs that run after one another, as a person at a terminal sees them. */

const stack = useStack({ dashboard: false });

const { said } = kubectlSteps(() => stack().kubeconfig);

function manifest(name: string, script: string, runAfter?: string): string {
  return JSON.stringify({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, ...(runAfter ? { annotations: { 'batch.gantry.dev/run-after': runAfter } } : {}) },
    spec: {
      suspend: runAfter !== undefined,
      backoffLimit: 0,
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [{ name: 'main', image: 'busybox', command: ['sh', '-c', script] }],
        },
      },
    },
  });
}

const create = (...manifests: string[]) => said(['create', '-f', '-'], { input: manifests.join('\n---\n') });
const waitFor = (condition: string, job: string) =>
  said(['wait', `--for=${condition}`, `job/${job}`, '--timeout=30s']);
const field = (job: string, path: string) => said(['get', 'job', job, '-o', `jsonpath={${path}}`]);

test('the second of two Jobs starts when the first has ended, and describe says why it waits', async () => {
  const waiting = '.status.conditions[?(@.type=="batch.gantry.dev/Waiting")]';
  await create(manifest('load', 'echo loading', 'extract'));
  await waitFor('condition=batch.gantry.dev/Waiting', 'load');
  expect(await field('load', `${waiting}.message`)).toBe('There is no Job extract');

  await create(manifest('extract', 'echo extracting; sleep 2'));
  await waitFor(`jsonpath={${waiting}.reason}=WaitingForJobs`, 'load');
  const description = await said(['describe', 'job', 'load']);
  expect(description).toMatch(/Warning\s+JobsMissing\s+\S+\s+order-controller\s+There is no Job extract/);
  expect(description).toMatch(/Normal\s+WaitingForJobs\s+\S+\s+order-controller\s+Waiting for Job extract/);
  expect(await said(['get', 'pods', '-l', 'job-name=load', '-o', 'name'])).toBe('');

  await waitFor('condition=complete', 'load');
  const extracted = await field('extract', '.status.completionTime');
  const started = await field('load', '.status.startTime');
  expect(Date.parse(started)).toBeGreaterThanOrEqual(Date.parse(extracted));
  expect(await field('load', `${waiting}.message`)).toBe('Started after Job extract');
});

test('a Job that is to follow a failure does, and one that is not stays suspended and says so', async () => {
  await create(
    manifest('check', 'exit 3'),
    manifest('alarm', 'echo alarm', 'check=Failed'),
    manifest('publish', 'echo publish', 'check'),
  );
  await waitFor('condition=complete', 'alarm');
  await expect
    .poll(() => said(['describe', 'job', 'publish']))
    .toMatch(/JobsEndedOtherwise.+Job check has ended as Failed, not as Complete/);
  expect(await field('publish', '.spec.suspend')).toBe('true');
});
