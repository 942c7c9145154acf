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
import { type Clock, fromTime, toTime } from '../../time/clock';
import type { ControllersObserver } from '../runtime/observer';
import { createWorkQueue } from '../runtime/queue';
import type { EventWriter } from '../runtime/recorder';
import { circleOf, coreOf, type Graph } from './circle';
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

/** Jobs of one file are made one after another: until then it is too early to say that one is not there. */
const quietMs = 2000;

/** The index of Jobs by those they run after, which the controller reads. */
export function runsAfter(job: Job): readonly string[] {
  return namesBefore(job).map((name) => `${job.metadata.namespace}/${name}`);
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
  /** By namespace: what was last found to be on circles, and whether an order has changed since. */
  const cores = new Map<string, { core: Graph; isOld: boolean }>();
  const queue = createWorkQueue({ clock, work: sync, report, observer: observer?.queue('job_order') });

  async function sync(key: string): Promise<number | undefined> {
    const [namespace, name] = key.split('/') as [string, string];
    const job = jobs.get(namespace, name);
    if (!job || !isConcerned(job)) return undefined;
    const decision = decide(job, {
      standingOf: (other) => standingOf(job, other),
      circle: () => circleOf(coreIn(namespace), name),
    });
    if (decision.kind === 'keep') await keep(job, decision.state);
    if (decision.kind === 'start') await keep(job, decision.state, { suspend: false });
    if (decision.kind !== 'tell') return undefined;
    const waitMs = quietForMs(job, clock.now());
    if (waitMs > 0) return waitMs;
    await tell(job, decision.telling);
    return undefined;
  }

  /** The present Job of the name counts; of one that is gone, how it was seen to end. */
  function standingOf(job: Job, name: string): Standing {
    const { namespace, uid } = job.metadata;
    const present = jobs.get(namespace, name);
    if (present) return endingOf(present) ?? 'going';
    return unkept.get(uid!)?.get(name) ?? stateOf(job).ended[name] ?? 'missing';
  }

  /** The waiting Jobs of a namespace that are on circles or between them. */
  function coreIn(namespace: string): Graph {
    const present = cores.get(namespace);
    if (present && !present.isOld) return present.core;
    const core = coreOf(waitingIn(jobs.list(namespace)));
    cores.set(namespace, { core, isOld: false });
    return core;
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
    // Before the write: an answer that is lost must not keep it from the others.
    if (telling.reason === circleReason) enqueueAllBehind(job);
    await client.patch(jobResource, namespace, name!, 'strategic', patch, { subresource: 'status' });
    const type = isTrouble(telling) ? 'Warning' : 'Normal';
    // That fewer Jobs are waited for than before is no event.
    if (type === 'Normal' && before?.reason === telling.reason) return;
    record(job, type, telling.reason, telling.message);
  }

  function enqueue(job: Job): void {
    queue.add(keyOf(job));
  }

  /** The order of a Job has changed: circles may have opened at it. One that closes is seen by its sync. */
  function reorder(job: Job): void {
    const found = cores.get(job.metadata.namespace!);
    if (!found) return;
    found.isOld = true;
    if (found.core.has(job.metadata.name!)) enqueueAllBehind(job);
  }

  /** Where a circle closes or opens at one Job, it does for all that wait for it. */
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
    if (edgesOf(next) !== edgesOf(previous)) reorder(job);
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

/** The Jobs it waits for, as a text to compare. */
function edgesOf(job: Job | undefined): string {
  return job && isWaiting(job) ? namesBefore(job).join() : '';
}

function namesBefore(job: Job): string[] {
  return predecessorsOf(job).map(({ name }) => name);
}

/** The waiting among some Jobs, each with those it waits for. */
function waitingIn(some: readonly Job[]): Graph {
  return new Map(some.filter(isWaiting).map((job) => [job.metadata.name!, namesBefore(job)]));
}

/** How long nothing is told about the Job yet, because it is new. */
function quietForMs({ metadata, status }: Job, nowMs: number): number {
  const createdMs = fromTime(metadata.creationTimestamp ?? undefined);
  if (createdMs === undefined || findCondition(status?.conditions, waitingType)) return 0;
  return Math.min(createdMs + quietMs - nowMs, quietMs);
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
