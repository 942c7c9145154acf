import type { ApiClient } from '../../client/client';
import type { KubeObject, OwnerReference } from '../../meta/object';
import { hasReason } from '../../meta/status';
import { apiVersionOf } from '../../resources/kind';
import type { Clock } from '../../time/clock';
import { forAll, throwFirst } from '../runtime/batches';
import type { ControllersObserver } from '../runtime/observer';
import { createWorkQueue } from '../runtime/queue';
import type { EventWriter } from '../runtime/recorder';
import { absentOwners } from './absent';
import {
  addedOwners,
  beginsToWait,
  blocking,
  foregroundFinalizer,
  freedOwners,
  invalidNamespace,
  isOrphaning,
  isWaiting,
  judge,
  type OwnerState,
  orphanFinalizer,
} from './decide';
import { type Collection, graphOf, type Item } from './graph';

/** What the garbage collector is started with. */
export interface GcOptions {
  client: ApiClient;
  clock: Clock;
  collections: readonly Collection[];
  events: EventWriter;
  report: (key: string, error: unknown) => void;
  observer?: ControllersObserver;
}

/**
 * Deletes what belongs to owners that are gone, in the ways deletions ask for: afterwards in the
 * background, before their owner in the foreground, or not at all when orphaned. Call when the informers
 * are in step. Answers a function that stops it.
 */
export function startGarbageCollector({
  client,
  clock,
  collections,
  events,
  report,
  observer,
}: GcOptions): () => Promise<void> {
  const graph = graphOf(collections);
  const absent = absentOwners();
  const queue = createWorkQueue({
    clock,
    work: collect,
    report,
    workers: 64,
    firstDelayMs: 20,
    observer: observer?.queue('garbage_collector_attempt_to_delete'),
  });
  const enqueue = (item: Item) => queue.add(graph.keyOf(item));

  async function collect(key: string): Promise<undefined> {
    const item = graph.itemOf(key);
    if (!item) return undefined;
    if (isOrphaning(item.object)) await orphan(item);
    else if (isWaiting(item.object)) await awaitDependents(item);
    else await collectOwned(item);
    return undefined;
  }

  /** Takes the references to the owner off those it owns, then lets it go. */
  async function orphan(owner: Item): Promise<void> {
    const { uid } = owner.object.metadata;
    const dependents = graph.dependentsOf(uid!);
    throwFirst(await forAll(dependents, (dependent) => detach(dependent, [uid!])));
    await removeFinalizer(owner, orphanFinalizer);
  }

  async function awaitDependents(owner: Item): Promise<void> {
    const { uid } = owner.object.metadata;
    const items = graph.dependentsOf(uid!);
    const awaited = new Set<KubeObject>(
      blocking(
        uid!,
        items.map(({ object }) => object),
      ),
    );
    if (awaited.size === 0) return removeFinalizer(owner, foregroundFinalizer);
    for (const item of items) if (awaited.has(item.object) && !isWaiting(item.object)) enqueue(item);
  }

  async function collectOwned(item: Item): Promise<void> {
    const { metadata } = item.object;
    const references = metadata.ownerReferences ?? [];
    if (metadata.deletionTimestamp || references.length === 0) return;
    const owners: { uid: string; state: OwnerState }[] = [];
    for (const reference of references) {
      owners.push({ uid: reference.uid, state: await stateOf(reference, metadata.namespace) });
    }
    const dependents = graph.dependentsOf(metadata.uid!).map(({ object }) => object);
    const verdict = judge(item.object, owners, dependents);
    if (verdict.kind === 'detach') await detach(item, verdict.uids);
    if (verdict.kind !== 'delete') return;
    if (verdict.unblocks) await unblock(item);
    await ignoreMissing(async () => {
      const { uid, resourceVersion } = metadata;
      const preconditions = verdict.unblocks ? { uid } : { uid, resourceVersion };
      const options = { propagationPolicy: verdict.propagation, preconditions };
      await client.delete(item.resource, metadata.namespace, metadata.name!, options);
    });
  }

  /**
   * An owner the copies do not have is asked for. Of a kind that is not known nothing can be said, nor of one
   * in a namespace that an object outside of namespaces refers to.
   */
  async function stateOf(reference: OwnerReference, namespace: string | undefined): Promise<OwnerState> {
    const cached = graph.ownerOf(reference, namespace);
    if (cached) return isWaiting(cached.object) ? 'waiting' : 'there';
    const resource = graph.resourceOf(reference);
    if (!resource || (resource.namespaced && !namespace)) return 'unknown';
    const inNamespace = resource.namespaced ? namespace : undefined;
    if (absent.has(reference, inNamespace)) return 'gone';
    try {
      const owner = await client.get(resource, inNamespace, reference.name);
      if (owner.metadata.uid === reference.uid) return isWaiting(owner) ? 'waiting' : 'there';
    } catch (error) {
      if (!hasReason(error, 'NotFound')) throw error;
    }
    absent.add(reference, inNamespace);
    return 'gone';
  }

  async function detach({ resource, object: { metadata } }: Item, uids: string[]): Promise<void> {
    const ownerReferences = uids.map((uid) => ({ $patch: 'delete', uid }));
    const patch = { metadata: { uid: metadata.uid, ownerReferences } };
    await ignoreMissing(() => client.patch(resource, metadata.namespace, metadata.name!, 'strategic', patch));
  }

  async function unblock({ resource, object: { metadata } }: Item): Promise<void> {
    const blockingReferences = metadata.ownerReferences?.filter((reference) => reference.blockOwnerDeletion);
    const ownerReferences = blockingReferences?.map((reference) => ({
      ...reference,
      blockOwnerDeletion: false,
    }));
    const patch = { metadata: { uid: metadata.uid, ownerReferences } };
    await ignoreMissing(() => client.patch(resource, metadata.namespace, metadata.name!, 'strategic', patch));
  }

  async function removeFinalizer({ resource, object: { metadata } }: Item, finalizer: string): Promise<void> {
    const patch = { metadata: { uid: metadata.uid, '$deleteFromPrimitiveList/finalizers': [finalizer] } };
    await ignoreMissing(() => client.patch(resource, metadata.namespace, metadata.name!, 'strategic', patch));
  }

  /** An owner in another namespace owns nothing here: it counts as gone, and it is said why. */
  function tellElsewhere({ resource, object }: Item, reference: OwnerReference): void {
    const { namespace, name, uid } = object.metadata;
    if (!graph.isElsewhere(reference, namespace)) return;
    const record = events.recorder('garbage-collector-controller', resource);
    const message = invalidNamespace(reference, namespace);
    record({ metadata: { namespace, name, uid } }, 'Warning', 'OwnerRefInvalidNamespace', message);
  }

  function listen({ resource, informer }: Collection): () => void {
    return informer.subscribe((next, previous) => {
      if (previous) {
        for (const reference of freedOwners(next, previous)) {
          const owner = graph.ownerOf(reference, previous.metadata.namespace);
          if (owner && isWaiting(owner.object)) enqueue(owner);
        }
      }
      if (!next) {
        const { uid, name, namespace } = previous!.metadata;
        absent.add(
          { apiVersion: apiVersionOf(resource), kind: resource.kind, name: name!, uid: uid! },
          namespace,
        );
        for (const dependent of graph.dependentsOf(uid!)) enqueue(dependent);
      } else if (next.metadata.deletionTimestamp) {
        if (beginsToWait(next, previous))
          for (const dependent of graph.dependentsOf(next.metadata.uid!)) enqueue(dependent);
        if (isOrphaning(next) || isWaiting(next)) enqueue({ resource, object: next });
      } else if (next.metadata.ownerReferences !== previous?.metadata.ownerReferences) {
        const { ownerReferences = [], namespace } = next.metadata;
        for (const reference of addedOwners(next, previous))
          tellElsewhere({ resource, object: next }, reference);
        const isOwned = (reference: OwnerReference) => {
          const owner = graph.ownerOf(reference, namespace);
          return owner !== undefined && !isWaiting(owner.object);
        };
        if (!ownerReferences.every(isOwned)) enqueue({ resource, object: next });
      }
    });
  }

  const ends = collections.map(listen);
  return async () => {
    for (const end of ends) end();
    await queue.stop();
  };
}

/** What is gone, or has been replaced by another of its name, needs nothing done about it. */
async function ignoreMissing(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!hasReason(error, 'NotFound') && !hasReason(error, 'Invalid')) throw error;
  }
}
