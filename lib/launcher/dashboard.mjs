// Starts the built dashboard and tells when it serves.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { nextProgram, root } from './setup.mjs';

/** The sign-in token kept in a data directory (made on first use), so that a restart does not sign anyone out. */
export function keptToken(dataDir) {
  const file = path.join(dataDir, 'dashboard-token');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const token = randomBytes(24).toString('base64url');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  return token;
}

/** A token for this run alone. */
export function freshToken() {
  return randomBytes(24).toString('base64url');
}

/** The address a person opens to be signed in. */
export function signInUrl(port, token) {
  return `http://127.0.0.1:${port}/sign-in?token=${token}`;
}

/** Whether a loopback port can be listened on. */
export function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ host: '127.0.0.1', port }, () => probe.close(() => resolve(true)));
  });
}

/** Next.js waits long for browsers to let go of their connections; the dashboard holds nothing that could be lost. */
export const dashboardGraceMs = 1000;

/**
 * Starts the dashboard on a loopback port. `settings` become its environment. Answers the process, and a promise that resolves when it
 * serves. What it complains of goes to the terminal.
 */
export function startDashboard(port, settings) {
  const child = spawn(process.execPath, [nextProgram, 'start', '-H', '127.0.0.1', '-p', String(port)], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ready = new Promise((resolve) => {
    child.stdout.on('data', (chunk) => /Ready in/.test(String(chunk)) && resolve());
  });
  return { child, ready };
}
