import type { Job, JobSpec, JobStatus } from '../../resources/job/types';
import type { Pod } from '../../resources/pod/types';
import { toTime } from '../../time/clock';
import { noFailures } from '../job/backoff';
import { failureCountKey } from '../job/indexes';
import { controlledBy } from '../job/newpod';
import { type Observation, observe } from '../job/observe';
import { indexKey, trackingFinalizer } from '../job/podfacts';

/** The instant the samples are about. */
export const nowMs = Date.UTC(2026, 10, 22, 6, 0, 0);

/** A Job as the server has it, named `work`. */
export function sampleJob(spec: Partial<JobSpec> = {}, status?: JobStatus): Job {
  return {
    metadata: { name: 'work', namespace: 'default', uid: 'job-uid', generation: 1 },
    spec: {
      parallelism: 1,
      backoffLimit: 6,
      completionMode: 'NonIndexed',
      suspend: false,
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': 'job-uid' } },
      template: {
        metadata: { labels: { 'batch.kubernetes.io/controller-uid': 'job-uid' } },
        spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'x' }] },
      },
      ...spec,
    },
    ...(status ? { status } : {}),
  };
}

/** How a sample pod is to be. */
interface PodForm {
  phase?: 'Pending' | 'Running' | 'Succeeded' | 'Failed';
  index?: number;
  /** Seconds since its container ended. */
  ended?: number;
  exitCode?: number;
  deleted?: boolean;
  tracked?: boolean;
  ready?: boolean;
  node?: string;
  failuresBefore?: number;
  restarts?: number;
  age?: number;
  labels?: Record<string, string>;
  owned?: boolean;
}

/** A pod of the sample Job, of that name. */
export function samplePod(name: string, form: PodForm = {}): Pod {
  const { phase = 'Running', index, deleted, tracked = true, owned = true, restarts = 0 } = form;
  const annotations = {
    ...(index === undefined ? {} : { [indexKey]: String(index) }),
    ...(form.failuresBefore === undefined ? {} : { [failureCountKey]: String(form.failuresBefore) }),
  };
  const isOver = phase === 'Succeeded' || phase === 'Failed';
  const exitCode = form.exitCode ?? (phase === 'Failed' ? 1 : 0);
  const finishedAt = toTime(nowMs - (form.ended ?? 0) * 1000);
  return {
    metadata: {
      name,
      namespace: 'default',
      uid: `uid-${name}`,
      creationTimestamp: toTime(nowMs - (form.age ?? 60) * 1000),
      labels: form.labels ?? { 'batch.kubernetes.io/controller-uid': 'job-uid' },
      annotations,
      ...(owned ? { ownerReferences: [controlledBy(sampleJob())] } : {}),
      ...(tracked ? { finalizers: [trackingFinalizer] } : {}),
      ...(deleted ? { deletionTimestamp: toTime(nowMs) } : {}),
    },
    spec: { containers: [{ name: 'main' }], ...(form.node ? { nodeName: form.node } : {}) },
    status: {
      phase,
      conditions: [
        { type: 'Ready', status: form.ready ? 'True' : 'False', lastTransitionTime: toTime(nowMs) },
      ],
      containerStatuses: [
        {
          name: 'main',
          image: 'x',
          imageID: '',
          ready: form.ready ?? false,
          restartCount: restarts,
          state: isOver ? { terminated: { exitCode, finishedAt } } : { running: {} },
        },
      ],
    },
  };
}

/** What is seen of a Job with these pods. */
export function seenOf(job: Job, pods: readonly Pod[], backoff = noFailures): Observation {
  return observe(job, pods, backoff);
}
