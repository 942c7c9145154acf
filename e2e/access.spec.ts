import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { signIn } from './pages';
import { useStack } from './stack';

/** Pages for everybody: readable by programs, in both themes, both languages, on a phone, without a mouse. */

const stack = useStack();
const paths = [
  '/built-in',
  '/built-in/jobs',
  '/built-in/jobs/default/shown',
  '/built-in/jobs/default/shown?tab=pods',
  '/built-in/jobs/default/shown?tab=logs',
  '/built-in/jobs/default/shown?tab=events',
  '/built-in/cronjobs',
  '/built-in/cronjobs/default/shown',
  '/built-in/new',
];

test.beforeAll(async () => {
  const { kubectl } = stack();
  await kubectl(
    ['create', '-f', '-'],
    `
apiVersion: batch/v1
kind: Job
metadata: {name: shown}
spec: {backoffLimit: 0, template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox, command: [sh, -c, "echo seen; exit 3"]}]}}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: shown}
spec:
  schedule: "0 2 * * *"
  timeZone: Europe/Berlin
  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox, command: ["true"]}]}}}}
`,
  );
  await kubectl(['wait', '--for=condition=failed', 'job/shown', '--timeout=30s']);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no page breaks a rule of accessibility in the ${colorScheme} theme`, async ({ page }) => {
    test.setTimeout(180_000);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await signIn(page, stack());
    for (const path of paths) {
      await page.goto(stack().url + path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.getByRole('banner')).toContainText('Live');
      const { violations } = await new AxeBuilder({ page }).exclude('.monaco-editor').analyze();
      const told = violations.map(
        ({ id, nodes }) => `${path} ${id}: ${nodes.map(({ html }) => html).join(' ')}`,
      );
      expect(told).toEqual([]);
    }
  });
}

test('a phone shows every page without scrolling sideways', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, stack());
  for (const path of paths) {
    await page.goto(stack().url + path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390);
  }
});

test.describe('in Chinese', () => {
  test.use({ locale: 'zh-CN' });
  test('the pages speak it, and Kubernetes’ terms stay', async ({ page }) => {
    await signIn(page, stack());
    await page.goto(`${stack().url}/built-in/jobs/default/shown`);
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
    await expect(page.getByRole('main')).toContainText('BackoffLimitExceeded');
    await expect(page.getByRole('main')).toContainText(/[\u4e00-\u9fff]{2}/);
  });
});

test('the keyboard goes everywhere', async ({ page }) => {
  await signIn(page, stack());
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('j');
  await page.waitForURL(/\/jobs/);
  await expect(page.getByRole('link', { name: 'shown' })).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/jobs\/default\/shown/);
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await page.waitForURL(/\/cronjobs/);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await page.waitForURL(/\/new/);
});
