import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exposition } from '../apiserver/metrics/exposition';
import type { Job, JobCondition } from '../resources/job/types';
import { controllerMetrics } from './controllermetrics';
import { processFamilies } from './processmetrics';
import { queueMetrics } from './queuemetrics';

describe('queueMetrics', () => {
  it('knows what waits, what is worked on, and how long both took', () => {
    let nowMs = 0;
    const { observe, collect } = queueMetrics(() => nowMs);
    const job = observe('job');
    observe('cronjob');
    for (const key of ['a', 'b', 'c']) job.added(key);
    nowMs = 2_000;
    job.started('a');
    job.started('b');
    job.delayed();
    nowMs = 5_000;
    job.ended('a');
    const lines = exposition(collect()).split('\n');
    for (const line of [
      'workqueue_adds_total{name="job"} 3',
      'workqueue_adds_total{name="cronjob"} 0',
      'workqueue_depth{name="job"} 1',
      'workqueue_retries_total{name="job"} 1',
      'workqueue_queue_duration_seconds_sum{name="job"} 4',
      'workqueue_queue_duration_seconds_bucket{name="job",le="1"} 0',
      'workqueue_queue_duration_seconds_bucket{name="job",le="10"} 2',
      'workqueue_work_duration_seconds_count{name="job"} 1',
      'workqueue_work_duration_seconds_sum{name="job"} 3',
      'workqueue_unfinished_work_seconds{name="job"} 3',
      'workqueue_longest_running_processor_seconds{name="job"} 3',
    ]) {
      expect(lines).toContain(line);
    }
  });
});

describe('controllerMetrics', () => {
  it('counts Jobs by how they ended, and how late CronJobs were', () => {
    const { observer, collect } = controllerMetrics(() => 0);
    const job = (completionMode?: 'Indexed') => ({ spec: { completionMode } }) as Job;
    const end = (type: string, reason: string) => ({ type, reason, status: 'True' }) as JobCondition;
    observer.jobFinished(job(), end('Complete', 'CompletionsReached'));
    observer.jobFinished(job(), end('Complete', 'CompletionsReached'));
    observer.jobFinished(job('Indexed'), end('Failed', 'BackoffLimitExceeded'));
    observer.cronJobStarted(1_500);
    observer.queue('job').added('a');
    const lines = exposition(collect()).split('\n');
    const finished = 'job_controller_jobs_finished_total';
    const skew = 'cronjob_controller_job_creation_skew_duration_seconds';
    for (const line of [
      `${finished}{completion_mode="NonIndexed",reason="CompletionsReached",result="succeeded"} 2`,
      `${finished}{completion_mode="Indexed",reason="BackoffLimitExceeded",result="failed"} 1`,
      `${skew}_bucket{le="1"} 0`,
      `${skew}_bucket{le="2"} 1`,
      'workqueue_adds_total{name="job"} 1',
    ]) {
      expect(lines).toContain(line);
    }
  });
});

describe('processFamilies', () => {
  it('gives what this process takes', () => {
    const values = new Map(
      processFamilies(1_500).map(({ name, samples }) => [name, samples[0]?.value as number | undefined]),
    );
    expect(values.get('process_start_time_seconds')).toBe(1.5);
    expect(values.get('process_cpu_seconds_total')).toBeGreaterThan(0);
    expect(values.get('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
    const fromProc = ['process_open_fds', 'process_max_fds', 'process_virtual_memory_bytes'];
    for (const name of fromProc) {
      expect([name, (values.get(name) ?? 0) > 0]).toEqual([name, existsSync('/proc/self/status')]);
    }
  });
});
