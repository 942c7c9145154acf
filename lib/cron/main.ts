import { createInterface } from 'node:readline';
import { next, parseSchedule, ScheduleError } from './schedule';

/** One question of the `fire-times` program. */
interface Question {
  schedule: string;
  timeZone?: string;
  from: string;
  count: number;
}

/** Answers a line of JSON with the next fire times, or with why there can be none. */
function answer(line: string): { next: string[] } | { error: string } {
  try {
    const { schedule: text, timeZone, from, count } = JSON.parse(line) as Question;
    const prefixed = timeZone && !text.includes('TZ') && text ? `TZ=${timeZone} ${text}` : text;
    const schedule = parseSchedule(prefixed);
    const found: string[] = [];
    let atMs: number | undefined = Date.parse(from);
    while (found.length < count) {
      atMs = next(schedule, atMs);
      if (atMs === undefined) break;
      found.push(`${new Date(atMs).toISOString().slice(0, 19)}Z`);
    }
    return { next: found };
  } catch (error) {
    if (error instanceof ScheduleError || error instanceof SyntaxError) return { error: error.message };
    throw error;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim()) process.stdout.write(`${JSON.stringify(answer(line))}\n`);
}
