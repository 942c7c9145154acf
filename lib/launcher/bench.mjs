// Every benchmark in turn, against control planes of their own in a fresh directory; then a table of the figures beside their aims.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { aims, reaches } from './bench/aims.mjs';
import { benchFanOut } from './bench/fanout.mjs';
import { benchFireTimes } from './bench/firetimes.mjs';
import { benchIndexedJob, benchLargeJob } from './bench/indexedjob.mjs';
import { benchRequests } from './bench/requests.mjs';
import { benchStarting } from './bench/starting.mjs';
import { bundle, generate, say } from './setup.mjs';

/** Each calls `tell(name, figure, cpuMs)` for every figure it finds, the last being the server's CPU time for one request. */
const benchmarks = {
  requests: benchRequests,
  fanout: benchFanOut,
  starting: benchStarting,
  job: benchIndexedJob,
  largejob: benchLargeJob,
  firetimes: benchFireTimes,
};

/** The names one may ask for. */
export const benchmarkNames = Object.keys(benchmarks);

/** Runs the benchmarks of these names with `count` Jobs and prints a table of what came of them. */
export async function runBench({ names, count }) {
  await generate();
  const program = await bundle('control-plane', 'lib/embedded/main.ts');
  const directory = mkdtempSync(path.join(tmpdir(), 'gantry-bench-'));
  const rows = [];
  const tell = (name, figure, cpuMs) => {
    if (figure !== undefined && !Number.isNaN(figure)) rows.push(rowOf(name, figure, cpuMs));
  };
  try {
    for (const name of names) {
      say(`Measuring: ${name}`);
      await benchmarks[name]({ program, directory, count, tell });
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  process.stdout.write(`${tableOf(rows)}\n`);
}

const heads = ['', 'figure', 'aim', '', 'Kubernetes', 'CPU each'];

function rowOf(name, figure, cpuMs) {
  const { what, unit, atMost, atLeast, kubernetes } = aims[name];
  const withUnit = (value) => (value === undefined ? '' : `${rounded(value)} ${unit}`);
  const aim = atLeast === undefined ? atMost : atLeast;
  const sign = atLeast === undefined ? '≤' : '≥';
  return [
    what,
    withUnit(figure),
    aim === undefined ? '' : `${sign} ${withUnit(aim)}`,
    reaches(name, figure) === false ? 'MISSED' : '',
    withUnit(kubernetes),
    cpuMs === undefined || Number.isNaN(cpuMs) ? '' : `${cpuMs.toFixed(2)} ms`,
  ];
}

function rounded(value) {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toFixed(value >= 10 ? 1 : 2)));
}

function tableOf(rows) {
  const all = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => padded(cell, column, widths))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function padded(cell, column, widths) {
  return column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]);
}
