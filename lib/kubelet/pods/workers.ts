import type { Pod } from '../../resources/pod/types';
import { hasLiveVolumes } from '../container/volumes';
import type { AdoptedContainer } from '../driver';
import { isTerminal } from '../podsync/phase';
import { startProbes } from '../probes/prober';
import { follow, type PodTools } from './containers';
import { newRecord, type PodRecord } from './record';
import { syncPod } from './worker';

/** The pods of this node, each brought on by its own worker whenever something about it changes. */
export interface PodWorkers {
  /** Tells of a pod of this node as it is now, or that it is gone. */
  observe(next: Pod | undefined, previous: Pod | undefined): void;
  /**
   * Ends what the driver found of pods that are no longer there; called when the first list has been
   * observed.
   */
  forgetStrangers(): Promise<void>;
  /**
   * Ends every pod, each within the grace period given. Resolves when all have ended and their status is
   * written.
   */
  shutDown(graceMs: number): Promise<void>;
  /** Lets go of what has not ended: nothing more is probed or looked at. */
  release(): void;
}

type WorkersOptions = Omit<PodTools, 'kick'> & { found: readonly AdoptedContainer[] };

/** Starts the workers. `found`: what the driver brought over from an earlier life. */
export function startWorkers({ found, ...options }: WorkersOptions): PodWorkers {
  const records = new Map<string, PodRecord>();
  const foundByPod = groupByPod(found);
  let shutdownGraceMs: number | undefined;
  const waiters: (() => void)[] = [];
  const context = { ...options, kick, shutdownGraceMs: () => shutdownGraceMs };

  function kick(record: PodRecord): void {
    record.isDirty = true;
    if (record.isWorking) return;
    record.isWorking = true;
    options.clock.spawn(() => work(record));
  }

  async function work(record: PodRecord): Promise<void> {
    let isOver = false;
    try {
      while (record.isDirty) {
        record.isDirty = false;
        isOver = await syncPod(context, record);
      }
    } finally {
      record.isWorking = false;
    }
    if (isOver && record.isGone) await forget(record);
    if (waiters.length > 0 && isQuiet(records)) for (const resolve of waiters.splice(0)) resolve();
  }

  async function forget(record: PodRecord): Promise<void> {
    letGo(record);
    records.delete(record.uid);
    await options.driver.removePod(record.uid);
  }

  function meet(pod: Pod): void {
    const uid = pod.metadata.uid ?? '';
    const own = foundByPod.get(uid) ?? [];
    foundByPod.delete(uid);
    const record = newRecord(pod, own, options.driver.name);
    records.set(uid, record);
    for (const container of record.containers) {
      follow(context, record, container);
      if (container.run) startProbes(context, record, container);
    }
    kick(record);
  }

  return {
    observe(next, previous) {
      const uid = (next ?? previous)?.metadata.uid ?? '';
      const record = records.get(uid);
      if (!next) {
        if (!record) return;
        record.isGone = true;
        return kick(record);
      }
      if (!record) return shutdownGraceMs === undefined ? meet(next) : undefined;
      if (isOlder(next, record.pod)) return;
      const isNews = matters(next, record);
      const isRelabelled = record.isPrepared && hasNewFields(next, record);
      record.pod = next;
      if (isRelabelled) record.refreshAtMs = options.clock.now();
      if (isNews || isRelabelled) kick(record);
    },
    async forgetStrangers() {
      const strangers = [...foundByPod.keys()];
      foundByPod.clear();
      await Promise.all(strangers.map((uid) => options.driver.removePod(uid)));
    },
    async shutDown(graceMs) {
      shutdownGraceMs = graceMs;
      for (const record of records.values()) if (!record.isFinished) kick(record);
      if (!isQuiet(records)) await new Promise<void>((resolve) => waiters.push(resolve));
    },
    release() {
      for (const record of records.values()) letGo(record);
    },
  };
}

function letGo(record: PodRecord): void {
  record.cancelWake();
  for (const container of record.containers) container.stopProbes();
}

/** Whether nothing is left to do for any pod. */
function isQuiet(records: ReadonlyMap<string, PodRecord>): boolean {
  for (const { isFinished, isWorking } of records.values()) if (!isFinished || isWorking) return false;
  return true;
}

function groupByPod(found: readonly AdoptedContainer[]): Map<string, AdoptedContainer[]> {
  const groups = new Map<string, AdoptedContainer[]>();
  for (const one of found) {
    const group = groups.get(one.ref.podUid);
    if (group) group.push(one);
    else groups.set(one.ref.podUid, [one]);
  }
  return groups;
}

/** Our own writes come back through the watch; what they told is known. */
function matters(next: Pod, { pod, isFinished }: PodRecord): boolean {
  if (next.metadata.deletionTimestamp) return true;
  if (isFinished) return false;
  return (
    next.metadata.generation !== pod.metadata.generation ||
    isTerminal(next.status?.phase) !== isTerminal(pod.status?.phase) ||
    JSON.stringify(next.status?.conditions) !== JSON.stringify(pod.status?.conditions)
  );
}

/** Whether something has changed that volumes may show. */
function hasNewFields(next: Pod, { pod, isFinished }: PodRecord): boolean {
  if (isFinished || !hasLiveVolumes(next)) return false;
  const fieldsOf = ({ metadata: { labels, annotations } }: Pod) => JSON.stringify([labels, annotations]);
  return fieldsOf(next) !== fieldsOf(pod);
}

/** Resource versions of one control plane are numbers; where they are not, the newcomer counts as newer. */
function isOlder(next: Pod, known: Pod): boolean {
  const [a, b] = [Number(next.metadata.resourceVersion), Number(known.metadata.resourceVersion)];
  return Number.isFinite(a) && Number.isFinite(b) && a <= b;
}
