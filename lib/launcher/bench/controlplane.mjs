// A control plane of its own for a benchmark: a child process, watched from outside.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { clientOf } from './client.mjs';

/**
 * Starts a bundled control plane on a data directory and waits until it serves. Answers a client of it, how long the start
 * took, what the process has used so far, and what stops it.
 */
export async function startControlPlane(program, dataDir, runtime = 'none') {
  mkdirSync(dataDir, { recursive: true });
  const args = [program, '--listen', '127.0.0.1:0', '--data-dir', dataDir, '--runtime', runtime];
  const startedMs = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => /^ready$/m.test(String(chunk)) && resolve());
    child.once('exit', () => reject(new Error(`the control plane did not start:\n${said}`)));
  });
  const startMs = performance.now() - startedMs;
  const { clusters, users } = parse(readFileSync(path.join(dataDir, 'kubeconfig'), 'utf8'));
  const client = clientOf(clusters[0].cluster.server, users[0].user.token);
  return {
    startMs,
    client,
    cpuMs: () => cpuMs(child.pid),
    memoryMb: () => memoryMb(child.pid),
    settled: () => settled(child.pid),
    stop() {
      client.close();
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** Waits until a process has nothing left to do, as far as its CPU time tells; half a minute at most. */
async function settled(pid) {
  for (let before = -1, left = 60; left > 0; left--) {
    const now = cpuMs(pid);
    if (now === before) return;
    before = now;
    await pause(500);
  }
}

/** Lets a while go by. */
export function pause(whileMs) {
  return new Promise((resolve) => setTimeout(resolve, whileMs));
}

/** CPU time a process has used; not known but on Linux. */
function cpuMs(pid) {
  const stat = readProcess(pid, 'stat');
  if (!stat) return Number.NaN;
  // The name in parentheses may hold spaces; the times are the 14th and 15th field, in hundredths of a second.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Memory of a process that is in RAM; not known but on Linux. */
function memoryMb(pid) {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(readProcess(pid, 'status') ?? '');
  return found ? Number(found[1]) / 1024 : Number.NaN;
}

function readProcess(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}
