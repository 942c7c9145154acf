import { expect, test } from '@playwright/test';
import { markDocument, signIn } from './pages';
import { useStack } from './stack';

/** A control plane that dies and comes back: nothing acknowledged is lost, and an open page heals by itself. */

const stack = useStack();

test('kill -9 loses nothing, running pods go on, and the page catches up without a reload', async ({
  page,
}) => {
  test.setTimeout(120_000);
  const { kubectl, crash, revive } = stack();
  const job = (name: string, command: string) => `
apiVersion: batch/v1
kind: Job
metadata: {name: ${name}}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox, command: [sh, -c, "${command}"]}]}}}
`;
  await kubectl(['create', '-f', '-'], job('survivor', 'echo before; until [ -e go ]; do sleep 0.1; done'));
  await kubectl(['wait', '--for=jsonpath={.status.ready}=1', 'job/survivor', '--timeout=30s']);
  for (const name of ['a', 'b', 'c']) await kubectl(['create', '-f', '-'], job(name, 'true'));
  await kubectl(['wait', '--for=condition=complete', 'job/a', 'job/b', 'job/c', '--timeout=30s']);

  await signIn(page, stack());
  await page.getByRole('link', { name: 'Jobs', exact: true }).click();
  await expect(page.getByRole('link', { name: 'survivor' })).toBeVisible();
  const stays = await markDocument(page);
  const state = page.getByRole('banner').getByText(/^(Live|Catching up|Offline)/);
  await expect(state).toHaveText('Live');

  await crash();
  await expect(page.getByText(/Catching up|does not answer/).first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'survivor' })).toBeVisible();
  await revive();
  await expect(page.getByText(/Catching up|does not answer/)).toHaveCount(0, { timeout: 30_000 });

  const names = (await kubectl(['get', 'jobs', '-o', 'name'])).trim().split('\n').sort();
  expect(names).toEqual(['a', 'b', 'c', 'survivor'].map((name) => `job.batch/${name}`));
  const pods = await kubectl(['get', 'pods', '-l', 'job-name=survivor', '--no-headers']);
  expect(pods.trim().split('\n')).toHaveLength(1);
  expect(pods).toContain('Running');

  await kubectl(['create', '-f', '-'], job('after', 'true'));
  await expect(page.getByRole('link', { name: 'after' })).toBeVisible();
  expect(await stays()).toBe(true);
});
