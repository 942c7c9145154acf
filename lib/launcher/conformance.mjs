// The suites recorded from a real Kubernetes, against any server.
import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './setup.mjs';

const suites = path.join(root, 'e2e/conformance');

/** How the API cases are played: as they were recorded, and those of CronJobs under their old version, too. */
const apiRuns = [[], ['--cronjobs-as', 'v1beta1']];

/** Cases that do not count, each with its reason. */
const leftOut = new Map([
  [
    'delete/namespace-deletes-contents.json',
    'recorded on a busy server that took over ten seconds to empty a namespace; here it is empty by then',
  ],
]);

/**
 * Plays API cases and controller scenarios against a server where nobody else runs pods. Answers `{ passed, failed }`; failing cases are told
 * to `tell`, a line each.
 */
export async function playRecorded({ server, token }, tell) {
  const env = { KUBE_SERVER: server, KUBE_TOKEN: token };
  const conform = path.join(suites, 'api/conform.mjs');
  const cases = path.join(suites, 'api/visible');
  const counts = { passed: 0, failed: 0 };
  for (const options of apiRuns) {
    const args = [conform, 'check', cases, ...options, '--json'];
    const { passed, failures } = JSON.parse(await outputOf(args, env));
    const wrong = failures.filter((failure) => !leftOut.has(failure.case));
    for (const failure of wrong) tell(`FAIL ${JSON.stringify(failure)}`);
    add(counts, { passed, failed: wrong.length });
  }
  add(counts, await play([path.join(suites, 'controllers/run.mjs')], env, tell));
  return counts;
}

/** Plays the recorded fire times and parse errors through a program that reads and prints lines of JSON. */
export async function playFireTimes(program, tell) {
  const cron = path.join(suites, 'cron');
  const command = [process.execPath, program];
  return play([path.join(cron, 'check.mjs'), path.join(cron, 'visible.json'), '--', ...command], {}, tell);
}

/** Starts a bundled control plane for the suites: in a directory of its own, with no pod runtime. Answers where it serves, and how to end it. */
export async function startForSuites(program, dataDir) {
  const kubeconfig = path.join(dataDir, 'kubeconfig');
  const args = [
    '--listen',
    '127.0.0.1:0',
    '--data-dir',
    dataDir,
    '--runtime',
    'none',
    '--kubeconfig',
    kubeconfig,
  ];
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => /^ready$/m.test(String(chunk)) && resolve());
    child.once('exit', (code) => reject(new Error(`the control plane did not start (exit ${code})`)));
  });
  const { parse } = await import('yaml');
  const { clusters, users } = parse(readFileSync(kubeconfig, 'utf8'));
  return {
    server: clusters[0].cluster.server,
    token: users[0].user.token,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', resolve);
        child.kill('SIGTERM');
      }),
  };
}

async function play(args, env, tell) {
  const output = await outputOf(args, env);
  const found = /(\d+) passed, (\d+) failed/.exec(output);
  if (!found) throw new Error(output);
  const failed = Number(found[2]);
  if (failed > 0) tell(output);
  return { passed: Number(found[1]), failed };
}

/** What a suite prints, whether its cases pass or not: its exit code says the same as its output. */
function outputOf(args, env) {
  return new Promise((resolve, reject) => {
    const options = { env: { ...process.env, ...env }, maxBuffer: 256 * 1024 * 1024 };
    execFile(process.execPath, args, options, (error, stdout) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve(stdout);
    });
  });
}

function add(counts, { passed, failed }) {
  counts.passed += passed;
  counts.failed += failed;
}
