import type { KubeObject, ObjectMeta } from '../meta/object';
import { fromTime, toTime } from '../time/clock';
import { conflict } from './errors';
import type { Served } from './kinds';
import type { Deletion } from './options';

const orphan = 'orphan';
const foreground = 'foregroundDeletion';

/**
 * What a deletion comes to: nothing new, a marked object (and its removal at once, or not yet), or removal.
 */
export type DeletionPlan =
  | { act: 'wait' }
  | { act: 'mark'; next: KubeObject; thenRemove: boolean }
  | { act: 'remove' };

/**
 * Decides what a deletion does to an object: graceful kinds get a time to live, objects with finalizers
 * (their own, or that of the propagation policy) are marked and stay until the last is gone, others are
 * removed. 409 when a precondition does not hold. The rules of `rest.BeforeDelete` and the generic registry's
 * `Delete`.
 */
export function planDeletion(
  served: Served,
  object: KubeObject,
  options: Deletion,
  nowMs: number,
): DeletionPlan {
  checkPreconditions(served, object, options);
  const graceful = planGrace(served, object.metadata, object, askedSeconds(options), nowMs);
  if (graceful === 'wait') return { act: 'wait' };
  const finalizers = finalizersAfter(object.metadata.finalizers ?? [], options, served);
  const isHeld = finalizers.length > 0;
  if (!graceful) {
    if (!isHeld) return { act: 'remove' };
    const marked = markedMeta(object.metadata, nowMs);
    return { act: 'mark', next: withMeta(object, marked, finalizers), thenRemove: false };
  }
  const thenRemove = !isHeld && graceful.seconds === 0;
  return { act: 'mark', next: withMeta(object, graceful.metadata, finalizers), thenRemove };
}

/** Refuses with 409 a deletion meant for another object of that name, or another state of it. */
export function checkPreconditions(
  served: Served,
  { metadata }: KubeObject,
  { preconditions }: Deletion,
): void {
  const { uid, resourceVersion } = preconditions ?? {};
  if (uid !== undefined && uid !== metadata.uid) {
    const why =
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). ` +
      'The object might have been deleted and then recreated';
    throw conflict(served.kind, metadata.name ?? '', why);
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    const why =
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ` +
      `ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`;
    throw conflict(served.kind, metadata.name ?? '', why);
  }
}

/** Negative grace means one second. */
function askedSeconds({ gracePeriodSeconds }: Deletion): number | undefined {
  return gracePeriodSeconds !== undefined && gracePeriodSeconds < 0 ? 1 : gracePeriodSeconds;
}

interface Grace {
  metadata: ObjectMeta;
  seconds: number;
}

/**
 * The grace an object gets: `undefined` when its kind has none or it is used up, `wait` when it already runs.
 */
function planGrace(
  { strategy }: Served,
  metadata: ObjectMeta,
  object: KubeObject,
  asked: number | undefined,
  nowMs: number,
): Grace | 'wait' | undefined {
  if (!strategy.gracePeriodSeconds) return undefined;
  if (metadata.deletionTimestamp) {
    const runningSeconds = metadata.deletionGracePeriodSeconds ?? 0;
    if (runningSeconds === 0) return undefined;
    if (asked === undefined || asked >= runningSeconds) return 'wait';
    return shortenGrace(metadata, runningSeconds, asked, nowMs);
  }
  const seconds = strategy.gracePeriodSeconds(object, asked);
  return {
    seconds,
    metadata: {
      ...metadata,
      ...nextGeneration(metadata),
      deletionTimestamp: toTime(nowMs + durationMs(seconds)),
      deletionGracePeriodSeconds: seconds,
    },
  };
}

const longestSeconds = 2 ** 63 / 1e9;

/** Seconds as Go's `time.Duration` holds them: nanoseconds in 64 bits, which run over after 292 years. */
function durationMs(seconds: number): number {
  if (seconds < longestSeconds) return seconds * 1000;
  return Number(BigInt.asIntN(64, BigInt(seconds) * 1_000_000_000n) / 1_000_000n);
}

function shortenGrace(
  metadata: ObjectMeta,
  runningSeconds: number,
  askedSeconds: number,
  nowMs: number,
): Grace {
  const endMs = (fromTime(metadata.deletionTimestamp) ?? nowMs) + (askedSeconds - runningSeconds) * 1000;
  const isOver = endMs < nowMs;
  const period = isOver && askedSeconds !== 0 ? 1 : askedSeconds;
  return {
    seconds: askedSeconds,
    metadata: {
      ...metadata,
      deletionTimestamp: toTime(isOver ? nowMs : endMs),
      deletionGracePeriodSeconds: period,
    },
  };
}

function nextGeneration({ generation }: ObjectMeta): { generation?: number } {
  return generation ? { generation: generation + 1 } : {};
}

/** The metadata of an object that stays until its finalizers are gone. */
function markedMeta(metadata: ObjectMeta, nowMs: number): ObjectMeta {
  const before = fromTime(metadata.deletionTimestamp);
  return {
    ...metadata,
    ...(before === undefined ? nextGeneration(metadata) : {}),
    deletionTimestamp: before === undefined || before > nowMs ? toTime(nowMs) : metadata.deletionTimestamp,
    deletionGracePeriodSeconds: 0,
  };
}

function withMeta(object: KubeObject, metadata: ObjectMeta, finalizers: string[]): KubeObject {
  const { finalizers: _, ...rest } = metadata;
  return { ...object, metadata: { ...rest, ...(finalizers.length > 0 ? { finalizers } : {}) } };
}

/** The finalizers with that of the propagation policy put in or taken out. */
function finalizersAfter(finalizers: readonly string[], options: Deletion, { strategy }: Served): string[] {
  // Nothing depends on events: they know no propagation.
  if (strategy.resource.kind === 'Event') return [...finalizers];
  const policy = policyOf(finalizers, options) ?? strategy.defaultPropagation ?? 'Background';
  const wanted = policy === 'Orphan' ? orphan : policy === 'Foreground' ? foreground : undefined;
  if (
    wanted &&
    finalizers.includes(wanted) &&
    !finalizers.includes(wanted === orphan ? foreground : orphan)
  ) {
    return [...finalizers];
  }
  const others = finalizers.filter((finalizer) => finalizer !== orphan && finalizer !== foreground);
  return wanted ? [...others, wanted] : others;
}

/** The options decide, before them the finalizers that stand there. */
function policyOf(finalizers: readonly string[], options: Deletion): string | undefined {
  if (options.orphanDependents !== undefined) return options.orphanDependents ? 'Orphan' : 'Background';
  if (options.propagationPolicy !== undefined) return options.propagationPolicy;
  const finalizer = finalizers.find((name) => name === orphan || name === foreground);
  return finalizer === undefined ? undefined : finalizer === orphan ? 'Orphan' : 'Foreground';
}

/** Whether an update leaves an object that was being deleted without anything that holds it. */
export function isReleased(next: KubeObject, previous: KubeObject): boolean {
  if ((next.metadata.finalizers ?? []).length > 0) return false;
  if (!previous.metadata.deletionTimestamp) return false;
  return (previous.metadata.deletionGracePeriodSeconds ?? 0) === 0;
}
