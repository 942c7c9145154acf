import { expect, test } from '@playwright/test';
import { kubectlSteps } from './kubectl';
import { useStack } from './stack';

/** Server-side apply: who owns which field, what becomes of fields nobody gives any more, and conflicts. */

const stack = useStack({ dashboard: false, runtime: 'simulated' });
const { run, said, refused } = kubectlSteps(() => stack().kubeconfig);

interface Given {
  name: string;
  schedule?: string;
  suspend?: boolean;
  labels?: Record<string, string>;
}

function cronJob({ name, schedule = '0 0 1 1 *', suspend, labels }: Given): string {
  const template = {
    spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox', command: ['true'] }] },
  };
  const spec = {
    schedule,
    ...(suspend === undefined ? {} : { suspend }),
    jobTemplate: { spec: { template } },
  };
  return JSON.stringify({ apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name, labels }, spec });
}

/** Part of a CronJob: what one manager cares for. */
function partOf(name: string, spec: object): string {
  return JSON.stringify({ apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name }, spec });
}

const apply = (...args: string[]) => ['apply', '--server-side', '-f', '-', ...args];
const object = async (name: string) =>
  JSON.parse(await said(['get', 'cronjob', name, '-o', 'json', '--show-managed-fields']));

/** The managers of an object, with how they came to be, and whether they own a field of its spec. */
async function ownersOf(name: string, field: string): Promise<string[]> {
  const { metadata } = await object(name);
  const entries = metadata.managedFields as {
    manager: string;
    operation: string;
    fieldsV1: { 'f:spec'?: object };
  }[];
  return entries
    .filter(({ fieldsV1 }) => Object.hasOwn(fieldsV1['f:spec'] ?? {}, `f:${field}`))
    .map(({ manager, operation }) => `${manager} ${operation}`)
    .sort();
}

test.describe('server-side apply', () => {
  test('creates, and goes on applying', async () => {
    const input = cronJob({ name: 'plain' });
    expect(await said(apply('--dry-run=server'), { input })).toBe(
      'cronjob.batch/plain serverside-applied (server dry run)\n',
    );
    expect(await refused(['get', 'cronjob', 'plain'])).toContain('NotFound');
    expect(await said(apply(), { input })).toBe('cronjob.batch/plain serverside-applied\n');
    const { metadata } = await object('plain');
    expect(await said(apply(), { input })).toBe('cronjob.batch/plain serverside-applied\n');
    expect((await object('plain')).metadata.resourceVersion).toBe(metadata.resourceVersion);
    expect(metadata.annotations).toBeUndefined();
    expect(metadata.managedFields).toMatchObject([
      { manager: 'kubectl', operation: 'Apply', apiVersion: 'batch/v1' },
    ]);
  });

  test('takes away what its manager no longer gives, and leaves what others gave', async () => {
    await said(apply(), { input: cronJob({ name: 'owned', suspend: true, labels: { a: '1', b: '2' } }) });
    await said(['label', 'cronjob', 'owned', 'c=3']);
    await said(apply(), { input: cronJob({ name: 'owned', labels: { a: '1' } }) });
    const { metadata, spec } = await object('owned');
    expect(metadata.labels).toEqual({ a: '1', c: '3' });
    expect(spec.suspend).toBe(false);
  });

  test('refuses to change what another owns, unless forced', async () => {
    await said(apply(), { input: cronJob({ name: 'contested' }) });
    const other = { input: partOf('contested', { schedule: '0 0 2 2 *' }) };
    expect(await refused(apply('--field-manager=other'), other)).toContain(
      'Apply failed with 1 conflict: conflict with "kubectl": .spec.schedule\n',
    );
    expect((await object('contested')).spec.schedule).toBe('0 0 1 1 *');
    expect(await said(apply('--field-manager=other', '--force-conflicts'), other)).toBe(
      'cronjob.batch/contested serverside-applied\n',
    );
    expect((await object('contested')).spec.schedule).toBe('0 0 2 2 *');
    expect(await ownersOf('contested', 'schedule')).toEqual(['other Apply']);
    expect(await refused(apply(), { input: cronJob({ name: 'contested' }) })).toContain(
      'conflict with "other": .spec.schedule',
    );
  });

  test('tells conflicts with those who wrote without applying, and all of them at once', async () => {
    await said(apply(), { input: cronJob({ name: 'patched' }) });
    await said(['patch', 'cronjob', 'patched', '-p', '{"spec":{"suspend":true,"schedule":"0 0 3 3 *"}}']);
    expect(await ownersOf('patched', 'suspend')).toEqual(['kubectl-patch Update']);
    expect(await refused(apply(), { input: cronJob({ name: 'patched', suspend: false }) })).toMatch(
      /Apply failed with 2 conflicts: conflicts with "kubectl-patch" using batch\/v1( at \S+)?:\n- \.spec\.schedule\n- \.spec\.suspend\n/,
    );
  });

  test('lets two own a field they agree on, until the last gives it up', async () => {
    const suspended = { input: partOf('shared', { suspend: true }) };
    await said(apply(), { input: cronJob({ name: 'shared', suspend: true }) });
    await said(apply('--field-manager=other'), suspended);
    expect(await ownersOf('shared', 'suspend')).toEqual(['kubectl Apply', 'other Apply']);
    await said(apply(), { input: cronJob({ name: 'shared' }) });
    expect((await object('shared')).spec.suspend).toBe(true);
    await said(apply('--field-manager=other'), { input: partOf('shared', {}) });
    expect((await object('shared')).spec.suspend).toBe(false);
  });

  test('merges lists by their keys', async () => {
    await said(apply(), { input: cronJob({ name: 'listed' }) });
    const sidecar = { spec: { template: { spec: { containers: [{ name: 'side', image: 'nginx' }] } } } };
    await said(apply('--field-manager=other'), { input: partOf('listed', { jobTemplate: sidecar }) });
    const names = async () =>
      (await object('listed')).spec.jobTemplate.spec.template.spec.containers.map(
        ({ name }: { name: string }) => name,
      );
    expect(await names()).toEqual(['c', 'side']);
    await said(apply('--field-manager=other'), { input: partOf('listed', {}) });
    expect(await names()).toEqual(['c']);
  });

  test('shows what it would change', async () => {
    await said(apply(), { input: cronJob({ name: 'differing' }) });
    const changed = await run(['diff', '--server-side', '-f', '-'], {
      input: cronJob({ name: 'differing', schedule: '0 0 2 2 *' }),
    });
    expect(changed.code).toBe(1);
    expect(changed.stdout).toMatch(/^-\s+schedule: 0 0 1 1 \*\n\+\s+schedule: 0 0 2 2 \*$/m);
    const same = await run(['diff', '--server-side', '-f', '-'], { input: cronJob({ name: 'differing' }) });
    expect(same).toMatchObject({ code: 0, stdout: '' });
  });

  test('takes over what kubectl applied by itself', async () => {
    await said(['apply', '-f', '-'], { input: cronJob({ name: 'migrated', labels: { a: '1', b: '2' } }) });
    await said(apply(), { input: cronJob({ name: 'migrated', labels: { a: '1' } }) });
    expect((await object('migrated')).metadata.labels).toEqual({ a: '1' });
    expect(await ownersOf('migrated', 'schedule')).toEqual(['kubectl Apply']);
  });

  test('refuses what the kind has no field for', async () => {
    expect(
      await refused(apply(), { input: partOf('unknown', { schedule: '@daily', shedule: 'x' }) }),
    ).toContain('.spec.shedule: field not declared in schema');
  });
});
