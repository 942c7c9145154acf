// Finds a Chromium for the browser tests, or installs Debian's.
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { run, say } from './setup.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const macChrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/**
 * The path of a Chromium: the one that `CHROMIUM` names, else one on the PATH, else Debian's, which is installed when the user may do
 * that. Rejects with what to do when there is none.
 */
export async function findChromium() {
  const found = process.env.CHROMIUM ?? onPath() ?? [macChrome].find(isExecutable);
  if (found) return found;
  if (onPath(['apt-get']) && process.getuid?.() === 0) {
    say('Installing Debian’s chromium for the browser tests');
    await run('apt-get', ['update', '-q'], { quiet: true });
    await run('apt-get', ['install', '-yq', '--no-install-recommends', 'chromium'], {
      quiet: true,
      env: { DEBIAN_FRONTEND: 'noninteractive' },
    });
    const installed = onPath();
    if (installed) return installed;
  }
  throw new Error(
    'The browser tests need a Chromium. Install one (Debian and Ubuntu: sudo apt-get install chromium) or name it: CHROMIUM=/path npm test',
  );
}

function onPath(wanted = names) {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return wanted.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
