import { findCondition } from '../../meta/object';
import {
  type Ending,
  type Predecessor,
  parseRunAfter,
  type RunAfter,
  runAfterKey,
} from '../../resources/job/runafter';
import { endingOf, type OrderState, stateOf, waitingType } from '../../resources/job/runafterstate';
import type { Job, JobCondition } from '../../resources/job/types';
import { isManagedElsewhere } from '../job/context';
import { type Standing, type Telling, tellings } from './tellings';

/** What is known of the other Jobs. */
export interface Surroundings {
  standingOf(name: string): Standing;
  /** The names of Jobs that wait for one another in a circle, from this Job to itself; or none. */
  circle(): readonly string[] | undefined;
}

/** What is to be done about a Job, one write at a time: after each it is looked at again. */
export type Decision =
  | { kind: 'leave' }
  /** Keep the state; no state takes away what is kept. */
  | { kind: 'keep'; state: OrderState | undefined }
  /** Start the Job and keep that it was. */
  | { kind: 'start'; state: OrderState }
  | { kind: 'tell'; telling: Telling };

/** Whether the controller has anything to do with a Job: the annotation is there, or was and was told of. */
export function isConcerned({ metadata, status }: Job): boolean {
  return (
    metadata.annotations?.[runAfterKey] !== undefined ||
    findCondition(status?.conditions, waitingType) !== undefined
  );
}

/** What was read of Jobs: indexes and graphs ask for the same again and again. */
const readOf = new WeakMap<Job, RunAfter>();

function runAfterOf(job: Job, text: string): RunAfter {
  const read = readOf.get(job) ?? parseRunAfter(text);
  readOf.set(job, read);
  return read;
}

/** The Jobs a Job runs after, whether it waits for them or not; none where the annotation is wrong. */
export function predecessorsOf(job: Job): readonly Predecessor[] {
  const text = job.metadata.annotations?.[runAfterKey];
  const read = text === undefined ? undefined : runAfterOf(job, text);
  return read && 'predecessors' in read ? read.predecessors : [];
}

/** Whether the Job is suspended until others have ended, and not because somebody wants it to be. */
export function isWaiting(job: Job): boolean {
  if (job.spec.suspend !== true || predecessorsOf(job).length === 0) return false;
  return !endingOf(job) && !isLeftAlone(job) && !stateOf(job).started && !hasWaited(job);
}

/** What to do about the Job next. It is started at most once, and only when nobody has started it before. */
export function decide(job: Job, surroundings: Surroundings): Decision {
  if (isLeftAlone(job)) return { kind: 'leave' };
  const text = job.metadata.annotations?.[runAfterKey];
  if (text === undefined) return withoutOrder(job);
  if (hasWaited(job)) return { kind: 'leave' };
  const state = stateOf(job);
  if (state.started) return tell(job, tellings.started(state.ended));
  if (!job.spec.suspend) return notSuspended(job);
  if (endingOf(job)) return { kind: 'leave' };
  const read = runAfterOf(job, text);
  if ('problem' in read) return tell(job, tellings.malformed(read.problem));
  return inOrder(job, read.predecessors, surroundings);
}

/** A Job that is being deleted, or is run by another controller than Kubernetes' own, is left alone. */
function isLeftAlone(job: Job): boolean {
  return job.metadata.deletionTimestamp !== undefined || isManagedElsewhere(job);
}

/** It was told that the Job waits no more. It does not wait again unless the annotation is taken away. */
function hasWaited(job: Job): boolean {
  const told = toldOf(job);
  return told?.status === 'False' && told.reason !== tellings.removed.reason;
}

function toldOf({ status }: Job): JobCondition | undefined {
  return findCondition(status?.conditions, waitingType);
}

function notSuspended(job: Job): Decision {
  if (toldOf(job)?.status === 'True') return tell(job, tellings.startedByHand);
  return endingOf(job) ? { kind: 'leave' } : tell(job, tellings.notSuspended);
}

/** The annotation was taken away: nothing is remembered, so that putting it back begins anew. */
function withoutOrder(job: Job): Decision {
  if (endingOf(job) || !toldOf(job)) return { kind: 'leave' };
  const { ended, started } = stateOf(job);
  if (started || Object.keys(ended).length > 0) return { kind: 'keep', state: undefined };
  return tell(job, tellings.removed);
}

function inOrder(job: Job, predecessors: readonly Predecessor[], surroundings: Surroundings): Decision {
  const standings = predecessors.map((predecessor) => ({
    predecessor,
    standing: surroundings.standingOf(predecessor.name),
  }));
  const ended: Record<string, Ending> = {};
  for (const { predecessor, standing } of standings) {
    if (standing === 'Complete' || standing === 'Failed') ended[predecessor.name] = standing;
  }
  const isReady = standings.every(({ predecessor, standing }) =>
    predecessor.endings.some((ending) => ending === standing),
  );
  if (isReady) return { kind: 'start', state: { ended, started: true } };
  const state = { ended, started: false };
  if (!isSame(ended, stateOf(job).ended)) return { kind: 'keep', state };
  return tell(job, tellings.waiting(standings, surroundings.circle()));
}

function isSame(a: OrderState['ended'], b: OrderState['ended']): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/** Tells it unless the Job's condition says so already. */
function tell(job: Job, telling: Telling): Decision {
  const told = toldOf(job);
  const isTold =
    told?.status === telling.status && told.reason === telling.reason && told.message === telling.message;
  return isTold ? { kind: 'leave' } : { kind: 'tell', telling };
}
