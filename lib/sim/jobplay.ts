import { indexKey, replacesOnlyFailed, trackingFinalizer } from '../controllers/job/podfacts';
import { isTrue } from '../meta/object';
import type { Job, JobSpec } from '../resources/job/types';
import { nodes } from '../resources/node/types';
import type { Pod } from '../resources/pod/types';
import type { Random } from '../time/random';
import { type Hand, handOn } from './hand';
import type { JobHistory } from './jobmodel';
import type { World } from './world';

/** A Job whose pods are ended at random, and what became of them. */
export interface JobPlay {
  hand: Hand;
  history: JobHistory;
  job(): Promise<Job>;
  pods(): Promise<Pod[]>;
  /** Lets chance act on each pod once; `mercy` is true when none is to fail any more. */
  touchPods(mercy: boolean): Promise<void>;
  /** Changes the Job's own wishes, now and then. */
  touchSpec(): Promise<void>;
}

const jobName = 'work';
const exitCodes = [1, 2, 3, 42];
const longAgoMs = 3_600_000;

/** Makes the Job in the world. */
export async function playJob(world: World, random: Random, spec: Partial<JobSpec>): Promise<JobPlay> {
  const hand = handOn(world.client, world.clock);
  const history: JobHistory = { succeeded: [], failures: [] };
  // Pods of a node that is not there would be removed as lost.
  await world.client.create(nodes, { metadata: { name: 'by-hand' } });
  await hand.makeJob(jobName, spec);
  const job = () => hand.job(jobName);
  /** Pods that were active the last time, by uid. */
  let alive = new Map<string, Pod>();

  /** Pods that went although chance did not touch them were removed by the controller. */
  async function lookAtPods(): Promise<Pod[]> {
    const pods = await hand.pods(jobName);
    const present = new Map(pods.map((pod) => [pod.metadata.uid!, pod]));
    for (const [uid, before] of alive) {
      const pod = present.get(uid);
      if (!pod || (pod.metadata.deletionTimestamp && !isEnded(pod))) forget(indexOf(before));
    }
    alive = new Map([...present].filter(([, pod]) => !pod.metadata.deletionTimestamp && !isEnded(pod)));
    return pods;
  }

  function forget(index: number | undefined): void {
    for (const failure of history.failures) if (failure.index === index) failure.forgotten = true;
  }

  async function touch(pod: Pod, current: Job, mercy: boolean): Promise<void> {
    const isBound = pod.spec.nodeName !== undefined;
    const index = indexOf(pod);
    // One the controller has let go is not counted any more, however it ends.
    const isTracked = pod.metadata.finalizers?.includes(trackingFinalizer);
    const chance = mercy ? 0.4 : random();
    if (chance < 0.3) return;
    if (chance < 0.6) {
      if (isTracked) history.succeeded.push(index);
      await hand.succeed(pod);
    } else if (chance < 0.7) {
      const exitCode = exitCodes[Math.floor(random() * exitCodes.length)]!;
      if (isTracked) history.failures.push({ index, exitCode });
      await hand.fail(pod, exitCode, random() < 0.5 ? 0 : longAgoMs);
    } else if (chance < 0.75) {
      if (isTracked) history.failures.push({ index, exitCode: 137, disrupted: true });
      await hand.disrupt(pod);
    } else if (!isBound) {
      await hand.run(pod);
    } else if (chance < 0.85) {
      if (isTracked && !replacesOnlyFailed(current)) history.failures.push({ index });
      alive.delete(pod.metadata.uid!);
      await hand.stop(pod);
    }
  }

  /** A kubelet is done with a pod that was told to end: it says so, and the pod goes. */
  async function finish(pod: Pod, current: Job): Promise<void> {
    const isTracked = pod.metadata.finalizers?.includes(trackingFinalizer);
    if (isTracked && replacesOnlyFailed(current)) {
      history.failures.push({ index: indexOf(pod), exitCode: 143 });
      await hand.fail(pod, 143);
    }
    await hand.remove(pod);
  }

  return {
    hand,
    history,
    job,
    pods: lookAtPods,
    async touchPods(mercy) {
      const current = await job();
      for (const pod of await lookAtPods()) {
        if (isEnded(pod)) continue;
        if (!pod.metadata.deletionTimestamp) await touch(pod, current, mercy);
        else if (mercy || random() < 0.5) await finish(pod, current);
      }
    },
    async touchSpec() {
      const chance = random();
      if (isOver(await job())) return;
      if (chance < 0.06) await hand.patchJob(jobName, { suspend: true });
      else if (chance < 0.2) await hand.patchJob(jobName, { suspend: false });
      else if (chance < 0.3) await hand.patchJob(jobName, { parallelism: 1 + Math.floor(random() * 4) });
    },
  };
}

/** The pod's index, if it has one. */
export function indexOf({ metadata }: Pod): number | undefined {
  const text = metadata.annotations?.[indexKey];
  return text === undefined ? undefined : Number(text);
}

/** Whether the pod has ended. */
export function isEnded({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

/** Whether the Job has ended. */
export function isOver({ status }: Job): boolean {
  return isTrue(status?.conditions, 'Complete') || isTrue(status?.conditions, 'Failed');
}
