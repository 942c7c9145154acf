import type { ApiClient } from '../../client/client';
import type { Informer } from '../../client/informer';
import { controllerOf } from '../../meta/object';
import { selects } from '../../meta/selector';
import { type Job, jobs as jobResource } from '../../resources/job/types';
import type { Pod } from '../../resources/pod/types';
import type { Clock } from '../../time/clock';
import { createEchoes } from '../runtime/echo';
import type { ControllersObserver } from '../runtime/observer';
import { createWorkQueue } from '../runtime/queue';
import type { EventWriter } from '../runtime/recorder';
import { isFinished } from './conditions';
import { isManagedElsewhere, type JobContext, keyOf } from './context';
import { freePod } from './podcontrol';
import { isTracked } from './podfacts';
import { syncJob } from './sync';

/** What the Job controller is started with. */
export interface JobControllerOptions {
  client: ApiClient;
  clock: Clock;
  jobs: Informer<Job>;
  /** With the indexes of `podIndexes`. */
  pods: Informer<Pod>;
  events: EventWriter;
  report: (key: string, error: unknown) => void;
  observer?: ControllersObserver;
}

/** Changes of pods come in swarms; what arrives within this time is looked at in one go. */
const gatherMs = 20;

/** What failed is tried again after 1 s, then 2 s, to a minute: Kubernetes' `DefaultJobApiBackOff`. */
const firstRetryMs = 1000;

/** Jobs in work at the same time. */
const workers = 8;

/**
 * Runs Jobs: makes and removes their pods, counts how these end, and tells when a Job is done. Call when
 * the informers are in step. Answers a function that stops it.
 */
export function startJobController(options: JobControllerOptions): () => Promise<void> {
  const { client, clock, jobs, pods, report, observer } = options;
  const context: JobContext = {
    client,
    clock,
    jobs,
    pods,
    record: options.events.recorder('job-controller', jobResource),
    jobEchoes: createEchoes(clock, jobs),
    podEchoes: createEchoes(clock, pods),
    backoffs: new Map(),
    observer,
  };
  const queue = createWorkQueue({
    clock,
    work: (key) => syncJob(context, key),
    report,
    workers,
    firstDelayMs: firstRetryMs,
    observer: observer?.queue('job'),
  });
  const orphans = createWorkQueue({
    clock,
    work: (key) => untrackOrphan(context, key),
    report,
    firstDelayMs: firstRetryMs,
    observer: observer?.queue('job_orphan_pod'),
  });
  const enqueueSoon = (job: Job) => queue.addAfter(keyOf(job), gatherMs);
  const enqueueOrphan = ({ metadata }: Pod) => orphans.add(`${metadata.namespace}/${metadata.name}`);

  const ends = [
    jobs.subscribe((next, previous) => {
      const job = next ?? previous!;
      if (!next || isFinished(next)) {
        // No pod is kept for a Job that is over.
        for (const pod of pods.by('openOfJob', job.metadata.uid!)) if (isTracked(pod)) enqueueOrphan(pod);
      }
      if (!next) context.backoffs.delete(job.metadata.uid!);
      const isChanged = next?.metadata.generation !== previous?.metadata.generation;
      if (!next || !previous || isChanged) queue.add(keyOf(job));
      else enqueueSoon(job);
    }),
    pods.subscribe((next, previous) => {
      for (const job of controllersOf(jobs, next, previous)) enqueueSoon(job);
      if (next && isOrphan(jobs, next)) enqueueOrphan(next);
      if (next && !controllerOf(next)) for (const job of takersOf(jobs, next)) enqueueSoon(job);
    }),
  ];
  return async () => {
    for (const end of ends) end();
    await Promise.all([queue.stop(), orphans.stop()]);
  };
}

/** The Jobs that control the pod now or did before. */
function controllersOf(jobs: Informer<Job>, ...pods: (Pod | undefined)[]): Set<Job> {
  const found = pods.map((pod) => pod && controllingJob(jobs, pod));
  return new Set(found.filter((job) => job !== undefined));
}

function controllingJob(jobs: Informer<Job>, pod: Pod): Job | undefined {
  const owner = controllerOf(pod);
  if (owner?.kind !== 'Job') return undefined;
  const job = jobs.get(pod.metadata.namespace, owner.name);
  return job?.metadata.uid === owner.uid ? job : undefined;
}

/** The Jobs that might take in a pod without a controller. */
function takersOf(jobs: Informer<Job>, { metadata }: Pod): Job[] {
  if (metadata.deletionTimestamp) return [];
  return jobs.list(metadata.namespace).filter(({ spec }) => selects(spec.selector, metadata.labels));
}

/** Whether the pod is kept by the finalizer although no Job will count it. */
function isOrphan(jobs: Informer<Job>, pod: Pod): boolean {
  if (!isTracked(pod)) return false;
  const owner = controllerOf(pod);
  if (!owner) return true;
  if (owner.kind !== 'Job' || !pod.metadata.deletionTimestamp) return false;
  const job = controllingJob(jobs, pod);
  return !job || isFinished(job);
}

/** Frees a pod that no Job will count. One whose Job is alive, or is run by somebody else, is left alone. */
async function untrackOrphan(context: JobContext, key: string): Promise<undefined> {
  const [namespace, name] = key.split('/') as [string, string];
  const pod = context.pods.get(namespace, name);
  if (!pod) return undefined;
  const owner = controllerOf(pod);
  if (owner && (owner.kind !== 'Job' || owner.apiVersion !== 'batch/v1')) return undefined;
  const job = controllingJob(context.jobs, pod);
  if (job && (isManagedElsewhere(job) || !isFinished(job))) return undefined;
  if (isTracked(pod)) await freePod(context.client, pod);
  return undefined;
}
