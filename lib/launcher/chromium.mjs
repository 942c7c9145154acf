// Finds a Chromium for the browser tests, or installs Debian's.
import { installPackage, isExecutable, onPath } from './debian.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const macChrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/**
 * The path of a Chromium: the one that `CHROMIUM` names, else one on the PATH, else Debian's, which is installed when the user may do
 * that. Rejects with what to do when there is none.
 */
export async function findChromium() {
  const found = process.env.CHROMIUM ?? onPath(names) ?? [macChrome].find(isExecutable);
  if (found) return found;
  const isTried = await installPackage('chromium', 'the browser tests');
  const installed = isTried && onPath(names);
  if (installed) return installed;
  throw new Error(
    'The browser tests need a Chromium. Install one (Debian and Ubuntu: sudo apt-get install chromium) or name it: CHROMIUM=/path npm test',
  );
}
