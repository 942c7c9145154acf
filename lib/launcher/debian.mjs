// Programs that tests need from outside of npm: what is there, and Debian's packages of what is not.
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { run, say } from './setup.mjs';

/**
 * Installs a package of Debian where the user may do that; answers whether that was tried. Rejects when it
 * fails.
 */
export async function installPackage(name, purpose) {
  if (!onPath(['apt-get']) || process.getuid?.() !== 0) return false;
  say(`Installing Debian’s ${name} for ${purpose}`);
  await run('apt-get', ['update', '-q'], { quiet: true });
  await run('apt-get', ['install', '-yq', '--no-install-recommends', name], {
    quiet: true,
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
  return true;
}

/**
 * Has bubblewrap there for the tests of the process driver, where that can be had. Without it they run
 * commands without isolation alone, which is said.
 */
export async function provideBubblewrap() {
  if (process.platform !== 'linux' || onPath(['bwrap'])) return;
  await installPackage('bubblewrap', 'the tests of the process driver').catch(({ message }) => say(message));
  if (onPath(['bwrap'])) return;
  say(
    'bubblewrap is not installed: what runs inside it is not tested (Debian and Ubuntu: sudo apt-get install bubblewrap)',
  );
}

/** The first of these programs on the PATH, as a file. */
export function onPath(names) {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isExecutable);
}

/** Whether a file is there that can be run. */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
