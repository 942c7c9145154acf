import { next, type Schedule } from './schedule';

/** What a look back at a schedule finds. */
export interface Missed {
  /** The latest fire time that is not in the future; `undefined` when there is none since `sinceMs`. */
  recentMs: number | undefined;
  /** How many were missed, roughly: `many` is more than a hundred. */
  count: 'none' | 'few' | 'many';
  /** Set when the schedule cannot be followed: it never fires. */
  error?: string;
}

const impossible = 'time difference between two schedules is less than 1 second';

/**
 * What was due after `sinceMs` up to `nowMs`, by the rough count of Kubernetes' `mostRecentScheduleTime`:
 * the distance of the first two fire times stands for all of them, so that years of missed runs cost no
 * more than one.
 */
export function missed(schedule: Schedule, sinceMs: number, nowMs: number, zone?: string): Missed {
  const firstMs = next(schedule, sinceMs, zone);
  if (firstMs === undefined) return { recentMs: undefined, count: 'none', error: impossible };
  if (nowMs < firstMs) return { recentMs: undefined, count: 'none' };
  const secondMs = next(schedule, firstMs, zone);
  if (secondMs === undefined) return { recentMs: undefined, count: 'none', error: impossible };
  if (nowMs < secondMs) return { recentMs: firstMs, count: 'none' };
  const stepMs = Math.round((secondMs - firstMs) / 1000) * 1000;
  if (stepMs < 1000) return { recentMs: undefined, count: 'none', error: impossible };
  const number = Math.floor(Math.floor((nowMs - firstMs) / 1000) / (stepMs / 1000)) + 1;
  let recentMs: number | undefined;
  let atMs = next(schedule, firstMs + (number - 2) * stepMs, zone);
  while (atMs !== undefined && atMs <= nowMs) {
    recentMs = atMs;
    atMs = next(schedule, atMs, zone);
  }
  return { recentMs, count: number > 100 ? 'many' : 'few' };
}
