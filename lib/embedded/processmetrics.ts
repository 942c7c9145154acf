import { readdirSync, readFileSync } from 'node:fs';
import type { Family } from '../apiserver/metrics/exposition';

/**
 * What the system knows of this process, by the names all Prometheus clients use. What it does not tell is left
 * out.
 */
export function processFamilies(startMs: number): Family[] {
  const { user, system } = process.cpuUsage();
  const gauge = (name: string, help: string, value: number | undefined): Family => ({
    name: `process_${name}`,
    help,
    type: 'gauge',
    samples: value === undefined ? [] : [{ labels: {}, value }],
  });
  const cpu = gauge(
    'cpu_seconds_total',
    'Total user and system CPU time spent in seconds.',
    (user + system) / 1e6,
  );
  return [
    { ...cpu, type: 'counter' },
    gauge('resident_memory_bytes', 'Resident memory size in bytes.', process.memoryUsage.rss()),
    gauge('virtual_memory_bytes', 'Virtual memory size in bytes.', virtualBytes()),
    gauge(
      'start_time_seconds',
      '[ALPHA] Start time of the process since unix epoch in seconds.',
      startMs / 1000,
    ),
    gauge('open_fds', 'Number of open file descriptors.', openFiles()),
    gauge('max_fds', 'Maximum number of open file descriptors.', mostFiles()),
  ];
}

function virtualBytes(): number | undefined {
  const kibibytes = /^VmSize:\s+(\d+) kB$/m.exec(readProc('status'))?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

function mostFiles(): number | undefined {
  const limit = /^Max open files\s+(\d+)/m.exec(readProc('limits'))?.[1];
  return limit === undefined ? undefined : Number(limit);
}

function openFiles(): number | undefined {
  try {
    // One of them is the directory that is being read.
    return readdirSync('/proc/self/fd').length - 1;
  } catch {
    return undefined;
  }
}

/** A file the kernel of Linux writes of this process; empty on other systems. */
function readProc(name: string): string {
  try {
    return readFileSync(`/proc/self/${name}`, 'utf8');
  } catch {
    return '';
  }
}
