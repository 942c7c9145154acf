// When a thousand CronJobs fire in a month: what a calendar of them has to compute.
import { pathToFileURL } from 'node:url';
import { bundle } from '../setup.mjs';
import { quantile, timeEach } from './load.mjs';

const cronJobs = 1000;
const monthMs = 31 * 86_400_000;
const fromMs = Date.parse('2026-03-01T00:00:00Z');
const patterns = [
  (at) => `${at % 60} * * * *`,
  (at) => `${at % 60} ${at % 24} * * *`,
  (at) => `${at % 60} 8-18/2 * * 1-5`,
  (at) => `${at % 60} ${at % 24} * * ${at % 7}`,
  (at) => `${at % 60} ${at % 24} ${1 + (at % 28)} * *`,
];
const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo'];

export async function benchFireTimes({ tell }) {
  const program = await bundle('schedule', 'lib/cron/schedule.ts');
  const { between, parseSchedule } = await import(pathToFileURL(program).href);
  const schedules = Array.from({ length: cronJobs }, (_, at) => ({
    schedule: parseSchedule(patterns[at % patterns.length](at)),
    zone: zones[at % zones.length],
  }));
  const times = await timeEach(10, () => {
    for (const { schedule, zone } of schedules) between(schedule, fromMs, fromMs + monthMs, zone);
  });
  tell('fireTimes', quantile(times, 0.5));
}
