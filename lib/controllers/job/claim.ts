import { controllerOf } from '../../meta/object';
import { selects } from '../../meta/selector';
import { hasReason } from '../../meta/status';
import { type Job, jobs } from '../../resources/job/types';
import { type Pod, pods } from '../../resources/pod/types';
import { forAll, throwFirst } from '../runtime/batches';
import { type JobContext, keyOf } from './context';
import { controlledBy } from './newpod';
import { trackingFinalizer } from './podfacts';

/** What becomes of a pod that is the Job's or might be. */
type Claim = 'keep' | 'release' | 'adopt' | 'ignore';

/**
 * The Job keeps pods it controls as long as its selector matches them, and takes in matching ones nobody
 * controls.
 */
export function claimOf({ metadata, spec }: Job, pod: Pod): Claim {
  const owner = controllerOf(pod);
  const isMatching = selects(spec.selector, pod.metadata.labels);
  if (owner) {
    if (owner.uid !== metadata.uid) return 'ignore';
    if (isMatching) return 'keep';
    return metadata.deletionTimestamp ? 'ignore' : 'release';
  }
  const isOver = metadata.deletionTimestamp || pod.metadata.deletionTimestamp;
  return isMatching && !isOver ? 'adopt' : 'ignore';
}

/**
 * The Job's pods, after those were let go that it no longer selects and those taken in that it does. Throws
 * the first error, after all was tried.
 */
export async function claimPods(context: JobContext, job: Job): Promise<readonly Pod[]> {
  const kept: Pod[] = [];
  const released: Pod[] = [];
  for (const pod of context.pods.by('openOfJob', job.metadata.uid!)) {
    const claim = claimOf(job, pod);
    if (claim === 'keep') kept.push(pod);
    if (claim === 'release') released.push(pod);
  }
  const free = context.pods.by('uncontrolled', job.metadata.namespace ?? '');
  const adoptable = free.filter((pod) => claimOf(job, pod) === 'adopt');
  const adoptions = await adoptAll(context, job, adoptable);
  const releases = await forAll(released, (pod) => release(context, job, pod));
  throwFirst([...adoptions, ...releases]);
  const adopted = adoptions.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
  return [...kept, ...adopted];
}

async function adoptAll(
  context: JobContext,
  job: Job,
  adoptable: readonly Pod[],
): Promise<PromiseSettledResult<Pod[]>[]> {
  if (adoptable.length === 0) return [];
  const isStillThere = checkStillThere(context, job);
  return forAll(adoptable, async (pod) => {
    await isStillThere;
    return adopt(context, job, pod);
  });
}

/**
 * A Job that is going or has been replaced by one of its name must take nothing in; the cache may not know
 * yet.
 */
async function checkStillThere({ client }: JobContext, { metadata }: Job): Promise<void> {
  const fresh = await client.get(jobs, metadata.namespace, metadata.name!);
  const name = `${metadata.namespace}/${metadata.name}`;
  if (fresh.metadata.uid !== metadata.uid) {
    throw new Error(`original Job ${name} is gone: got uid ${fresh.metadata.uid}, wanted ${metadata.uid}`);
  }
  if (fresh.metadata.deletionTimestamp) {
    throw new Error(`${name} has just been deleted at ${fresh.metadata.deletionTimestamp}`);
  }
}

async function adopt({ client, podEchoes }: JobContext, job: Job, { metadata }: Pod): Promise<Pod[]> {
  const patch = {
    metadata: {
      uid: metadata.uid,
      ownerReferences: [controlledBy(job)],
      finalizers: [trackingFinalizer],
    },
  };
  try {
    const adopted = await client.patch(pods, metadata.namespace, metadata.name!, 'strategic', patch);
    podEchoes.wrote(keyOf(job), adopted);
    return [adopted];
  } catch (error) {
    if (hasReason(error, 'NotFound')) return [];
    throw error;
  }
}

async function release({ client, podEchoes }: JobContext, job: Job, pod: Pod): Promise<void> {
  const { metadata } = pod;
  const patch = {
    metadata: {
      uid: metadata.uid,
      ownerReferences: [{ $patch: 'delete', uid: job.metadata.uid }],
      '$deleteFromPrimitiveList/finalizers': [trackingFinalizer],
    },
  };
  try {
    await client.patch(pods, metadata.namespace, metadata.name!, 'strategic', patch);
    podEchoes.changed(keyOf(job), pod, (cached) => controllerOf(cached)?.uid !== job.metadata.uid);
  } catch (error) {
    // Invalid: the pod has no such owner any more, or another pod has its name.
    if (!hasReason(error, 'NotFound') && !hasReason(error, 'Invalid')) throw error;
  }
}
