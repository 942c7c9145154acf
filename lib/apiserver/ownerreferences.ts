import { sameJson } from '../meta/equal';
import type { KubeObject, OwnerReference } from '../meta/object';

/**
 * The object with every owner named once; `warn` is told of the uids of owners that were named twice. References to
 * one owner that differ otherwise all stay.
 */
export function dedupOwners<T extends KubeObject>(
  object: T,
  warn: (text: string) => void,
  isPatch = false,
): T {
  const { ownerReferences } = object.metadata;
  if (!ownerReferences || ownerReferences.length < 2) return object;
  const kept: OwnerReference[] = [];
  const repeated: string[] = [];
  for (const reference of ownerReferences) {
    if (kept.some((one) => sameJson(one, reference))) repeated.push(reference.uid);
    else kept.push(reference);
  }
  if (repeated.length === 0) return object;
  warn(
    `.metadata.ownerReferences contains duplicate entries${isPatch ? ' after mutating admission happens' : ''}; ` +
      'API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; ' +
      `please fix your requests; duplicate UID(s) observed: ${repeated.join(', ')}`,
  );
  return { ...object, metadata: { ...object.metadata, ownerReferences: kept } };
}
