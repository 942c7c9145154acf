import type { ApiClient } from '../../client/client';
import type { Informer } from '../../client/informer';
import type { Condition } from '../../meta/object';
import { hasReason } from '../../meta/status';
import { type Node, nodes as nodeResource } from '../../resources/node/types';
import { type Pod, pods as podResource } from '../../resources/pod/types';
import { type Clock, toTime } from '../../time/clock';
import { forAll } from '../runtime/batches';
import { endedSurplus, missingNodes, stuckTerminating } from './doomed';

/** What the pod garbage collector is started with. */
export interface PodGcOptions {
  client: ApiClient;
  clock: Clock;
  pods: Informer<Pod>;
  nodes: Informer<Node>;
  report: (key: string, error: unknown) => void;
}

const periodMs = 20_000;
/** A node must be gone this long before its pods are given up; it may be registering again. */
const quarantineMs = 40_000;
/** Ended pods that are kept in the whole cluster. */
const endedKept = 12_500;

/**
 * At once and every 20 seconds removes pods nobody else will: those ended long ago beyond 12,500, those of nodes that
 * are gone, and those told to end that never had a node. Call when the informers are in step. Answers a
 * function that stops it.
 */
export function startPodGc({ client, clock, pods, nodes, report }: PodGcOptions): () => Promise<void> {
  const missingSinceMs = new Map<string, number>();
  let stopped = false;
  let round: Promise<void> = Promise.resolve();
  let cancel = clock.after(0, runRound);

  function runRound(): void {
    clock.spawn(() => {
      round = collect().finally(() => {
        if (!stopped) cancel = clock.after(periodMs, runRound);
      });
      return round;
    });
  }

  async function collect(): Promise<void> {
    const all = pods.list();
    await removeAll(endedSurplus(all, endedKept));
    await removeAll(stuckTerminating(all, (name) => nodes.get(undefined, name)));
    const gone = await goneNodes(all);
    if (gone.size > 0) {
      await removeAll(
        all.filter(({ spec }) => gone.has(spec.nodeName ?? '')),
        (pod) => [deletionCondition(pod, clock.now())],
      );
    }
  }

  /**
   * Nodes that have been missing for the quarantine's time and that the server does not know either. It begins
   * anew with each answer.
   */
  async function goneNodes(all: readonly Pod[]): Promise<Set<string>> {
    const missing = missingNodes(all, (name) => nodes.get(undefined, name) !== undefined);
    for (const name of missingSinceMs.keys()) if (!missing.has(name)) missingSinceMs.delete(name);
    const gone = new Set<string>();
    for (const name of missing) {
      const sinceMs = missingSinceMs.get(name) ?? clock.elapsed();
      missingSinceMs.set(name, sinceMs);
      if (clock.elapsed() - sinceMs < quarantineMs) continue;
      try {
        await client.get(nodeResource, undefined, name);
      } catch (error) {
        if (hasReason(error, 'NotFound')) gone.add(name);
        else report(name, error);
      }
      missingSinceMs.set(name, clock.elapsed());
    }
    return gone;
  }

  async function removeAll(doomed: readonly Pod[], conditionsOf?: (pod: Pod) => Condition[]): Promise<void> {
    const outcomes = await forAll(doomed, (pod) => remove(pod, conditionsOf?.(pod)));
    for (const [at, outcome] of outcomes.entries()) {
      if (outcome.status === 'rejected') report(doomed[at]!.metadata.name ?? '', outcome.reason);
    }
  }

  /** A pod that has not ended is marked as failed first, or whoever counts it would wait for ever. */
  async function remove({ metadata, status }: Pod, conditions: Condition[] | undefined): Promise<void> {
    const { namespace, name, generation } = metadata;
    try {
      if (status?.phase !== 'Succeeded' && status?.phase !== 'Failed') {
        const failed = { phase: 'Failed', observedGeneration: generation, conditions };
        const patch = { metadata: { uid: metadata.uid }, status: failed };
        const options = { subresource: 'status' };
        await client.patch(podResource, namespace, name!, 'strategic', patch, options);
      }
      await client.delete(podResource, namespace, name!, { gracePeriodSeconds: 0 });
    } catch (error) {
      if (!hasReason(error, 'NotFound')) throw error;
    }
  }

  return async () => {
    stopped = true;
    cancel();
    await round;
  };
}

function deletionCondition({ metadata }: Pod, nowMs: number): Condition {
  return {
    type: 'DisruptionTarget',
    observedGeneration: metadata.generation,
    status: 'True',
    reason: 'DeletionByPodGC',
    message: 'PodGC: node no longer exists',
    lastTransitionTime: toTime(nowMs),
  };
}
