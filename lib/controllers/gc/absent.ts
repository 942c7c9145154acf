import type { OwnerReference } from '../../meta/object';

/** Owners known to be gone, so that thousands of dependents do not each ask for the same one. */
export interface AbsentOwners {
  has(reference: Coordinates, namespace: string | undefined): boolean;
  add(reference: Coordinates, namespace: string | undefined): void;
}

/** All that a reference says of its owner: one that is wrong in any of it must not stand for one that is right. */
type Coordinates = Pick<OwnerReference, 'apiVersion' | 'kind' | 'name' | 'uid'>;

const remembered = 10_000;

/** Remembers the latest ten thousand. `namespace` is the owner's; none for kinds outside of namespaces. */
export function absentOwners(): AbsentOwners {
  const keys = new Set<string>();
  const keyOf = ({ apiVersion, kind, name, uid }: Coordinates, namespace = '') =>
    [apiVersion, kind, namespace, name, uid].join('\n');
  return {
    has: (reference, namespace) => keys.has(keyOf(reference, namespace)),
    add(reference, namespace) {
      keys.add(keyOf(reference, namespace));
      if (keys.size > remembered) keys.delete(keys.values().next().value as string);
    },
  };
}
