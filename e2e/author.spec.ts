import { expect, test } from '@playwright/test';
import { collectErrors, editorText, manifest, markDocument, paste, run, signIn } from './pages';
import { useStack } from './stack';

/** Writing Jobs in the browser and watching them run. */

const stack = useStack();

test('the first visit offers examples that start by one click', async ({ page }) => {
  const errors = collectErrors(page);
  await signIn(page, stack());
  await expect(page.getByText('Nothing runs here yet')).toBeVisible();
  await page.getByRole('button', { name: /Run.*One command/ }).click();
  await page.waitForURL(/\/jobs\/default\/echo/);
  await expect(page.getByRole('main')).toContainText('Complete');
  expect(errors).toEqual([]);
});

test('a pasted manifest runs: Pending, Running, Complete without a reload, and its log is there', async ({
  page,
}) => {
  const { kubectl } = stack();
  await kubectl(['delete', 'job', 'echo', '--ignore-not-found']);
  const errors = collectErrors(page);
  await signIn(page, stack());
  await paste(page, manifest('echo-job.yaml'));
  const stays = await markDocument(page);
  await run(page, 'jobs', 'echo');
  await expect(page.getByRole('main')).toContainText('Complete');
  await page.getByRole('tab', { name: 'Logs' }).click();
  await expect(page.getByRole('main')).toContainText('this a job');
  expect(await stays()).toBe(true);
  expect(errors).toEqual([]);
});

test('the page follows each state as it comes', async ({ page }) => {
  await signIn(page, stack());
  const text = manifest('echo-job.yaml')
    .replace('name: echo', 'name: stages')
    .replace('echo this a job', 'until [ -e go ]; do sleep 0.1; done');
  await paste(page, text.replace('spec:\n', 'spec:\n  suspend: true\n'));
  await run(page, 'jobs', 'stages');
  const head = page.getByRole('main');
  await expect(head).toContainText('Suspended');
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(head).toContainText('Running');
  await page.getByRole('button', { name: 'Suspend' }).click();
  await expect(head).toContainText('Suspended');
});

test('a work queue with a command from the form runs eight pods two at a time, as the timeline shows', async ({
  page,
}) => {
  test.setTimeout(120_000);
  const { kubectl } = stack();
  await signIn(page, stack());
  await paste(page, manifest('job-wq-1.yaml'));
  const command = page.getByRole('group', { name: 'What it runs' });
  await command.getByRole('textbox').fill('echo $QUEUE; sleep 2');
  await expect.poll(() => editorText(page)).toContain('echo $QUEUE; sleep 2');
  await run(page, 'jobs', 'job-wq-1');
  await expect(page.getByRole('main')).toContainText('Complete', { timeout: 60_000 });
  await expect(page.getByRole('main')).toContainText('8 / 8');

  const rows = page.getByRole('table', { name: /Timeline of the pods/ }).getByRole('row');
  await expect(rows).toHaveCount(3);
  for (const slot of ['slot 1', 'slot 2']) {
    const attempts = await rows.filter({ hasText: slot }).innerText();
    expect(attempts.match(/succeeded/g)).toHaveLength(4);
  }

  const pods = JSON.parse(await kubectl(['get', 'pods', '-l', 'job-name=job-wq-1', '-o', 'json'])) as {
    items: {
      status: { containerStatuses: { state: { terminated: { startedAt: string; finishedAt: string } } }[] };
    }[];
  };
  const spans = pods.items.map(({ status }) => status.containerStatuses[0]!.state.terminated);
  expect(spans).toHaveLength(8);
  for (const { startedAt } of spans) {
    // Times on the wire are whole seconds, so one that ended in the very second counts as gone.
    const atOnce = spans.filter((other) => other.startedAt <= startedAt && other.finishedAt > startedAt);
    expect(atOnce.length).toBeLessThanOrEqual(2);
  }
});

test('a work queue without completions ends when its workers end', async ({ page }) => {
  await signIn(page, stack());
  await paste(
    page,
    manifest('job-wq-2.yaml').replace(
      'image: gcr.io',
      'command: [sh, -c, "echo $QUEUE"]\n        image: gcr.io',
    ),
  );
  await run(page, 'jobs', 'job-wq-2');
  await expect(page.getByRole('main')).toContainText('Complete');
});

test('an invalid manifest shows the API’s own message at its line and loses no text', async ({ page }) => {
  await signIn(page, stack());
  const text = manifest('echo-job.yaml')
    .replace('name: echo', 'name: wrong # my note')
    .replace('restartPolicy:  Never', 'restartPolicy:  Sometimes');
  await paste(page, text);
  const line = text.split('\n').findIndex((content) => content.includes('Sometimes')) + 1;
  await page.getByRole('button', { name: /^Run/ }).click();
  const problems = page.getByRole('region', { name: 'Problems' });
  await expect(problems).toContainText(
    /Unsupported value: "Sometimes": supported values: "OnFailure", "Never"/,
  );
  await expect(problems).toContainText(`line ${line}`);
  expect((await editorText(page)).trim()).toBe(text.trim());
});

test('broken YAML stays as it is, the form keeps its last good state, and a draft outlives a reload', async ({
  page,
}) => {
  await signIn(page, stack());
  const text = manifest('echo-job.yaml');
  await paste(page, text);
  await expect(page.getByLabel('name', { exact: true }).first()).toHaveValue('echo');
  await page.locator('.monaco-editor').first().click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('  bad: a: b');
  await expect(page.getByText(/cannot be read at line/)).toBeVisible();
  await expect(page.getByLabel('name', { exact: true }).first()).toHaveValue('echo');
  await page.reload();
  await expect.poll(() => editorText(page)).toContain('bad: a: b');
});
