// `npm start`: from a bare checkout to a dashboard in the browser.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
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

const usage = `npm start [-- OPTIONS]
  --port 3000          where the dashboard listens, on this machine only
  --data-dir DIR       where the built-in cluster keeps its objects and logs
  --runtime R          process (runs commands on this machine), container (images, by Docker or Podman),
                       simulated or none
  --kubeconfig FILE    clusters of this kubeconfig beside the built-in one
  --context NAME       which of its contexts to open first
  --no-embedded        without the built-in cluster`;

requireNode();
const flags = readFlags(
  process.argv.slice(2),
  {
    port: 'text',
    'data-dir': 'text',
    runtime: 'text',
    kubeconfig: 'text',
    context: 'text',
    embedded: 'switch',
  },
  usage,
);
/** It ends pods in order and says that it stops within five seconds. */
const controlPlaneGraceMs = 6000;
const port = readPort(flags.port ?? '3000');
const embedded = flags.embedded ?? true;
const dataDir = fromCaller(flags['data-dir'] ?? path.join(dataHome(), 'gantry'));

await main().catch((error) => {
  say(error.message);
  process.exit(1);
});

async function main() {
  await install();
  const { dashboardGraceMs, isFree, keptToken, signInUrl, startDashboard } = await import('./dashboard.mjs');
  const { keepTogether } = await import('./processes.mjs');
  if (!(await isFree(port))) {
    throw new Error(
      `Port ${port} is taken, perhaps by a Gantry that is already running. Choose another: npm start -- --port ${port + 1}`,
    );
  }
  await generate();
  await buildDashboard();
  const program = embedded && (await bundle('control-plane', 'lib/embedded/main.ts'));
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });

  const keep = keepTogether();
  const kubeconfig = path.join(dataDir, 'kubeconfig');
  const token = keptToken(dataDir);
  const dashboard = startDashboard(port, {
    GANTRY_TOKEN: token,
    ...(embedded ? { GANTRY_BUILTIN_KUBECONFIG: kubeconfig } : {}),
    ...(flags.kubeconfig ? { GANTRY_KUBECONFIG: existing(flags.kubeconfig) } : {}),
    ...(flags.context ? { GANTRY_CONTEXT: flags.context } : {}),
  });
  keep('dashboard', dashboard.child, dashboardGraceMs);
  if (program) await startControlPlane(program, kubeconfig, keep);
  await dashboard.ready;
  say('');
  process.stdout.write(`Gantry is ready: ${signInUrl(port, token)}\n`);
  if (embedded) say(`kubectl:         kubectl --kubeconfig ${kubeconfig} get jobs`);
  say('Ctrl-C stops it.');
}

/** Starts the control plane; resolves once it serves. */
async function startControlPlane(program, kubeconfig, keep) {
  const listen = ['--listen', await listenAddress(kubeconfig)];
  const place = ['--data-dir', dataDir, '--kubeconfig', kubeconfig];
  const runtime = ['--runtime', flags.runtime ?? 'process'];
  const args = ['--enable-source-maps', program, ...listen, ...place, ...runtime];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  keep('built-in cluster', child, controlPlaneGraceMs);
  await new Promise((resolve) => {
    child.stdout.on('data', (chunk) => /^ready$/m.test(String(chunk)) && resolve());
  });
}

/** The address the cluster had before, so that kubeconfigs people copied stay right; any free port otherwise. */
async function listenAddress(kubeconfig) {
  const { isFree } = await import('./dashboard.mjs');
  const before =
    existsSync(kubeconfig) &&
    /server: https:\/\/127\.0\.0\.1:(\d+)/.exec(readFileSync(kubeconfig, 'utf8'))?.[1];
  const wanted = Number(before || 7443);
  return `127.0.0.1:${(await isFree(wanted)) ? wanted : 0}`;
}

/** Where programs keep their data for this user. */
function dataHome() {
  if (process.platform === 'darwin') return path.join(os.homedir(), 'Library', 'Application Support');
  return process.env.XDG_DATA_HOME ?? path.join(os.homedir(), '.local', 'share');
}
