import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { kubectlSteps } from './kubectl';
import { useStack } from './stack';

/** All that kubectl writes with, and what it says when it is refused, as with a Kubernetes 1.36. */

const stack = useStack({ dashboard: false, runtime: 'simulated' });

const { run, said, refused } = kubectlSteps(() => stack().kubeconfig);

function cronJob(name: string, schedule = '0 0 1 1 *', labels: Record<string, string> = {}): string {
  const template = {
    spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox', command: ['true'] }] },
  };
  return JSON.stringify({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name, labels },
    spec: { schedule, jobTemplate: { spec: { template } } },
  });
}

/** A Job whose pods run until they are deleted. */
function endlessJob(name: string, labels: Record<string, string> = {}): string {
  const annotations = { 'simulate.gantry.dev/duration': 'forever' };
  const template = {
    metadata: { annotations, labels },
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 1,
      containers: [{ name: 'c', image: 'busybox' }],
    },
  };
  return JSON.stringify({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, labels },
    spec: { template },
  });
}

const field = (kind: string, name: string, pathText: string) =>
  said(['get', kind, name, '-o', `jsonpath={${pathText}}`]);
const podsOf = (job: string) => said(['get', 'pods', '-l', `job-name=${job}`, '-o', 'name']);

test('apply creates, leaves alone, configures, and takes away what it once gave', async () => {
  const labelled = { input: cronJob('applied', '0 0 1 1 *', { a: 'b', c: 'd' }) };
  expect(await said(['apply', '-f', '-', '--dry-run=server'], labelled)).toBe(
    'cronjob.batch/applied created (server dry run)\n',
  );
  expect(await said(['apply', '-f', '-'], labelled)).toBe('cronjob.batch/applied created\n');
  expect(await said(['apply', '-f', '-'], labelled)).toBe('cronjob.batch/applied unchanged\n');
  await said(['label', 'cronjob', 'applied', 'own=kept']);
  expect(await said(['apply', '-f', '-'], { input: cronJob('applied', '0 0 2 2 *', { a: 'b' }) })).toBe(
    'cronjob.batch/applied configured\n',
  );
  expect(JSON.parse(await field('cronjob', 'applied', '.metadata.labels'))).toEqual({ a: 'b', own: 'kept' });
  expect(await said(['apply', 'view-last-applied', 'cronjob', 'applied'])).toContain('schedule: 0 0 2 2 *');
});

test('diff shows what apply would change, and changes nothing', async () => {
  await said(['apply', '-f', '-'], { input: cronJob('differing') });
  expect(await run(['diff', '-f', '-'], { input: cronJob('differing') })).toMatchObject({
    code: 0,
    stdout: '',
  });
  const { code, stdout } = await run(['diff', '-f', '-'], { input: cronJob('differing', '0 0 2 2 *') });
  expect(code).toBe(1);
  const changed = stdout.split('\n').filter((line) => /^[-+] /.test(line));
  expect(changed).toEqual([
    '-  generation: 1',
    '+  generation: 2',
    '-  schedule: 0 0 1 1 *',
    '+  schedule: 0 0 2 2 *',
  ]);
  expect(await field('cronjob', 'differing', '.spec.schedule')).toBe('0 0 1 1 *');
});

test('edit sends what the editor leaves', async () => {
  await said(['create', '-f', '-'], { input: cronJob('edited') });
  const edit = (script: string) =>
    run(['edit', 'cronjob', 'edited'], { env: { KUBE_EDITOR: `sed -i ${script}` } });
  expect(await edit('s/suspend:.false/suspend:\\ true/')).toMatchObject({
    code: 0,
    stdout: 'cronjob.batch/edited edited\n',
  });
  expect(await field('cronjob', 'edited', '.spec.suspend')).toBe('true');
  expect(await edit('s/no-such-text/x/')).toMatchObject({
    code: 0,
    stderr: 'Edit cancelled, no changes made.\n',
  });
  const { code, stderr } = await edit('s/schedule:.*/schedule:\\ nope/');
  expect([code, stderr]).toEqual([1, expect.stringContaining('error: cronjobs.batch "edited" is invalid\n')]);
});

test('patch in every form', async () => {
  await said(['create', '-f', '-'], { input: cronJob('patched') });
  const patch = (...args: string[]) => ['patch', 'cronjob', 'patched', ...args];
  const suspend = patch('-p', '{"spec":{"suspend":true}}');
  expect(await said(suspend)).toBe('cronjob.batch/patched patched\n');
  expect(await said(suspend)).toBe('cronjob.batch/patched patched (no change)\n');
  await said(patch('--type=merge', '-p', '{"spec":{"successfulJobsHistoryLimit":5}}'));
  await said(
    patch('--type=json', '-p', '[{"op":"replace","path":"/spec/failedJobsHistoryLimit","value":7}]'),
  );
  const containers =
    '{"spec":{"jobTemplate":{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"nginx"}]}}}}}}';
  await said(patch('--type=strategic', '-p', containers));
  const spec = JSON.parse(await field('cronjob', 'patched', '.spec'));
  expect(spec).toMatchObject({ suspend: true, successfulJobsHistoryLimit: 5, failedJobsHistoryLimit: 7 });
  expect(spec.jobTemplate.spec.template.spec.containers).toMatchObject([
    { name: 'c', image: 'nginx', command: ['true'] },
  ]);
  await said(
    patch(
      '--subresource=status',
      '--type=merge',
      '-p',
      '{"status":{"lastScheduleTime":"2026-01-01T00:00:00Z"}}',
    ),
  );
  expect(await field('cronjob', 'patched', '.status.lastScheduleTime')).toBe('2026-01-01T00:00:00Z');

  expect(await refused(patch('--type=json', '-p', '[{"op":"test","path":"/spec/suspend","value":1}]'))).toBe(
    'The request is invalid: the server rejected our request due to an error in our request\n',
  );
  expect(await refused(patch('-p', '{"spec":{"schedule":"x"}}'))).toContain(
    'The CronJob "patched" is invalid: spec.schedule: Invalid value: "x"',
  );
});

test('replace, in place and by force', async () => {
  const input = cronJob('replaced');
  expect(await refused(['replace', '-f', '-'], { input })).toBe(
    'Error from server (NotFound): error when replacing "STDIN": cronjobs.batch "replaced" not found\n',
  );
  await said(['create', '-f', '-'], { input });
  const uid = await field('cronjob', 'replaced', '.metadata.uid');
  expect(await said(['replace', '-f', '-'], { input: cronJob('replaced', '@yearly') })).toBe(
    'cronjob.batch/replaced replaced\n',
  );
  expect(await field('cronjob', 'replaced', '.metadata.uid')).toBe(uid);
  const forced = path.join(stack().dataDir, 'replaced.json');
  writeFileSync(forced, cronJob('replaced', '@monthly'));
  expect(await said(['replace', '--force', '-f', forced])).toBe(
    'cronjob.batch "replaced" deleted from default namespace\ncronjob.batch/replaced replaced\n',
  );
  expect(await field('cronjob', 'replaced', '.metadata.uid')).not.toBe(uid);
});

test('label and annotate', async () => {
  await said(['create', '-f', '-'], { input: cronJob('marked') });
  expect(await said(['label', 'cronjob', 'marked', 'a=b'])).toBe('cronjob.batch/marked labeled\n');
  expect(await refused(['label', 'cronjob', 'marked', 'a=c'])).toBe(
    "error: 'a' already has a value (b), and --overwrite is false\n",
  );
  expect(await said(['label', 'cronjob', 'marked', 'a=c', '--overwrite'])).toBe(
    'cronjob.batch/marked labeled\n',
  );
  expect(await said(['label', 'cronjob', 'marked', 'a-'])).toBe('cronjob.batch/marked unlabeled\n');
  expect(await said(['annotate', 'cronjob', 'marked', 'note=hello'])).toBe(
    'cronjob.batch/marked annotated\n',
  );
  expect(await field('cronjob', 'marked', '.metadata.annotations')).toBe('{"note":"hello"}');
  expect(await refused(['label', 'cronjob', 'marked', 'bad key=x'])).toContain(
    'The CronJob "marked" is invalid: metadata.labels: Invalid value: "bad key": name part must consist of',
  );
});

test('create makes jobs, cron jobs and the small kinds around them; run makes pods', async () => {
  const cron = ['create', 'cronjob', 'made', '--image=busybox', '--schedule=0 0 1 1 *', '--', 'echo', 'hi'];
  expect(await said(cron)).toBe('cronjob.batch/made created\n');
  expect(await refused(cron)).toBe('error: failed to create cronjob: cronjobs.batch "made" already exists\n');
  expect(await said(['create', 'job', 'made', '--image=busybox', '--', 'echo', 'hi'])).toBe(
    'job.batch/made created\n',
  );
  expect(await said(['create', 'job', 'made-by-hand', '--from=cronjob/made'])).toBe(
    'job.batch/made-by-hand created\n',
  );
  const { metadata, spec } = JSON.parse(await said(['get', 'job', 'made-by-hand', '-o', 'json']));
  expect(metadata.annotations).toEqual({ 'cronjob.kubernetes.io/instantiate': 'manual' });
  expect(metadata.ownerReferences).toMatchObject([{ kind: 'CronJob', name: 'made', controller: true }]);
  expect(spec.template.spec.containers[0].command).toEqual(['echo', 'hi']);
  expect(await said(['run', 'made', '--image=busybox', '--restart=Never'])).toBe('pod/made created\n');
  await said(['wait', '--for=jsonpath={.status.phase}=Succeeded', 'pod/made', '--timeout=20s']);

  expect(await said(['create', 'configmap', 'made', '--from-literal=a=b'])).toBe('configmap/made created\n');
  expect(await said(['create', 'secret', 'generic', 'made', '--from-literal=a=b'])).toBe(
    'secret/made created\n',
  );
  expect(await said(['create', 'serviceaccount', 'made'])).toBe('serviceaccount/made created\n');
  expect(await said(['create', 'namespace', 'made'])).toBe('namespace/made created\n');
  expect(await said(['delete', 'namespace', 'made'])).toBe('namespace "made" deleted\n');
});

test('set image and environment', async () => {
  await said(['create', '-f', '-'], { input: cronJob('set') });
  expect(await said(['set', 'image', 'cronjob/set', 'c=nginx'])).toBe('cronjob.batch/set image updated\n');
  expect(await said(['set', 'env', 'cronjob/set', 'A=b'])).toBe('cronjob.batch/set env updated\n');
  const container = JSON.parse(
    await field('cronjob', 'set', '.spec.jobTemplate.spec.template.spec.containers[0]'),
  );
  expect(container).toMatchObject({ image: 'nginx', env: [{ name: 'A', value: 'b' }], command: ['true'] });
});

test('delete in the background takes the pods along', async () => {
  await said(['create', '-f', '-'], { input: endlessJob('background') });
  await said(['wait', '--for=jsonpath={.status.ready}=1', 'job/background', '--timeout=20s']);
  expect(await said(['delete', 'job', 'background', '--cascade=background'])).toBe(
    'job.batch "background" deleted from default namespace\n',
  );
  await said(['wait', '--for=delete', 'pod', '-l', 'job-name=background', '--timeout=20s']);
});

test('delete in the foreground waits until the pods are gone', async () => {
  await said(['create', '-f', '-'], { input: endlessJob('foreground') });
  await said(['wait', '--for=jsonpath={.status.ready}=1', 'job/foreground', '--timeout=20s']);
  await said(['delete', 'job', 'foreground', '--cascade=foreground']);
  expect(await podsOf('foreground')).toBe('');
});

test('delete of a Job alone leaves its pods', async () => {
  await said(['create', '-f', '-'], { input: endlessJob('orphaning') });
  await said(['wait', '--for=jsonpath={.status.ready}=1', 'job/orphaning', '--timeout=20s']);
  await said(['delete', 'job', 'orphaning', '--cascade=orphan']);
  const pod = (await podsOf('orphaning')).trim();
  expect(pod).toMatch(/^pod\/orphaning-/);
  expect(await said(['get', pod, '-o', 'jsonpath={.metadata.ownerReferences}'])).toBe('');
  expect(await said(['delete', pod, '--now'])).toMatch(
    /^pod "orphaning-\w+" deleted from default namespace\n$/,
  );
});

test('delete by force, by labels, all, and not at all', async () => {
  for (const name of ['one', 'two', 'three']) {
    await said(['create', '-f', '-'], {
      input: endlessJob(name, { set: name === 'three' ? 'b' : 'a', all: 'yes' }),
    });
  }
  await said(['wait', '--for=jsonpath={.status.ready}=1', 'job', '-l', 'all=yes', '--timeout=20s']);
  expect(await said(['delete', 'job', 'one', '--dry-run=server'])).toBe(
    'job.batch "one" deleted from default namespace (server dry run)\n',
  );
  const killed = await run(['delete', 'pods', '-l', 'job-name=one', '--force']);
  expect(killed).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^pod "one-\w+" force deleted from default namespace$/m),
    stderr: expect.stringContaining('Warning: Immediate deletion does not wait for confirmation'),
  });
  expect(await said(['delete', 'jobs', '-l', 'set=a', '--wait=false'])).toBe(
    'job.batch "one" deleted from default namespace\njob.batch "two" deleted from default namespace\n',
  );
  expect(await said(['delete', 'jobs', '--all', '-n', 'kube-public'])).toBe('No resources found\n');
  expect(await refused(['delete', 'job', 'nowhere'])).toBe(
    'Error from server (NotFound): jobs.batch "nowhere" not found\n',
  );
  expect(await said(['delete', 'job', 'nowhere', '--ignore-not-found'])).toBe('');
  await said(['delete', 'job', 'three']);
});

test('nodes are tainted, cordoned and uncordoned', async () => {
  const node = (await said(['get', 'nodes', '-o', 'jsonpath={.items[0].metadata.name}'])).trim();
  expect(await said(['taint', 'node', node, 'a=b:PreferNoSchedule'])).toBe(`node/${node} tainted\n`);
  expect(await said(['taint', 'node', node, 'a-'])).toBe(`node/${node} untainted\n`);
  expect(await said(['cordon', node])).toBe(`node/${node} cordoned\n`);
  expect(await said(['get', 'node', node])).toContain('Ready,SchedulingDisabled');
  expect(await said(['uncordon', node])).toBe(`node/${node} uncordoned\n`);
});

test('what is invalid or unknown is told in the API’s words', async () => {
  const unknown = { input: cronJob('unknown').replace('"schedule"', '"shedule":"x","schedule"') };
  expect(await refused(['create', '-f', '-'], unknown)).toContain(
    'CronJob in version "v1" cannot be handled as a CronJob: strict decoding error: unknown field "spec.shedule"',
  );
  expect(await run(['create', '-f', '-', '--validate=warn'], unknown)).toEqual({
    code: 0,
    stdout: 'cronjob.batch/unknown created\n',
    stderr: 'Warning: unknown field "spec.shedule"\n',
  });
  expect(await refused(['create', '-f', '-'], { input: endlessJob('Bad_Name') })).toContain(
    'The Job "Bad_Name" is invalid: metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain must consist of',
  );
  const other = JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' } });
  expect(await refused(['create', '-f', '-'], { input: other })).toContain(
    'no matches for kind "Deployment" in version "apps/v1"',
  );
  expect(await refused(['scale', 'cronjob', 'unknown', '--replicas=2'])).toBe(
    'Error from server (NotFound): the server could not find the requested resource\n',
  );
  expect(await refused(['create', 'job', 'x', '--image=busybox', '-n', 'nowhere'])).toBe(
    'error: failed to create job: namespaces "nowhere" not found\n',
  );
  expect(await refused(['delete', 'namespace', 'default'])).toBe(
    'Error from server (Forbidden): namespaces "default" is forbidden: this namespace may not be deleted\n',
  );
});
