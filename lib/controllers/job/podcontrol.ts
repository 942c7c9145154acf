import type { ApiClient } from '../../client/client';
import { hasReason, StatusError } from '../../meta/status';
import type { Job } from '../../resources/job/types';
import { type Pod, pods } from '../../resources/pod/types';
import { forAll, slowStart } from '../runtime/batches';
import { type JobContext, keyOf } from './context';
import { podMaker } from './newpod';
import { isTracked, trackingFinalizer } from './podfacts';

/** How many of the requests went well, and the first error of those that did not. */
export interface Acted {
  done: Pod[];
  error: unknown;
}

/**
 * Makes pods, one for each entry of `indexes`, few at first and more as it goes well. `replaced` answers
 * the failed pod whose place one takes. In a namespace that is being deleted nothing can be made, and that
 * is no error.
 */
export async function createPods(
  context: JobContext,
  job: Job,
  indexes: readonly (number | undefined)[],
  replaced: (index: number) => Pod | undefined,
): Promise<Acted> {
  const make = podMaker(job);
  const outcomes = await slowStart(indexes, async (index) => {
    const pod = make(index, index === undefined ? undefined : replaced(index));
    const created = await context.client.create(pods, pod).catch((error: Error) => {
      if (!isNamespaceGoing(error)) {
        context.record(job, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
      }
      throw error;
    });
    context.podEchoes.wrote(keyOf(job), created);
    context.record(job, 'Normal', 'SuccessfulCreate', `Created pod: ${created.metadata.name}`);
    return created;
  });
  return acted(outcomes, (error) => !isNamespaceGoing(error));
}

function isNamespaceGoing(error: unknown): boolean {
  const causes = error instanceof StatusError ? error.status.details?.causes : undefined;
  return causes?.some(({ reason }) => reason === 'NamespaceTerminating') ?? false;
}

/**
 * Deletes pods; those that are gone already count as done. Their finalizer stays until they have been
 * counted.
 */
export async function deletePods(context: JobContext, job: Job, doomed: readonly Pod[]): Promise<Acted> {
  return acted(await forAll(doomed, (pod) => deletePod(context, job, pod)));
}

/** Deletes pods that shall not be counted: their finalizer goes first. */
export async function discardPods(context: JobContext, job: Job, doomed: readonly Pod[]): Promise<Acted> {
  const outcomes = await forAll(doomed, async (pod) => {
    await untrackPod(context, keyOf(job), pod);
    return deletePod(context, job, pod);
  });
  return acted(outcomes);
}

async function deletePod({ client, record, podEchoes }: JobContext, job: Job, pod: Pod): Promise<Pod> {
  const { namespace, name } = pod.metadata;
  try {
    await client.delete(pods, namespace, name!);
    record(job, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
  } catch (error) {
    if (!hasReason(error, 'NotFound')) {
      record(job, 'Warning', 'FailedDelete', `Error deleting: ${(error as Error).message}`);
      throw error;
    }
  }
  podEchoes.changed(keyOf(job), pod, ({ metadata }) => metadata.deletionTimestamp !== undefined);
  return pod;
}

/** Takes the finalizer off pods that have been named in the status. */
export async function untrackPods(context: JobContext, job: Job, counted: readonly Pod[]): Promise<Acted> {
  return acted(await forAll(counted, (pod) => untrackPod(context, keyOf(job), pod)));
}

/**
 * Takes the finalizer off a pod of the Job `key`; one that is gone is as good. Where the cached pod is old,
 * a patch of the finalizer alone does.
 */
async function untrackPod({ client, podEchoes }: JobContext, key: string, pod: Pod): Promise<Pod> {
  if (!isTracked(pod)) return pod;
  try {
    await freePod(client, pod);
  } catch (error) {
    if (!hasReason(error, 'Conflict')) throw error;
    const { namespace, name } = pod.metadata;
    const patch = { metadata: { '$deleteFromPrimitiveList/finalizers': [trackingFinalizer] } };
    await client.patch(pods, namespace, name!, 'strategic', patch).catch(unlessGone);
  }
  podEchoes.changed(key, pod, (cached) => !isTracked(cached));
  return pod;
}

/**
 * Takes the finalizer off a pod as the caller knows it; one that is gone is as good. Throws `Conflict` where
 * the pod has changed since: it may have been adopted.
 */
export async function freePod(client: ApiClient, pod: Pod): Promise<void> {
  const finalizers = pod.metadata.finalizers?.filter((finalizer) => finalizer !== trackingFinalizer);
  await client.update(pods, { ...pod, metadata: { ...pod.metadata, finalizers } }).catch(unlessGone);
}

function unlessGone(error: unknown): void {
  if (!hasReason(error, 'NotFound')) throw error;
}

function acted(
  outcomes: readonly PromiseSettledResult<Pod>[],
  matters: (error: unknown) => boolean = () => true,
): Acted {
  const done: Pod[] = [];
  let error: unknown;
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') done.push(outcome.value);
    else if (matters(outcome.reason)) error ??= outcome.reason;
  }
  return { done, error };
}
