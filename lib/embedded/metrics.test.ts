import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exposition } from '../apiserver/metrics/exposition';
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
