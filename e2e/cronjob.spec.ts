import { expect, test } from '@playwright/test';
import { manifest, paste, run, signIn } from './pages';
import { useStack } from './stack';

/** A CronJob's life in the browser, from an old manifest to its end. */

const stack = useStack();

test.describe.configure({ mode: 'serial' });

test('a v1beta1 manifest is taken as it stands, shows its next run, and fires on the minute', async ({
  page,
}) => {
  test.setTimeout(150_000);
  const { kubectl } = stack();
  await signIn(page, stack());
  await paste(page, manifest('hello-cronjob-v1beta1.yaml'));
  await run(page, 'cronjobs', 'hello');
  await expect(page.getByRole('main')).toContainText(/next in/);
  await expect(page.getByRole('link', { name: /^hello-\d+$/ }).first()).toBeVisible({ timeout: 75_000 });
  await expect(page.getByRole('main')).toContainText('Complete');

  const jobs = JSON.parse(await kubectl(['get', 'jobs', '-o', 'json'])) as {
    items: { metadata: { name: string; creationTimestamp: string; annotations: Record<string, string> } }[];
  };
  const { annotations, creationTimestamp } = jobs.items[0]!.metadata;
  const due = annotations['batch.kubernetes.io/cronjob-scheduled-timestamp']!;
  expect(due).toMatch(/:00Z$/);
  expect(Date.parse(creationTimestamp) - Date.parse(due)).toBeLessThan(2_000);
});

test('Suspend stops it, Trigger runs it all the same, Resume lets it go on', async ({ page }) => {
  const { kubectl } = stack();
  await signIn(page, stack());
  await page.getByRole('link', { name: 'CronJobs', exact: true }).click();
  await page.getByRole('link', { name: 'hello', exact: true }).click();
  await page.getByRole('button', { name: 'Suspend' }).click();
  await expect
    .poll(() => kubectl(['get', 'cronjob', 'hello', '-o', 'jsonpath={.spec.suspend}']))
    .toBe('true');
  await expect(page.getByRole('main')).toContainText('suspended');

  const before = (await kubectl(['get', 'jobs', '-o', 'name'])).trim().split('\n').length;
  await page.getByRole('button', { name: 'Trigger…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Trigger' }).click();
  await expect
    .poll(async () => (await kubectl(['get', 'jobs', '-o', 'name'])).trim().split('\n').length)
    .toBe(before + 1);

  await page.getByRole('button', { name: 'Resume' }).click();
  await expect
    .poll(() => kubectl(['get', 'cronjob', 'hello', '-o', 'jsonpath={.spec.suspend}']))
    .toBe('false');
});

test('Delete names what goes and takes its Jobs and pods along', async ({ page }) => {
  const { kubectl } = stack();
  await signIn(page, stack());
  await page.getByRole('link', { name: 'CronJobs', exact: true }).click();
  await page.getByRole('link', { name: 'hello', exact: true }).click();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  const dialog = page.getByRole('dialog').or(page.getByRole('alertdialog'));
  await expect(dialog).toContainText(/Delete CronJob hello and its \d+ Jobs?/);
  await dialog.getByRole('button', { name: 'Delete CronJob' }).click();
  await expect.poll(() => kubectl(['get', 'cronjobs,jobs,pods', '-o', 'name'])).toBe('');
});
