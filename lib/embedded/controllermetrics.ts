import { exponentialBounds, type Family, Histogram } from '../apiserver/metrics/exposition';
import type { ControllersObserver } from '../controllers/runtime/observer';
import { queueMetrics } from './queuemetrics';

/** Measures what the controllers do, under the names of kube-controller-manager. `now` gives milliseconds. */
export function controllerMetrics(now: () => number): {
  observer: ControllersObserver;
  collect: () => Family[];
} {
  const queues = queueMetrics(now);
  const lateness = new Histogram(exponentialBounds(1, 2, 10));
  const finished = new Map<string, { labels: Record<string, string>; value: number }>();
  return {
    observer: {
      queue: queues.observe,
      jobFinished({ spec }, { type, reason = '' }) {
        const result = type === 'Complete' ? 'succeeded' : 'failed';
        const labels = { completion_mode: spec.completionMode ?? 'NonIndexed', result, reason };
        const key = Object.values(labels).join(' ');
        const { value } = finished.get(key) ?? { value: 0 };
        finished.set(key, { labels, value: value + 1 });
      },
      cronJobStarted: (lateMs) => lateness.observe(lateMs / 1000),
    },
    collect: () => [
      ...queues.collect(),
      {
        name: 'job_controller_jobs_finished_total',
        help: '[STABLE] The number of finished jobs',
        type: 'counter',
        samples: [...finished.values()],
      },
      {
        name: 'cronjob_controller_job_creation_skew_duration_seconds',
        help:
          '[STABLE] Time between when a cronjob is scheduled to be run, ' +
          'and when the corresponding job is created',
        type: 'histogram',
        samples: [{ labels: {}, value: lateness }],
      },
    ],
  };
}
