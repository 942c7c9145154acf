import { hasReason } from '../../meta/status';
import { pods } from '../../resources/pod/types';
import { type Decision, decide } from '../podsync/decide';
import { activeUntilMs, deadlineReason, endingOf } from '../podsync/ending';
import type { ContainerFacts, PodFacts } from '../podsync/facts';
import { isTerminal } from '../podsync/phase';
import { podStatusOf } from '../podsync/status';
import { type PodTools, resumeOrLose, startContainer, tellBackoff } from './containers';
import { checkVolumes } from './eviction';
import { beginStop, killContainer, signalContainer } from './hooks';
import { type ContainerRecord, factsOf, type PodRecord, resetContainers } from './record';
import { preparePod, refreshVolumes } from './volumes';

/** How long a sync waits for containers to have started before it reports the pod as still creating them. */
const startPatienceMs = 100;
/** Guarded writes are tried this often before the next event has to bring the news. */
const writeAttempts = 5;
const writeRetryMs = 1000;

export interface SyncContext extends PodTools {
  /** Set while the kubelet stops: the grace period of every pod. */
  shutdownGraceMs: () => number | undefined;
}

/**
 * Brings a pod one step on: gathers what is known, decides, acts, and reports the status if it changed.
 * Called by one worker at a time for a pod. Answers whether everything of it is over, so that the record
 * can go if the object is gone too.
 */
export async function syncPod(context: SyncContext, record: PodRecord): Promise<boolean> {
  record.cancelWake();
  const { pod } = record;
  if (isTerminal(pod.status?.phase) && !record.containers.some(isRunning)) return finish(context, record);
  for (const container of record.containers) {
    if (container.state === 'running' && !container.run) await resumeOrLose(context, record, container);
  }
  const decision = await advance(context, record);
  if (record.isGone) {
    arm(context, record, decision);
    return decision.isOver;
  }
  const isWritten = await report(context, record, decision.isOver);
  if (!isWritten) retryLater(context, record);
  else if (decision.isOver) return finish(context, record);
  else arm(context, record, decision);
  return false;
}

function isRunning({ run, state }: ContainerRecord): boolean {
  return state === 'starting' || (run !== undefined && run.ended === undefined);
}

/**
 * Decides and acts until nothing more can be done at once: an instant container may end within its own
 * sync.
 */
async function advance(context: SyncContext, record: PodRecord): Promise<Decision> {
  for (;;) {
    renewEnding(context, record);
    if (needsVolumes(context, record)) await preparePod(context, record);
    if (!record.ending && context.clock.now() >= record.refreshAtMs) await refreshVolumes(context, record);
    if (!record.ending && context.clock.now() >= record.measureAtMs) await checkVolumes(context, record);
    const decision = decide(gather(context, record));
    record.windDownMs = decision.windDownMs ?? record.windDownMs;
    record.restartAllMs = decision.restartAllMs;
    const recordOf = ({ spec }: ContainerFacts) => record.containers.find((one) => one.spec === spec)!;
    for (const one of decision.stop) stop(context, record, recordOf(one.container), one, decision);
    for (const facts of decision.signal) signalContainer(context, recordOf(facts));
    for (const facts of decision.kill) killContainer(recordOf(facts));
    for (const { container } of decision.backOff) tellBackoff(context, record, recordOf(container));
    if (decision.stop.length + decision.signal.length > 0) continue;
    if (decision.restartAllMs !== undefined && resetContainers(record)) continue;
    if (decision.start.length === 0) return decision;
    if (!(await start(context, record, decision.start.map(recordOf)))) return decide(gather(context, record));
  }
}

/** Looks whether the pod is to end; a deadline that is over is told once. */
function renewEnding({ clock, recorder, shutdownGraceMs }: SyncContext, record: PodRecord): void {
  const { pod, ending: present, isGone } = record;
  const ending = endingOf({ pod, present, isGone, shutdownGraceMs: shutdownGraceMs(), nowMs: clock.now() });
  record.ending = ending;
  if (ending?.reason === deadlineReason && present?.reason !== deadlineReason) {
    recorder.kubelet(pod, 'Normal', deadlineReason, ending.message ?? '');
  }
}

/** Begins to end a container, for what is wrong with it or because its pod ends. */
function stop(
  context: SyncContext,
  record: PodRecord,
  container: ContainerRecord,
  { container: { fault }, deadlineMs }: Decision['stop'][number],
  { windDownMs, restartAllMs }: Decision,
): void {
  const isPodEnding = [windDownMs, restartAllMs, record.ending].some((end) => end !== undefined);
  const reason = isPodEnding ? undefined : fault;
  container.isRestartDue = reason?.isRestartDue ?? false;
  const message = reason?.message ?? `Stopping container ${container.spec.name}`;
  beginStop(context, record, container, deadlineMs, message);
}

function needsVolumes({ clock }: SyncContext, record: PodRecord): boolean {
  return !record.isPrepared && !record.ending && clock.now() >= record.prepareAtMs;
}

function gather({ clock }: SyncContext, record: PodRecord): PodFacts {
  return {
    pod: record.pod,
    containers: record.containers.map((container) => factsOf(container, record.pod)),
    ending: record.ending,
    windDownMs: record.windDownMs,
    restartAllMs: record.restartAllMs,
    isReady: record.isPrepared,
    nowMs: clock.now(),
  };
}

/** Starts containers together; answers whether all are under way within the sync's patience. */
async function start(
  context: SyncContext,
  record: PodRecord,
  containers: readonly ContainerRecord[],
): Promise<boolean> {
  let isLate = false;
  let cancel = () => {};
  const starts = containers.map(async (container) => {
    await startContainer(context, record, container);
    if (isLate) context.kick(record);
  });
  const started = Promise.all(starts).then(() => {
    cancel();
    return true;
  });
  const waited = new Promise<boolean>((resolve) => {
    cancel = context.clock.after(startPatienceMs, () => resolve(false));
  });
  const isStarted = await Promise.race([started, waited]);
  isLate = !isStarted;
  return isStarted;
}

/** Writes the pod's status if it is not what was last written; answers whether it stands. */
async function report(context: SyncContext, record: PodRecord, isOver: boolean): Promise<boolean> {
  for (let attempt = 0; attempt < writeAttempts; attempt++) {
    const status = podStatusOf(gather(context, record), isOver, context.node.ip);
    const text = JSON.stringify(status);
    if (text === record.written) return true;
    try {
      record.pod = await context.client.update(pods, { ...record.pod, status }, { subresource: 'status' });
      record.written = text;
      return true;
    } catch (error) {
      if (hasReason(error, 'NotFound')) return vanish(record);
      if (!hasReason(error, 'Conflict')) {
        const why = error instanceof Error ? error.message : error;
        context.log(`the status of pod ${nameOf(record)} could not be written: ${why}`);
        return false;
      }
    }
    if (!(await refresh(context, record))) return false;
  }
  return false;
}

/** Reads the pod anew after a conflict; answers whether that worked. */
async function refresh({ client, log }: SyncContext, record: PodRecord): Promise<boolean> {
  const { namespace, name = '' } = record.pod.metadata;
  try {
    const fresh = await client.get(pods, namespace, name);
    if (fresh.metadata.uid !== record.uid) return vanish(record);
    record.pod = fresh;
    // The watch will tell nothing new any more: that the pod is to end, say, is known from here alone.
    record.isDirty = true;
    return true;
  } catch (error) {
    if (hasReason(error, 'NotFound')) return vanish(record);
    log(`pod ${nameOf(record)} could not be read: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}

function vanish(record: PodRecord): boolean {
  record.isGone = true;
  record.isDirty = true;
  return true;
}

/** Removes the object of a pod that is on its way out and whose containers have all ended. */
async function finish(context: SyncContext, record: PodRecord): Promise<boolean> {
  record.isFinished = true;
  const { deletionTimestamp, deletionGracePeriodSeconds, namespace, name = '' } = record.pod.metadata;
  if (record.isGone || !deletionTimestamp || deletionGracePeriodSeconds === 0) return true;
  try {
    const options = { gracePeriodSeconds: 0, preconditions: { uid: record.uid } };
    await context.client.delete(pods, namespace, name, options);
  } catch (error) {
    if (!hasReason(error, 'NotFound') && !hasReason(error, 'Conflict')) {
      context.log(
        `pod ${nameOf(record)} could not be deleted: ${error instanceof Error ? error.message : error}`,
      );
      retryLater(context, record);
    }
  }
  return true;
}

/** Has the pod looked at again when something is due though nothing happens. */
function arm({ clock, kick }: SyncContext, record: PodRecord, decision: Decision): void {
  const times = [decision.wakeAtMs ?? Number.POSITIVE_INFINITY];
  if (!record.ending) times.push(activeUntilMs(record.pod));
  if (!record.ending && !record.isPrepared) times.push(record.prepareAtMs);
  if (!record.ending) times.push(record.refreshAtMs, record.measureAtMs);
  const wakeAtMs = Math.min(...times);
  if (!Number.isFinite(wakeAtMs)) return;
  record.cancelWake = clock.after(wakeAtMs - clock.now(), () => kick(record));
}

function retryLater({ clock, kick }: SyncContext, record: PodRecord): void {
  record.cancelWake();
  record.cancelWake = clock.after(writeRetryMs, () => kick(record));
}

function nameOf({ pod }: PodRecord): string {
  return `${pod.metadata.namespace}/${pod.metadata.name}`;
}
