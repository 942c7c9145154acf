import { sameJson } from '../meta/equal';
import type { KubeObject, OwnerReference } from '../meta/object';

/**
 * The object with each owner once. Owners are the same when the whole entries are; what was left out is warned of.
 * `when` stands in the text where Kubernetes tells patches from what is written whole.
 */
export function withOwnersOnce<T extends KubeObject>(object: T, warn: (text: string) => void, when = ''): T {
  const owners = object.metadata.ownerReferences;
  if (owners === undefined || owners.length < 2) return object;
  const kept: OwnerReference[] = [];
  const again: string[] = [];
  for (const owner of owners) {
    if (kept.some((other) => sameJson(other, owner))) again.push(owner.uid);
    else kept.push(owner);
  }
  if (again.length === 0) return object;
  warn(
    `.metadata.ownerReferences contains duplicate entries${when}; API server dedups owner references in 1.20+, ` +
      'and may reject such requests as early as 1.24; please fix your requests; ' +
      `duplicate UID(s) observed: ${again.join(', ')}`,
  );
  return { ...object, metadata: { ...object.metadata, ownerReferences: kept } };
}

/** What Kubernetes says of patches: it looks at what they made, after admission. */
export const afterAdmission = ' after mutating admission happens';
