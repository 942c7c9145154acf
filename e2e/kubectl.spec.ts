import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { findKubectl, kubectlFor } from './kubectl';
import { end, root, useStack } from './stack';

/** What a person at a terminal does, with a stock kubectl, printed as a Kubernetes 1.36 prints it. */

const stack = useStack({ dashboard: false });
const manifest = (name: string) => path.join(root, 'e2e/testdata', name);
const lines = (text: string) => text.trimEnd().split('\n');
const columns = (line: string) => line.trim().split(/\s{2,}/);

/** A kubectl that goes on until it is ended; `until` resolves with its output once that matches. */
function follow(args: string[]): { child: ChildProcess; until: (pattern: RegExp) => Promise<string> } {
  const child = spawn(findKubectl(), ['--kubeconfig', stack().kubeconfig, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
      for (const look of waiting) look();
    });
  }
  return {
    child,
    until: (pattern) =>
      new Promise((resolve) => {
        const look = () => {
          if (!pattern.test(output)) return;
          waiting.delete(look);
          resolve(output);
        };
        waiting.add(look);
        look();
      }),
  };
}

test('a Job is created, waited for, listed, described, and its log read', async () => {
  const { kubectl } = stack();
  expect(await kubectl(['create', '-f', manifest('echo-job.yaml')])).toBe('job.batch/echo created\n');
  await kubectl(['wait', '--for=condition=complete', 'job/echo', '--timeout=30s']);

  const [header, row] = lines(await kubectl(['get', 'job', 'echo']));
  expect(columns(header!)).toEqual(['NAME', 'STATUS', 'COMPLETIONS', 'DURATION', 'AGE']);
  expect(columns(row!)).toEqual([
    'echo',
    'Complete',
    '1/1',
    expect.stringMatching(/^\d+s$/),
    expect.stringMatching(/^\d+s$/),
  ]);

  const [podHeader, podRow] = lines(await kubectl(['get', 'pods', '-l', 'job-name=echo']));
  expect(columns(podHeader!)).toEqual(['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE']);
  expect(columns(podRow!).slice(1, 4)).toEqual(['0/1', 'Completed', '0']);

  expect(await kubectl(['logs', 'job/echo'])).toBe('this a job\n');

  const description = await kubectl(['describe', 'job', 'echo']);
  expect(description).toMatch(/^Pods Statuses:\s+0 Active \(0 Ready\) \/ 1 Succeeded \/ 0 Failed$/m);
  expect(description).toMatch(/Normal\s+SuccessfulCreate\s+\S+\s+job-controller\s+Created pod: echo-/);
  expect(description).toMatch(/Normal\s+Completed\s+\S+\s+job-controller\s+Job completed/);
});

test('create refuses a name that is taken, in Kubernetes’ words', async () => {
  await expect(stack().kubectl(['create', '-f', manifest('echo-job.yaml')])).rejects.toThrow(
    'Error from server (AlreadyExists): error when creating',
  );
});

test('apply creates, leaves alone, and configures', async () => {
  const { kubectl } = stack();
  const text = (suspend: boolean) => `
apiVersion: batch/v1
kind: CronJob
metadata: {name: applied}
spec:
  schedule: "0 0 1 1 *"
  suspend: ${suspend}
  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox, command: ["true"]}]}}}}
`;
  expect(await kubectl(['apply', '-f', '-'], text(false))).toBe('cronjob.batch/applied created\n');
  expect(await kubectl(['apply', '-f', '-'], text(false))).toBe('cronjob.batch/applied unchanged\n');
  expect(await kubectl(['apply', '-f', '-'], text(true))).toBe('cronjob.batch/applied configured\n');
  const [header, row] = lines(await kubectl(['get', 'cronjob', 'applied']));
  expect(columns(header!)).toEqual([
    'NAME',
    'SCHEDULE',
    'TIMEZONE',
    'SUSPEND',
    'ACTIVE',
    'LAST SCHEDULE',
    'AGE',
  ]);
  expect(columns(row!).slice(0, 6)).toEqual(['applied', '0 0 1 1 *', '<none>', 'True', '0', '<none>']);
});

test('logs -f and get -w follow a Job to its end', async () => {
  const { kubectl } = stack();
  const watch = follow(['get', 'jobs', '-w']);
  await kubectl(
    ['create', '-f', '-'],
    `
apiVersion: batch/v1
kind: Job
metadata: {name: slow}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: c, image: busybox, command: [sh, -c, "for i in 1 2 3; do echo line $i; sleep 1; done"]}]
`,
  );
  await kubectl(['wait', '--for=jsonpath={.status.ready}=1', 'job/slow', '--timeout=30s']);
  const logs = follow(['logs', '-f', 'job/slow']);
  expect(await logs.until(/line 3/)).toBe('line 1\nline 2\nline 3\n');
  await watch.until(/^slow\s+Complete\s+1\/1/m);
  await end(watch.child, 'SIGTERM');
  await end(logs.child, 'SIGTERM');
});

test('a Job is made from a CronJob, and deleting the CronJob takes its Jobs and pods along', async () => {
  const { kubectl } = stack();
  expect(await kubectl(['create', '-f', manifest('hello-cronjob-v1beta1.yaml')])).toBe(
    'cronjob.batch/hello created\n',
  );
  expect(await kubectl(['create', 'job', '--from=cronjob/hello', 'by-hand'])).toBe(
    'job.batch/by-hand created\n',
  );
  await kubectl(['wait', '--for=condition=complete', 'job/by-hand', '--timeout=30s']);
  expect(await kubectl(['logs', 'job/by-hand'])).toContain('Hello from the Kubernetes cluster');

  await kubectl(['delete', 'cronjob', 'hello']);
  await kubectl(['wait', '--for=delete', 'job/by-hand', '--timeout=30s']);
  await expect.poll(() => kubectl(['get', 'pods', '-l', 'job-name=by-hand', '-o', 'name'])).toBe('');
});

test('a failing Job is retried, then given up with the reason', async () => {
  const { kubectl } = stack();
  await kubectl(
    ['create', '-f', '-'],
    `
apiVersion: batch/v1
kind: Job
metadata: {name: failing}
spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      containers: [{name: c, image: busybox, command: [sh, -c, "echo broken >&2; exit 3"]}]
`,
  );
  await kubectl(['wait', '--for=condition=failed', 'job/failing', '--timeout=30s']);
  const [, row] = lines(await kubectl(['get', 'job', 'failing']));
  expect(columns(row!).slice(0, 3)).toEqual(['failing', 'Failed', '0/1']);
  const [, pod] = lines(await kubectl(['get', 'pods', '-l', 'job-name=failing']));
  expect(columns(pod!).slice(1, 3)).toEqual(['0/1', 'Error']);
  expect(await kubectl(['describe', 'job', 'failing'])).toMatch(
    /Warning\s+BackoffLimitExceeded\s+\S+\s+job-controller\s+Job has reached the specified backoff limit/,
  );
});

test('an invalid manifest is refused with the API’s own message', async () => {
  const bad = `
apiVersion: batch/v1
kind: Job
metadata: {name: bad}
spec: {parallelism: -1, template: {spec: {restartPolicy: Always, containers: [{name: c, image: x}]}}}
`;
  await expect(stack().kubectl(['create', '-f', '-'], bad)).rejects.toThrow(
    'spec.parallelism: Invalid value: -1: must be greater than or equal to 0',
  );
});

test('delete takes the running process along', async () => {
  const { kubectl } = stack();
  const command = `sleep ${100_000 + process.pid}`;
  await kubectl(
    ['create', '-f', '-'],
    `
apiVersion: batch/v1
kind: Job
metadata: {name: endless}
spec:
  template:
    spec:
      restartPolicy: Never
      terminationGracePeriodSeconds: 1
      containers: [{name: c, image: busybox, command: [sh, -c, "${command} & wait"]}]
`,
  );
  await kubectl(['wait', '--for=jsonpath={.status.ready}=1', 'job/endless', '--timeout=30s']);
  await expect.poll(() => processes()).toContain(command);
  await kubectl(['delete', 'job', 'endless']);
  await expect.poll(() => kubectl(['get', 'pods', '-l', 'job-name=endless', '-o', 'name'])).toBe('');
  expect(processes()).not.toContain(command);
});

test('auth says who may do what, and the second kubeconfig may look and not touch', async () => {
  const { kubectl, dataDir } = stack();
  const viewer = kubectlFor(path.join(dataDir, 'kubeconfig-view'));
  expect(await kubectl(['auth', 'whoami'])).toMatch(/^Username +kubernetes-admin$/m);
  expect(await viewer(['auth', 'whoami'])).toMatch(/^Username +kubernetes-viewer$/m);
  expect(await kubectl(['auth', 'can-i', 'create', 'jobs'])).toBe('yes\n');
  expect(await viewer(['auth', 'can-i', 'list', 'jobs'])).toBe('yes\n');
  expect(lines(await kubectl(['auth', 'can-i', '--list'])).map(columns)).toContainEqual([
    '*.*',
    '[]',
    '[]',
    '[*]',
  ]);
  expect(lines(await viewer(['auth', 'can-i', '--list'])).map(columns)).toContainEqual([
    'jobs.batch',
    '[]',
    '[]',
    '[get list watch]',
  ]);
  expect(await viewer(['get', 'jobs', '-o', 'name'])).toContain('job.batch/echo');
  await expect(viewer(['create', 'job', 'mine', '--image=busybox'])).rejects.toThrow(
    'jobs.batch is forbidden: User "kubernetes-viewer" cannot create resource "jobs" in API group "batch"',
  );
  await expect(kubectl(['get', 'secrets', '--as', 'kubernetes-viewer'])).rejects.toThrow(
    'secrets is forbidden: User "kubernetes-viewer" cannot list resource "secrets" in API group ""',
  );
  expect(await kubectl(['get', '--raw', '/metrics'])).toMatch(/^apiserver_request_total\{/m);
});

/** The command lines of all processes of this machine. */
function processes(): string[] {
  const listing = execFileSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' });
  return lines(listing).map((line) => line.trim());
}
