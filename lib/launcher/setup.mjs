// What has to be there before anything can run: the right Node, the dependencies, the generated files, the builds.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

const oldestNode = [20, 9];
const nextSources = ['app', 'components', 'lib', 'public', 'proxy.ts', 'next.config.js', 'tsconfig.json'];

/** Ends the program with a plain message when this Node is too old. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  process.stderr.write(
    `Gantry needs Node ${oldestNode.join('.')} or newer; this is ${process.versions.node}.\n`,
  );
  process.exit(1);
}

/** Installs the dependencies unless those of this very lock file are there. */
export async function install() {
  const stamp = path.join(root, 'node_modules', '.gantry-installed');
  const lock = hash([readFileSync(path.join(root, 'package-lock.json'), 'utf8')]);
  if (read(stamp) === lock) return;
  say('Installing dependencies (once; about a minute)');
  // Development dependencies are needed to build, whatever NODE_ENV says.
  await run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], { quiet: true });
  writeFileSync(stamp, lock);
}

/** Generates the API definitions from the dependency that carries them, if they are older than it or their generator. */
export async function generate() {
  const script = path.join(root, 'lib/resources/schema/generate.mjs');
  const stamp = path.join(root, 'lib/resources/generated/.stamp');
  const wanted = hash([
    ...fingerprints('lib/resources/schema'),
    readFileSync(path.join(root, 'package-lock.json'), 'utf8'),
  ]);
  if (read(stamp) === wanted) return;
  await run(process.execPath, [script], { quiet: true });
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** Bundles a Node program of ours into `dist/NAME.mjs`, unless that is of these very sources, and answers its path. */
export async function bundle(name, entry) {
  const outfile = path.join(root, 'dist', `${name}.mjs`);
  const stamp = `${outfile}.stamp`;
  const wanted = hash([...fingerprints('lib'), read(path.join(root, 'package-lock.json')) ?? '']);
  if (read(stamp) === wanted) return outfile;
  const { build } = await import('esbuild');
  await build({
    entryPoints: [path.join(root, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // The database is a native module; bundled CommonJS dependencies expect a `require`.
    external: ['lmdb'],
    banner: {
      js: "import { createRequire as gantryRequire } from 'node:module'; const require = gantryRequire(import.meta.url);",
    },
    sourcemap: 'linked',
    logLevel: 'warning',
  });
  const { withSpreadsPrefixed } = await import('./spreads.mjs');
  writeFileSync(outfile, withSpreadsPrefixed(readFileSync(outfile, 'utf8')));
  writeFileSync(stamp, wanted);
  return outfile;
}

/** Builds the dashboard's pages unless the build at hand is of these very sources. */
export async function buildDashboard() {
  const stamp = path.join(root, '.next', 'gantry-built');
  const wanted = hash([
    ...nextSources.flatMap(fingerprints),
    read(path.join(root, 'package-lock.json')) ?? '',
  ]);
  if (read(stamp) === wanted) return;
  say('Building the dashboard (half a minute)');
  await run(process.execPath, [nextProgram, 'build'], {
    quiet: true,
    env: { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
  });
  writeFileSync(stamp, wanted);
}

/** The command-line program of Next.js. */
export const nextProgram = path.join(root, 'node_modules/next/dist/bin/next');

/** Runs a command to its end. With `quiet` its output is shown only if it fails; the rejection then carries it. */
export function run(command, args, { quiet = false, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve(output);
      reject(new Error(`${path.basename(command)} ${args.join(' ')} ended with ${code}\n${output}`));
    });
  });
}

/** A path as the caller meant it: npm runs scripts at the top of the checkout, wherever it was called. */
export function fromCaller(file) {
  return path.resolve(process.env.INIT_CWD ?? process.cwd(), file);
}

/** The path of a file as the caller meant it; ends the program when there is none. */
export function existing(file) {
  const found = fromCaller(file);
  if (existsSync(found)) return found;
  say(`There is no file ${found}.`);
  process.exit(2);
}

/** A line of progress for the person at the terminal. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function hash(parts) {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part).update('\0');
  return sum.digest('hex');
}

/** Name, size and time of each file below a place: enough to tell whether a build is older than its sources. */
function fingerprints(place) {
  const top = path.join(root, place);
  if (!existsSync(top)) return [];
  const stat = statSync(top);
  if (stat.isFile()) return [`${place} ${stat.size} ${stat.mtimeMs}`];
  return readdirSync(top)
    .sort()
    .filter((name) => !/\.test\.tsx?$|\.md$|^launcher$/.test(name))
    .flatMap((name) => fingerprints(path.join(place, name)));
}
