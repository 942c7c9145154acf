import type { ApiClient } from '../../client/client';
import type { Informer } from '../../client/informer';
import { endingOf } from '../../resources/job/runafterstate';
import { type Job, jobs as jobResource } from '../../resources/job/types';
import type { Clock } from '../../time/clock';
import type { ControllersObserver } from '../runtime/observer';
import { createWorkQueue } from '../runtime/queue';
import type { EventWriter } from '../runtime/recorder';
import { createCircles } from './circles';
import { isConcerned, predecessorsOf } from './decide';
import { type OrderContext, syncOrder } from './sync';
import { createUnkept } from './unkept';

/** What the order controller is started with. */
export interface OrderControllerOptions {
  client: ApiClient;
  clock: Clock;
  /** With the index `runsAfter`. */
  jobs: Informer<Job>;
  events: EventWriter;
  report: (key: string, error: unknown) => void;
  observer?: ControllersObserver;
}

/** The index of Jobs by those they run after, which the controller reads. */
export function runsAfter(job: Job): readonly string[] {
  return predecessorsOf(job).map(({ name }) => `${job.metadata.namespace}/${name}`);
}

/**
 * Starts suspended Jobs when those named in `batch.gantry.dev/run-after` have ended as asked, and tells of
 * what they wait for. Call when the informer is in step. Answers a function that stops it.
 */
export function startOrderController(options: OrderControllerOptions): () => Promise<void> {
  const { client, clock, jobs, report, observer } = options;
  const context: OrderContext = {
    client,
    clock,
    jobs,
    record: options.events.recorder('order-controller', jobResource),
    circles: createCircles(jobs),
    unkept: createUnkept(),
    lookBehind,
  };
  const queue = createWorkQueue({
    clock,
    work: (key) => syncOrder(context, key),
    report,
    observer: observer?.queue('job_order'),
  });
  const enqueue = (job: Job) => queue.add(keyOf(job));
  const after = (job: Job) => jobs.by('runsAfter', keyOf(job));

  function lookBehind(job: Job): void {
    const reached = new Set([job]);
    for (const each of reached) for (const waiting of after(each)) reached.add(waiting);
    reached.delete(job);
    for (const each of reached) enqueue(each);
  }

  const end = jobs.subscribe((next, previous) => {
    const job = next ?? previous!;
    if (!next) context.unkept.forget(job);
    if ([next, previous].some((each) => each && isConcerned(each))) enqueue(job);
    if (context.circles.mayOpen(next, previous)) lookBehind(job);
    const before = previous && endingOf(previous);
    const isThere = next !== undefined && previous !== undefined;
    if (isThere && endingOf(next) === before) return;
    for (const waiting of after(job)) {
      if (!isThere) context.unkept.note(waiting, job.metadata.name!, next ? undefined : before);
      enqueue(waiting);
    }
  });
  return async () => {
    end();
    await queue.stop();
  };
}

function keyOf({ metadata }: Job): string {
  return `${metadata.namespace}/${metadata.name}`;
}
