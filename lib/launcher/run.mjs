// `npm run NAME -- …`: one of Gantry's programs, set up and bundled first.
import { pathToFileURL } from 'node:url';
import { readFlags, readPort } from './flags.mjs';
import {
  buildDashboard,
  bundle,
  existing,
  fromCaller,
  generate,
  install,
  requireNode,
  say,
} from './setup.mjs';

const programs = {
  'control-plane': () => runBundled('control-plane', 'lib/embedded/main.ts'),
  'fire-times': () => runBundled('fire-times', 'lib/cron/main.ts'),
  dashboard: runDashboard,
  conformance: runConformance,
  bench: runBenchmarks,
};

requireNode();
const [name, ...args] = process.argv.slice(2);
if (!Object.hasOwn(programs, name ?? '')) {
  process.stderr.write(`Programs: ${Object.keys(programs).join(', ')}\n`);
  process.exit(2);
}
await install();
await programs[name]();

/** Runs a bundled program in this very process, so that signals and the exit code are its own. */
async function runBundled(program, entry) {
  await generate();
  const file = await bundle(program, entry);
  process.argv = [process.argv[0], file, ...args];
  process.chdir(fromCaller('.'));
  await import(pathToFileURL(file).href);
}

/** The recorded suites against any server; exits with 1 when a case fails. */
async function runConformance() {
  const usage = 'npm run conformance -- --server URL --token T';
  const { server, token } = readFlags(args, { server: 'text', token: 'text' }, usage);
  const { playRecorded } = await import('./conformance.mjs');
  const { passed, failed } = await playRecorded({ server, token }, say);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

/** The benchmarks, or those that are named: `npm run bench -- [NAME…] [--count 5000]`. */
async function runBenchmarks() {
  const { benchmarkNames, runBench } = await import('./bench.mjs');
  const usage = `npm run bench -- [${benchmarkNames.join(' ')}] [--count 5000]`;
  const named = args.filter((arg) => benchmarkNames.includes(arg));
  const flags = readFlags(
    args.filter((arg) => !named.includes(arg)),
    { count: 'text' },
    usage,
  );
  const count = Number(flags.count ?? process.env.N ?? 5000);
  await runBench({ names: named.length > 0 ? named : benchmarkNames, count });
}

async function runDashboard() {
  const usage = 'npm run dashboard -- --port PORT --kubeconfig FILE [--context NAME] [--token T]';
  const flags = readFlags(args, { port: 'text', kubeconfig: 'text', context: 'text', token: 'text' }, usage);
  const { dashboardGraceMs, freshToken, isFree, signInUrl, startDashboard } = await import('./dashboard.mjs');
  const { keepTogether } = await import('./processes.mjs');
  const port = readPort(flags.port ?? '3000');
  const token = flags.token ?? freshToken();
  if (!(await isFree(port))) {
    process.stderr.write(`Port ${port} is taken. Choose another with --port.\n`);
    process.exit(1);
  }
  await generate();
  await buildDashboard();
  const { child, ready } = startDashboard(port, {
    GANTRY_TOKEN: token,
    ...(flags.kubeconfig ? { GANTRY_KUBECONFIG: existing(flags.kubeconfig) } : {}),
    ...(flags.context ? { GANTRY_CONTEXT: flags.context } : {}),
  });
  keepTogether()('dashboard', child, dashboardGraceMs);
  await ready;
  process.stdout.write(`Gantry is ready: ${signInUrl(port, token)}\n`);
}
