'use client';
import { useRef } from 'react';
import { useNow } from '@/components/live/now';
import { clusterZone } from '@/components/schedule/zones';
import type { CronJob } from '@/lib/resources/cronjob/types';
import type { Job } from '@/lib/resources/job/types';
import { type CronJobRow, cronJobRows } from '@/lib/view/cronjoblist';

/**
 * The rows of CronJobs, their next runs kept up with the clock. The array is the same one until a row
 * changes.
 */
export function useCronJobRows(cronJobs: readonly CronJob[], jobs: readonly Job[]): readonly CronJobRow[] {
  const nowMs = useNow();
  const last = useRef<readonly CronJobRow[]>([]);
  const before = new Map(last.current.map((row) => [row.key, row]));
  const rows = cronJobRows(cronJobs, jobs, nowMs, clusterZone, before);
  const isSame = rows.length === last.current.length && rows.every((row, at) => row === last.current[at]);
  if (!isSame) last.current = rows;
  return last.current;
}
