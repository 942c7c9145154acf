import { request as send } from 'node:http';
import { expect, test } from '@playwright/test';
import { signIn } from './pages';
import { useStack } from './stack';

/** Who comes in, and who does not. */

const stack = useStack();

/** A raw request, with headers that a browser would not let a page choose; resolves with its status and body. */
function ask(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(stack().url);
    // The path goes out as it stands, dots and all.
    const request = send({ hostname, port, path, method, headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    request.once('error', reject);
    request.end();
  });
}

const jobsPath = '/k8s/built-in/apis/batch/v1/jobs';

test('without the token there is a page that says what to do, and no data', async ({ page }) => {
  await page.goto(`${stack().url}/built-in/jobs`);
  await expect(page).toHaveURL(/sign-in/);
  await expect(page.locator('body')).toContainText('npm start');
  const { status, body } = await ask(jobsPath);
  expect(status).toBe(401);
  expect(JSON.parse(body)).toMatchObject({ kind: 'Status', reason: 'Unauthorized', code: 401 });
  await page.goto(`${stack().url}/sign-in?token=wrong`);
  await expect(page).toHaveURL(/sign-in/);
  expect(await page.context().cookies()).toEqual([]);
});

test('the session is a cookie that scripts and other sites cannot use, and not the token', async ({
  page,
}) => {
  await signIn(page, stack());
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  expect(cookie!.value).not.toContain(stack().token);
  expect(await page.evaluate(() => document.cookie)).not.toContain(cookie!.value);

  const session = { cookie: `${cookie!.name}=${cookie!.value}` };
  expect((await ask(jobsPath, session)).status).toBe(200);
  expect((await ask(jobsPath, { ...session, host: 'gantry.example:3000' })).status, 'a foreign host').toBe(
    403,
  );
  const foreign = { ...session, origin: 'http://evil.example' };
  expect((await ask(jobsPath, foreign, 'POST')).status, 'a foreign origin').toBe(403);
  expect((await ask(jobsPath, { ...session, 'sec-fetch-site': 'cross-site' })).status, 'another site').toBe(
    403,
  );
  for (const path of ['/k8s/built-in/metrics', '/k8s/built-in/api/..%2f..%2fmetrics', '/k8s/other/api']) {
    const { status, body } = await ask(path, session);
    expect(status, path).toBe(404);
    expect(JSON.parse(body), path).toMatchObject({ kind: 'Status', status: 'Failure' });
  }
});

test('pages forbid foreign scripts and frames', async ({ page }) => {
  await signIn(page, stack());
  const response = await page.goto(`${stack().url}/built-in/jobs`);
  const policy = response!.headers()['content-security-policy']!;
  expect(policy).toContain("default-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toMatch(/script-src [^;]*'nonce-[\w+/=-]+'/);
  expect(/script-src ([^;]*)/.exec(policy)![1]).not.toContain('unsafe');
});
