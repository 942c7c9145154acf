import { expect, test } from '@playwright/test';
import { kubectlSteps } from './kubectl';
import { useStack } from './stack';

/** All that kubectl reads with, printed as with a Kubernetes 1.36. */

const stack = useStack({ dashboard: false, runtime: 'simulated' });

const { run, said } = kubectlSteps(() => stack().kubeconfig);
const lines = (text: string) => text.trimEnd().split('\n');
const columns = (line: string | undefined) => (line ?? '').trim().split(/\s{2,}/);

const manifests = [
  { name: 'ok', exit: '0' },
  { name: 'broken', exit: '3' },
].map(({ name, exit }) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name, labels: { app: 'shown', exit } },
  spec: {
    backoffLimit: 0,
    template: {
      metadata: {
        annotations: { 'simulate.gantry.dev/exit-code': exit, 'simulate.gantry.dev/log': `this is ${name}` },
      },
      spec: {
        restartPolicy: 'Never',
        containers: [{ name: 'c', image: 'busybox', command: ['sh', '-c', 'echo'] }],
      },
    },
  },
}));

test.beforeAll(async () => {
  const input = manifests.map((one) => JSON.stringify(one)).join('\n---\n');
  expect(await said(['create', '-f', '-'], { input })).toBe(
    'job.batch/ok created\njob.batch/broken created\n',
  );
  await said(['create', 'cronjob', 'yearly', '--image=busybox', '--schedule=0 0 1 1 *', '--', 'echo', 'hi']);
  await said(['wait', '--for=condition=complete', 'job/ok', '--timeout=20s']);
  await said(['wait', '--for=condition=failed', 'job/broken', '--timeout=20s']);
});

test('get in every form', async () => {
  const [header, broken, ok] = lines(await said(['get', 'jobs', '-o', 'wide']));
  expect(columns(header)).toEqual([
    'NAME',
    'STATUS',
    'COMPLETIONS',
    'DURATION',
    'AGE',
    'CONTAINERS',
    'IMAGES',
    'SELECTOR',
  ]);
  expect(columns(broken)).toMatchObject({ 0: 'broken', 1: 'Failed', 2: '0/1', 5: 'c', 6: 'busybox' });
  expect(columns(ok)[7]).toMatch(/^batch\.kubernetes\.io\/controller-uid=[-0-9a-f]{36}$/);
  expect(await said(['get', 'jobs', '-o', 'name'])).toBe('job.batch/broken\njob.batch/ok\n');
  expect(await said(['get', 'job', 'ok', '-o', 'jsonpath={.metadata.name} {.spec.backoffLimit}'])).toBe(
    'ok 0',
  );
  const shown = ['get', 'jobs', '-o', 'custom-columns=N:.metadata.name,S:.status.succeeded', '--no-headers'];
  expect(lines(await said(shown)).map(columns)).toEqual([
    ['broken', '<none>'],
    ['ok', '1'],
  ]);
  expect(JSON.parse(await said(['get', 'jobs', '-o', 'json']))).toMatchObject({
    kind: 'List',
    items: [{ kind: 'Job' }, {}],
  });
  expect(await said(['get', 'job', 'ok', '-o', 'yaml'])).toMatch(
    /^apiVersion: batch\/v1\nkind: Job\nmetadata:\n/,
  );
  expect(await said(['get', 'jobs', '-o', 'go-template={{len .items}}'])).toBe('2');
  expect(await said(['get', 'pods', '-l', 'job-name=ok', '--show-labels'])).toContain(
    'batch.kubernetes.io/job-name=ok',
  );
  const [podHeader, pod] = lines(await said(['get', 'pods', '-l', 'job-name=broken', '-o', 'wide']));
  expect(columns(podHeader).slice(5)).toEqual(['IP', 'NODE', 'NOMINATED NODE', 'READINESS GATES']);
  expect(columns(pod).slice(1, 4)).toEqual(['0/1', 'Error', '0']);
  expect(await said(['get', 'cronjob,job', '-o', 'name'])).toBe(
    'cronjob.batch/yearly\njob.batch/broken\njob.batch/ok\n',
  );
  expect(lines(await said(['get', 'all'])).map((line) => line.split(/[/ ]/)[0])).toEqual([
    ...['NAME', 'pod', 'pod', '', 'NAME', 'cronjob.batch', '', 'NAME', 'job.batch', 'job.batch'],
  ]);
});

test('get what is selected, in the order asked for, and in pages', async () => {
  const named = (...args: string[]) => said(['get', 'jobs', '-o', 'name', ...args]);
  expect(await named('-l', 'app=shown,exit!=3')).toBe('job.batch/ok\n');
  expect(await named('-l', 'exit in (3,4)')).toBe('job.batch/broken\n');
  expect(await named('--field-selector', 'metadata.name=ok')).toBe('job.batch/ok\n');
  expect(await named('--field-selector', 'status.successful=1')).toBe('job.batch/ok\n');
  expect(
    lines(await said(['get', 'pods', '--field-selector=status.phase=Failed', '-o', 'name'])),
  ).toHaveLength(1);
  expect(await named('--sort-by=.metadata.labels.exit')).toBe('job.batch/ok\njob.batch/broken\n');
  expect(await named('--chunk-size=1')).toBe('job.batch/broken\njob.batch/ok\n');
  const [header, ...rows] = lines(await said(['get', 'jobs', '-A']));
  expect(columns(header).slice(0, 2)).toEqual(['NAMESPACE', 'NAME']);
  expect(rows.map((row) => columns(row).slice(0, 2))).toEqual([
    ['default', 'broken'],
    ['default', 'ok'],
  ]);
  expect((await run(['get', 'jobs', '-l', 'app=none'])).stderr).toBe(
    'No resources found in default namespace.\n',
  );
});

test('get -w tells what is there until its time is over', async () => {
  const { code, stdout } = await run(['get', 'jobs', '--watch', '--no-headers', '--request-timeout=1s']);
  expect(code).toBe(0);
  expect(lines(stdout).map((line) => columns(line).slice(0, 2))).toEqual([
    ['broken', 'Failed'],
    ['ok', 'Complete'],
  ]);
});

test.describe('get refuses', () => {
  for (const [args, message] of [
    [['get', 'job', 'nope'], 'Error from server (NotFound): jobs.batch "nope" not found\n'],
    [['get', 'deployments'], 'error: the server doesn\'t have a resource type "deployments"\n'],
    [['get', 'pods', '--field-selector=spec.foo=x'], 'field label not supported: spec.foo\n'],
    [['get', 'jobs', '-l', 'a=b=c'], "found '=', expected: ',' or 'end of string'\n"],
    [
      ['get', '--raw', '/nope'],
      'Error from server (NotFound): the server could not find the requested resource\n',
    ],
    [
      ['logs', 'job/nope'],
      'error: error from server (NotFound): jobs.batch "nope" not found in namespace "default"\n',
    ],
    [['top', 'pod'], 'error: Metrics API not available\n'],
    [['explain', 'job.nope'], 'error: field "nope" does not exist\n'],
    [['explain', 'nope'], 'the server doesn\'t have a resource type "nope"\n'],
  ] as const) {
    test(args.join(' '), async () => {
      const { code, stderr } = await run([...args]);
      expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
    });
  }
});

test('describe a Job, its pod, and a CronJob', async () => {
  const job = await said(['describe', 'job', 'ok']);
  expect(job).toMatch(
    /^Parallelism: {6}1\nCompletions: {6}1\nCompletion Mode: {2}NonIndexed\nSuspend: {10}false\n/m,
  );
  expect(job).toMatch(/^Pods Statuses: {4}0 Active \(0 Ready\) \/ 1 Succeeded \/ 0 Failed$/m);
  expect(job).toMatch(/Normal +SuccessfulCreate +\S+ +job-controller +Created pod: ok-/);
  const pod = await said(['describe', 'pod', '-l', 'job-name=broken']);
  expect(pod).toMatch(/^Controlled By: {2}Job\/broken$/m);
  expect(pod).toMatch(/State: +Terminated\n +Reason: +Error\n +Exit Code: +3\n/);
  const cronJob = await said(['describe', 'cronjob', 'yearly']);
  expect(cronJob).toMatch(/^Schedule: +0 0 1 1 \*\nConcurrency Policy: +Allow\nSuspend: +False\n/m);
  expect(cronJob).toMatch(/^Last Schedule Time: {2}<unset>\nActive Jobs: +<none>\n/m);
  expect(await said(['logs', 'job/ok'])).toBe('this is ok\n');
});

test('explain fields', async () => {
  const recursive = await said(['explain', 'job.spec.podFailurePolicy', '--recursive']);
  expect(recursive).toMatch(
    /^GROUP: {6}batch\nKIND: {7}Job\nVERSION: {4}v1\n\nFIELD: podFailurePolicy <PodFailurePolicy>\n/,
  );
  expect(recursive).toContain(
    '  rules\t<[]PodFailurePolicyRule> -required-\n    action\t<string> -required-\n',
  );
  expect(recursive).toContain('    enum: Count, FailIndex, FailJob, Ignore\n');
  expect(await said(['explain', 'cronjob.spec.schedule'])).toContain(
    'FIELD: schedule <string>\n\n\nDESCRIPTION:\n    The schedule in Cron format, see https://en.wikipedia.org/wiki/Cron.\n',
  );
  expect(await said(['explain', 'cronjob.spec.schedule', '--output', 'plaintext-openapiv2'])).toBe(
    'KIND:     CronJob\nVERSION:  batch/v1\n\nFIELD:    schedule <string>\n\n' +
      'DESCRIPTION:\n     The schedule in Cron format, see https://en.wikipedia.org/wiki/Cron.\n',
  );
  expect(await said(['explain', 'cronjobs', '--api-version=batch/v1'])).toContain('KIND:       CronJob\n');
});

test('wait for what comes, and not for ever', async () => {
  expect(await said(['wait', '--for=condition=complete', 'job/ok'])).toBe('job.batch/ok condition met\n');
  expect(await said(['wait', '--for=jsonpath={.spec.suspend}=false', 'cronjob/yearly'])).toBe(
    'cronjob.batch/yearly condition met\n',
  );
  const late = await run(['wait', '--for=jsonpath={.spec.suspend}=true', 'cronjob/yearly', '--timeout=1s']);
  expect(late).toMatchObject({
    code: 1,
    stderr: 'error: timed out waiting for the condition on cronjobs/yearly\n',
  });
  const missing = await run(['wait', '--for=condition=complete', 'job/nope', '--timeout=1s']);
  expect(missing).toMatchObject({
    code: 1,
    stderr: 'Error from server (NotFound): jobs.batch "nope" not found\n',
  });
  await said(['run', 'short', '--image=busybox', '--restart=Never']);
  const gone = said(['wait', '--for=delete', 'pod/short', '--timeout=20s']);
  await said(['delete', 'pod', 'short', '--now']);
  await gone;
});

test('auth says who one is and what one may', async () => {
  expect(await said(['auth', 'can-i', 'create', 'jobs'])).toBe('yes\n');
  const [header, ...rows] = lines(await said(['auth', 'can-i', '--list']));
  expect(columns(header)).toEqual(['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs']);
  expect(rows.slice(0, 2).map(columns)).toEqual([
    ['*.*', '[]', '[]', '[*]'],
    ['[*]', '[]', '[*]'],
  ]);
  expect(columns(lines(await said(['auth', 'whoami']))[1])).toEqual(['Username', 'kubernetes-admin']);
});

test('events, of all and of one', async () => {
  const [header, ...rows] = lines(await said(['events', '--for', 'job/ok']));
  expect(columns(header)).toEqual(['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']);
  expect(rows.map((row) => columns(row).slice(1, 4))).toEqual([
    ['Normal', 'SuccessfulCreate', 'Job/ok'],
    ['Normal', 'Completed', 'Job/ok'],
  ]);
  expect(await said(['events', '--types=Warning'])).toContain('BackoffLimitExceeded');
  expect(await said(['get', 'events', '--field-selector', 'involvedObject.name=broken'])).toContain(
    'BackoffLimitExceeded',
  );
});

test('api-resources, api-versions, version and raw paths', async () => {
  const rows = lines(await said(['api-resources', '--no-headers'])).map(columns);
  expect(rows).toContainEqual(['cronjobs', 'cj', 'batch/v1', 'true', 'CronJob']);
  expect(rows).toContainEqual(['jobs', 'batch/v1', 'true', 'Job']);
  expect(await said(['api-resources', '--api-group=batch', '-o', 'name'])).toBe(
    'cronjobs.batch\njobs.batch\n',
  );
  const versions = lines(await said(['api-versions']));
  expect(versions).toEqual([...versions].sort());
  expect(versions).toEqual(expect.arrayContaining(['batch/v1', 'events.k8s.io/v1', 'v1']));
  const { clientVersion, serverVersion } = JSON.parse(await said(['version', '-o', 'json']));
  expect([clientVersion.major, serverVersion.major, serverVersion.minor]).toEqual(['1', '1', '36']);
  expect(await said(['get', '--raw', '/healthz'])).toBe('ok');
  expect(
    JSON.parse(await said(['get', '--raw', '/apis/batch/v1/namespaces/default/jobs/ok'])).metadata.name,
  ).toBe('ok');
});
