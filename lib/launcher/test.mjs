// `npm test`: everything that must hold, from types to a real browser. The last line reads `N passed, M failed`.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findChromium } from './chromium.mjs';
import { playFireTimes, playRecorded, startForSuites } from './conformance.mjs';
import { provideBubblewrap } from './debian.mjs';
import { buildDashboard, bundle, generate, install, requireNode, root, run, say } from './setup.mjs';

requireNode();
await install();

const resultsDir = path.join(root, 'test-results');
const bin = (name) => path.join(root, 'node_modules/.bin', name);
const total = { passed: 0, failed: 0 };

await step('definitions', once(generate));
await step('types', once(checkTypes));
await step(
  'format and lint',
  once(() => run(bin('biome'), ['ci', '--config-path=.biome.json', '--colors=off'], { quiet: true })),
);
await step('unit tests', runUnitTests);
await step('recorded fire times', runFireTimes);
await step('recorded API and controllers', runRecorded);
await step('kubectl', () => runJourneys('kubectl'));
await step('build', once(buildDashboard));
await step('browser', async () => runJourneys('browser', { CHROMIUM: await findChromium() }));

say('');
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

/** Runs one step, adds its counts, and tells how it went. A step that throws counts as one failure. */
async function step(name, work) {
  const startMs = performance.now();
  let counts;
  try {
    counts = await work();
  } catch (error) {
    say(error.message);
    counts = { passed: 0, failed: 1 };
  }
  total.passed += counts.passed;
  total.failed += counts.failed;
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  say(
    `${counts.failed ? 'FAILED' : 'ok    '} ${name}: ${counts.passed} passed, ${counts.failed} failed (${seconds} s)`,
  );
}

/** A step without tests of its own: it passes or throws. */
function once(work) {
  return async () => {
    await work();
    return { passed: 1, failed: 0 };
  };
}

/** Next.js writes the types of the routes; the compiler wants to see them. */
async function checkTypes() {
  await run(process.execPath, [path.join(root, 'node_modules/next/dist/bin/next'), 'typegen'], {
    quiet: true,
  });
  await run(bin('tsc'), ['--noEmit', '-p', '.', '--pretty', 'false'], { quiet: true });
}

async function runUnitTests() {
  await provideBubblewrap();
  const file = path.join(resultsDir, 'unit.json');
  const report = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  return counted(
    file,
    () => run(bin('vitest'), ['run', '--config', 'lib/vitest.config.ts', ...report]),
    (result) => ({
      passed: result.numPassedTests,
      failed:
        result.numFailedTests +
        result.testResults.filter((suite) => suite.status === 'failed' && suite.assertionResults.length === 0)
          .length,
    }),
  );
}

/** The recorded fire times, through the command others use. */
async function runFireTimes() {
  return playFireTimes(await bundle('fire-times', 'lib/cron/main.ts'), say);
}

/** What a real Kubernetes answered and did, against a control plane of ours. */
async function runRecorded() {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'gantry-recorded-'));
  const controlPlane = await startForSuites(await bundle('control-plane', 'lib/embedded/main.ts'), dataDir);
  try {
    return await playRecorded(controlPlane, say);
  } finally {
    await controlPlane.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** What users do: one of the projects of `e2e/playwright.config.ts`. */
async function runJourneys(project, browser = {}) {
  const file = path.join(resultsDir, `${project}.json`);
  const env = { ...browser, PLAYWRIGHT_JSON_OUTPUT_NAME: file };
  const args = ['test', '--config', 'e2e/playwright.config.ts', '--project', project, '--reporter=list,json'];
  return counted(
    file,
    () => run(bin('playwright'), args, { env }),
    ({ stats, errors }) => ({
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky + errors.length,
    }),
  );
}

/** Runs a test runner that writes a report and reads the counts from it; one that wrote none, or ran nothing, has failed. */
async function counted(file, work, read) {
  mkdirSync(resultsDir, { recursive: true });
  let failure;
  await work().catch((error) => {
    failure = error;
  });
  if (!existsSync(file)) throw failure ?? new Error(`no report at ${file}`);
  const counts = read(JSON.parse(readFileSync(file, 'utf8')));
  if (failure && counts.failed === 0) counts.failed = 1;
  return counts;
}
