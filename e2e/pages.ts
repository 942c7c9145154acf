import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { root, type Stack } from './stack';

/** What a person does on the pages, in the words of the person. */

/** Opens the address the launcher prints. Errors that the pages write to the console fail the test that calls `expectNoErrors`. */
export async function signIn(page: Page, { url, token }: Stack): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url });
  await page.goto(`${url}/sign-in?token=${token}`);
}

/** The text of a manifest that people start from. */
export function manifest(name: string): string {
  return readFileSync(path.join(root, 'e2e/testdata', name), 'utf8');
}

/** Opens the editor and pastes a text over what is there. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.getByRole('link', { name: 'New', exact: true }).click();
  const editor = page.locator('.monaco-editor').first();
  await editor.click();
  await page.evaluate((content) => navigator.clipboard.writeText(content), text);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('ControlOrMeta+V');
  await expect(editor).toContainText(text.split('\n')[0]!.trim());
}

/** The whole text of the editor: what selecting all and copying gives. */
export async function editorText(page: Page): Promise<string> {
  await page.locator('.monaco-editor').first().click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('ControlOrMeta+C');
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Presses Run and waits for the page of what was created. */
export async function run(page: Page, kind: 'jobs' | 'cronjobs', name: string): Promise<void> {
  await page.getByRole('button', { name: /^(Run|Create)$/ }).click();
  await page.waitForURL(new RegExp(`/${kind}/default/${name}(\\?|$)`));
}

/** Follows everything in the browser that would show a reload: a mark that a new document would not have. */
export async function markDocument(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate(() => document.documentElement.setAttribute('data-mark', 'here'));
  return () => page.evaluate(() => document.documentElement.getAttribute('data-mark') === 'here');
}

/** Collects what the pages report as errors from now on. */
export function collectErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return errors;
}
