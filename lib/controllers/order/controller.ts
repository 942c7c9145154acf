import type { ApiClient } from '../../client/client';
import type { Informer } from '../../client/informer';
import { findCondition } from '../../meta/object';
import type { Ending } from '../../resources/job/runafter';
import {
  endingOf,
  type OrderState,
  runAfterStateKey,
  stateOf,
  stateText,
  waitingType,
} from '../../resources/job/runafterstate';
import { type Job, type JobCondition, jobs as jobResource } from '../../resources/job/types';
import { type Clock, toTime } from '../../time/clock';
import type { ControllersObserver } from '../runtime/observer';
import { createWorkQueue } from '../runtime/queue';
import type { EventWriter } from '../runtime/recorder';
import { circleOf } from './circle';
import { decide, isConcerned, isWaiting, predecessorsOf } from './decide';
import { circleReason, isTrouble, type Standing, type Telling } from './tellings';

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
  const record = options.events.recorder('order-controller', jobResource);
  /** By the uid of a waiting Job: how Jobs ended that are gone, perhaps before that could be kept. */
  const unkept = new Map<string, Map<string, Ending>>();
  const queue = createWorkQueue({ clock, work: sync, report, observer: observer?.queue('job_order') });

  async function sync(key: string): Promise<undefined> {
    const [namespace, name] = key.split('/') as [string, string];
    const job = jobs.get(namespace, name);
    if (!job || !isConcerned(job)) return undefined;
    const decision = decide(job, {
      standingOf: (other) => standingOf(job, other),
      circle: () => circleOf(name, (from) => awaitedBy(jobs.get(namespace, from))),
    });
    if (decision.kind === 'keep') await keep(job, decision.state);
    if (decision.kind === 'start') await keep(job, decision.state, { suspend: false });
    if (decision.kind === 'tell') await tell(job, decision.telling);
    return undefined;
  }

  /** The present Job of the name counts; of one that is gone, how it was seen to end. */
  function standingOf(job: Job, name: string): Standing {
    const { namespace, uid } = job.metadata;
    const present = jobs.get(namespace, name);
    if (present) return endingOf(present) ?? 'going';
    return unkept.get(uid!)?.get(name) ?? stateOf(job).ended[name] ?? 'missing';
  }

  /** Jobs that are there and that a waiting Job waits for. */
  function awaitedBy(job: Job | undefined): string[] {
    if (!job || !isWaiting(job)) return [];
    const names = predecessorsOf(job).map(({ name }) => name);
    return names.filter((name) => standingOf(job, name) === 'going');
  }

  /** Refused when the Job is not as it was decided about: somebody may have suspended it anew. */
  async function keep(job: Job, state: OrderState | undefined, spec?: { suspend: false }): Promise<void> {
    const { namespace, name, uid, resourceVersion } = job.metadata;
    const annotations = { [runAfterStateKey]: state ? stateText(job, state) : null };
    const patch = { metadata: { uid, resourceVersion, annotations }, ...(spec ? { spec } : {}) };
    await client.patch(jobResource, namespace, name!, 'merge', patch);
  }

  async function tell(job: Job, telling: Telling): Promise<void> {
    const { namespace, name, uid, resourceVersion } = job.metadata;
    const before = findCondition(job.status?.conditions, waitingType);
    const conditions = [conditionOf(telling, before, clock.now())];
    const patch = { metadata: { uid, resourceVersion }, status: { conditions } };
    await client.patch(jobResource, namespace, name!, 'strategic', patch, { subresource: 'status' });
    if ([before?.reason, telling.reason].includes(circleReason)) enqueueAllBehind(job);
    const type = isTrouble(telling) ? 'Warning' : 'Normal';
    // That fewer Jobs are waited for than before is no event.
    if (type === 'Normal' && before?.reason === telling.reason) return;
    record(job, type, telling.reason, telling.message);
  }

  function enqueue(job: Job): void {
    queue.add(keyOf(job));
  }

  /** Where a circle closes, opens or changes at one Job, it does for all that wait for it. */
  function enqueueAllBehind(job: Job): void {
    const reached = new Set([job]);
    for (const each of reached) for (const waiting of jobs.by('runsAfter', keyOf(each))) reached.add(waiting);
    reached.delete(job);
    for (const each of reached) enqueue(each);
  }

  /** A Job that others wait for has come or gone: what is known of an earlier one of its name is replaced. */
  function note(waiting: Job, name: string, ending: Ending | undefined): void {
    const uid = waiting.metadata.uid!;
    const noted = new Map(unkept.get(uid));
    if (ending && isWaiting(waiting)) noted.set(name, ending);
    else noted.delete(name);
    if (noted.size > 0) unkept.set(uid, noted);
    else unkept.delete(uid);
  }

  const end = jobs.subscribe((next, previous) => {
    const job = next ?? previous!;
    if (!next) unkept.delete(job.metadata.uid!);
    if ([next, previous].some((each) => each && isConcerned(each))) enqueue(job);
    const before = previous && endingOf(previous);
    const isThere = next !== undefined && previous !== undefined;
    if (isThere && endingOf(next) === before) return;
    for (const waiting of jobs.by('runsAfter', keyOf(job))) {
      if (!isThere) note(waiting, job.metadata.name!, next ? undefined : before);
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

function conditionOf(
  { status, reason, message }: Telling,
  before: JobCondition | undefined,
  nowMs: number,
): JobCondition {
  const now = toTime(nowMs);
  const lastTransitionTime = before?.status === status ? before.lastTransitionTime : now;
  return { type: waitingType, status, lastProbeTime: now, lastTransitionTime, reason, message };
}
