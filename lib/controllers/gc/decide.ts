import type { KubeObject, OwnerReference } from '../../meta/object';
import { quoteText } from '../../meta/quote';

/** Set on an object that is to go only after those it owns; they are deleted meanwhile. */
export const foregroundFinalizer = 'foregroundDeletion';
/** Set on an object whose dependents are to be kept; their references to it are taken off meanwhile. */
export const orphanFinalizer = 'orphan';

/**
 * How an owner stands: it is there, it is gone, or it waits for those it owns to go. Of some references nothing can
 * be known: their kind is not served here, or they lead from outside of namespaces into one.
 */
export type OwnerState = 'there' | 'gone' | 'waiting' | 'unknown';

/** What is to be done about an object. */
export type Verdict =
  | { kind: 'keep' }
  /** References to owners that are gone or going come off; another owner keeps the object. */
  | { kind: 'detach'; uids: string[] }
  /**
   * `unblocks`: it and one of those it owns wait for each other, so its own references must no longer
   * block.
   */
  | { kind: 'delete'; propagation: 'Background' | 'Foreground' | 'Orphan'; unblocks: boolean };

/** Whether the object is being deleted and waits for those it owns. */
export function isWaiting({ metadata }: KubeObject): boolean {
  return Boolean(metadata.deletionTimestamp) && hasFinalizer(metadata, foregroundFinalizer);
}

/** Whether the object is being deleted and is to let those it owns go first. */
export function isOrphaning({ metadata }: KubeObject): boolean {
  return Boolean(metadata.deletionTimestamp) && hasFinalizer(metadata, orphanFinalizer);
}

/** Whether this change is what makes the object wait; all it owns is told to go then, whether it blocks or not. */
export function beginsToWait(next: KubeObject, previous: KubeObject | undefined): boolean {
  return isWaiting(next) && !isOrphaning(next) && !(previous && isWaiting(previous));
}

function hasFinalizer({ finalizers }: KubeObject['metadata'], finalizer: string): boolean {
  return finalizers?.includes(finalizer) ?? false;
}

/**
 * An object goes when it has owners and none of them is there any more; as long as one is unknown, nothing is done
 * about any. Where one still waits for it and it
 * owns something itself, it goes in the same way: after what it owns.
 */
export function judge(
  object: KubeObject,
  owners: readonly { uid: string; state: OwnerState }[],
  dependents: readonly KubeObject[],
): Verdict {
  if (object.metadata.deletionTimestamp || owners.length === 0) return { kind: 'keep' };
  if (owners.some(({ state }) => state === 'unknown')) return { kind: 'keep' };
  const left = owners.filter(({ state }) => state !== 'there');
  if (left.length < owners.length) {
    return left.length === 0 ? { kind: 'keep' } : { kind: 'detach', uids: left.map(({ uid }) => uid) };
  }
  const isAwaited = owners.some(({ state }) => state === 'waiting');
  if (isAwaited && dependents.length > 0) {
    return { kind: 'delete', propagation: 'Foreground', unblocks: dependents.some(isWaiting) };
  }
  const propagation = hasFinalizer(object.metadata, orphanFinalizer)
    ? 'Orphan'
    : hasFinalizer(object.metadata, foregroundFinalizer)
      ? 'Foreground'
      : 'Background';
  return { kind: 'delete', propagation, unblocks: false };
}

/** Those of the dependents that the owner must wait for. */
export function blocking<T extends KubeObject>(ownerUid: string, dependents: readonly T[]): T[] {
  return dependents.filter(({ metadata }) =>
    metadata.ownerReferences?.some(({ uid, blockOwnerDeletion }) => uid === ownerUid && blockOwnerDeletion),
  );
}

/**
 * Owners whose waiting a change of the dependent may have ended: no longer owning it, or no longer blocked
 * by it.
 */
export function freedOwners(next: KubeObject | undefined, previous: KubeObject): OwnerReference[] {
  return (previous.metadata.ownerReferences ?? []).filter(({ uid }) => {
    const now = next?.metadata.ownerReferences?.find((reference) => reference.uid === uid);
    return !now?.blockOwnerDeletion;
  });
}

/** References of the object that it did not have before. */
export function addedOwners(next: KubeObject, previous: KubeObject | undefined): OwnerReference[] {
  const before = previous?.metadata.ownerReferences ?? [];
  const isNew = ({ uid }: OwnerReference) => !before.some((reference) => reference.uid === uid);
  return next.metadata.ownerReferences?.filter(isNew) ?? [];
}

/** What is told of an object whose owner is in another namespace than its own. */
export function invalidNamespace(reference: OwnerReference, namespace = ''): string {
  const { apiVersion, kind, name, uid } = reference;
  const owner = `[${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}]`;
  return `ownerRef ${owner} does not exist in namespace ${quoteText(namespace)}`;
}
