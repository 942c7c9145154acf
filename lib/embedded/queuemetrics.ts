import { exponentialBounds, type Family, Histogram } from '../apiserver/metrics/exposition';
import type { QueueObserver } from '../controllers/runtime/observer';

/** What is measured of one queue. */
interface QueueSeries {
  labels: { name: string };
  adds: number;
  retries: number;
  waiting: Histogram;
  working: Histogram;
  /** Since when keys stand in line, and since when they are worked on. */
  addedMs: Map<string, number>;
  startedMs: Map<string, number>;
}

const secondsBounds = exponentialBounds(1e-8, 10, 10);

/** What measures work queues under the names Kubernetes gives their metrics. */
interface QueueMetrics {
  /** Gives who is told of the queue of a name. */
  observe(name: string): QueueObserver;
  collect(): Family[];
}

/** Makes what measures work queues; `now` gives the milliseconds it goes by. */
export function queueMetrics(now: () => number): QueueMetrics {
  const queues: QueueSeries[] = [];
  return {
    observe(name) {
      const series: QueueSeries = {
        ...{ labels: { name }, adds: 0, retries: 0 },
        ...{ waiting: new Histogram(secondsBounds), working: new Histogram(secondsBounds) },
        ...{ addedMs: new Map<string, number>(), startedMs: new Map<string, number>() },
      };
      queues.push(series);
      return observerOf(series, now);
    },
    collect: () => familiesOf(queues, now()),
  };
}

function observerOf(series: QueueSeries, now: () => number): QueueObserver {
  const { addedMs, startedMs, waiting, working } = series;
  return {
    added(key) {
      series.adds++;
      addedMs.set(key, now());
    },
    started(key) {
      const nowMs = now();
      waiting.observe((nowMs - (addedMs.get(key) ?? nowMs)) / 1000);
      addedMs.delete(key);
      startedMs.set(key, nowMs);
    },
    ended(key) {
      const nowMs = now();
      working.observe((nowMs - (startedMs.get(key) ?? nowMs)) / 1000);
      startedMs.delete(key);
    },
    delayed() {
      series.retries++;
    },
  };
}

function familiesOf(queues: readonly QueueSeries[], nowMs: number): Family[] {
  const family = (
    type: Family['type'],
    name: string,
    help: string,
    value: (series: QueueSeries) => number | Histogram,
  ): Family => ({
    name: `workqueue_${name}`,
    help: `[BETA] ${help}`,
    type,
    samples: queues.map((series) => ({ labels: series.labels, value: value(series) })),
  });
  const agesOf = ({ startedMs }: QueueSeries) => [...startedMs.values()].map((ms) => (nowMs - ms) / 1000);
  return [
    family('gauge', 'depth', 'Current depth of workqueue', ({ addedMs }) => addedMs.size),
    family('counter', 'adds_total', 'Total number of adds handled by workqueue', ({ adds }) => adds),
    family(
      'counter',
      'retries_total',
      'Total number of retries handled by workqueue',
      ({ retries }) => retries,
    ),
    family(
      'histogram',
      'queue_duration_seconds',
      'How long in seconds an item stays in workqueue before being requested.',
      ({ waiting }) => waiting,
    ),
    family(
      'histogram',
      'work_duration_seconds',
      'How long in seconds processing an item from workqueue takes.',
      ({ working }) => working,
    ),
    family(
      'gauge',
      'unfinished_work_seconds',
      "How many seconds of work has done that is in progress and hasn't been observed by work_duration. " +
        'Large values indicate stuck threads. One can deduce the number of stuck threads by observing the ' +
        'rate at which this increases.',
      (series) => agesOf(series).reduce((sum, age) => sum + age, 0),
    ),
    family(
      'gauge',
      'longest_running_processor_seconds',
      'How many seconds has the longest running processor for workqueue been running.',
      (series) => Math.max(0, ...agesOf(series)),
    ),
  ];
}
