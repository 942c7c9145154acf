import type { ApiClient } from '../../client/client';
import type { Informer } from '../../client/informer';
import { findCondition } from '../../meta/object';
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
import type { Recorder } from '../runtime/recorder';
import type { Circles } from './circles';
import { decide, isConcerned } from './decide';
import { circleReason, isTrouble, type Standing, type Telling } from './tellings';
import type { Unkept } from './unkept';

/** What the order controller works with. */
export interface OrderContext {
  client: ApiClient;
  clock: Clock;
  jobs: Informer<Job>;
  record: Recorder;
  circles: Circles;
  unkept: Unkept;
  /** Has all Jobs looked at that wait for this one, or for one of those. */
  lookBehind(job: Job): void;
}

/** Jobs of one file are made one after another: until then it is too early to say that one is not there. */
const quietMs = 2000;

/**
 * Brings the order of one Job forward by at most one write, which calls for the next look. Answers after how
 * many milliseconds to look again without being called, if at all.
 */
export async function syncOrder(context: OrderContext, key: string): Promise<number | undefined> {
  const [namespace, name] = key.split('/') as [string, string];
  const job = context.jobs.get(namespace, name);
  if (!job || !isConcerned(job)) return undefined;
  const decision = decide(job, {
    standingOf: (other) => standingOf(context, job, other),
    circle: () => context.circles.through(job),
  });
  if (decision.kind === 'keep') await keep(context, job, decision.state);
  if (decision.kind === 'start') await keep(context, job, decision.state, { suspend: false });
  if (decision.kind !== 'tell') return undefined;
  const waitMs = quietForMs(job, context.clock.now());
  if (waitMs > 0) return waitMs;
  await tell(context, job, decision.telling);
  return undefined;
}

/** The present Job of the name counts; of one that is gone, how it was seen to end. */
function standingOf({ jobs, unkept }: OrderContext, job: Job, name: string): Standing {
  const present = jobs.get(job.metadata.namespace, name);
  if (present) return endingOf(present) ?? 'going';
  return unkept.endingOf(job, name) ?? stateOf(job).ended[name] ?? 'missing';
}

/** Refused when the Job is not as it was decided about: somebody may have suspended it anew. */
async function keep(
  { client }: OrderContext,
  job: Job,
  state: OrderState | undefined,
  spec?: { suspend: false },
): Promise<void> {
  const { namespace, name, uid, resourceVersion } = job.metadata;
  const annotations = { [runAfterStateKey]: state ? stateText(job, state) : null };
  const patch = { metadata: { uid, resourceVersion, annotations }, ...(spec ? { spec } : {}) };
  await client.patch(jobResource, namespace, name!, 'merge', patch);
}

async function tell(context: OrderContext, job: Job, telling: Telling): Promise<void> {
  const { namespace, name, uid, resourceVersion } = job.metadata;
  const before = findCondition(job.status?.conditions, waitingType);
  const conditions = [conditionOf(telling, before, context.clock.now())];
  const patch = { metadata: { uid, resourceVersion }, status: { conditions } };
  // Before the write: an answer that is lost must not keep it from the others on the circle.
  if (telling.reason === circleReason) context.lookBehind(job);
  await context.client.patch(jobResource, namespace, name!, 'strategic', patch, { subresource: 'status' });
  const type = isTrouble(telling) ? 'Warning' : 'Normal';
  // That fewer Jobs are waited for than before is no event.
  if (type === 'Normal' && before?.reason === telling.reason) return;
  context.record(job, type, telling.reason, telling.message);
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
