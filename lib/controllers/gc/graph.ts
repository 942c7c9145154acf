import type { Informer } from '../../client/informer';
import type { KubeObject, OwnerReference } from '../../meta/object';
import type { Resource } from '../../resources/kind';

/** A kind and its local copy, with the index `ownedBy`. */
export interface Collection {
  resource: Resource;
  informer: Informer<KubeObject>;
}

/** An object and its kind. */
export interface Item {
  resource: Resource;
  object: KubeObject;
}

/** Who owns whom, as the local copies show it. */
export interface Graph {
  dependentsOf(uid: string): Item[];
  /** The kind an owner reference speaks of, if it is known. */
  resourceOf(reference: OwnerReference): Resource | undefined;
  /** The owner, if the copy has it. `namespace` is that of the object that refers to it. */
  ownerOf(reference: OwnerReference, namespace: string | undefined): Item | undefined;
  /** Whether the owner, not being where the reference leads, is in another namespace. Looks at all of its kind. */
  isElsewhere(reference: OwnerReference, namespace: string | undefined): boolean;
  /** The key under which an item is worked on, and the item of a key. */
  keyOf(item: Item): string;
  itemOf(key: string): Item | undefined;
}

/** The index of objects by the uids of their owners. */
export function ownedBy({ metadata }: KubeObject): readonly string[] {
  return metadata.ownerReferences?.map(({ uid }) => uid) ?? none;
}

const none: readonly string[] = [];

/** The graph over the collections. */
export function graphOf(collections: readonly Collection[]): Graph {
  const kindKey = (group: string, kind: string) => `${group}/${kind}`;
  const byKind = new Map(collections.map((it) => [kindKey(it.resource.group, it.resource.kind), it]));
  const collectionOf = ({ apiVersion, kind }: OwnerReference) => {
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
    return byKind.get(kindKey(group, kind));
  };
  const ownerOf = (reference: OwnerReference, namespace: string | undefined): Item | undefined => {
    const collection = collectionOf(reference);
    if (!collection) return undefined;
    const { resource, informer } = collection;
    const object = informer.get(resource.namespaced ? namespace : undefined, reference.name);
    return object?.metadata.uid === reference.uid ? { resource, object } : undefined;
  };
  return {
    dependentsOf: (uid) =>
      collections.flatMap(({ resource, informer }) =>
        informer.by('ownedBy', uid).map((object) => ({ resource, object })),
      ),
    resourceOf: (reference) => collectionOf(reference)?.resource,
    ownerOf,
    isElsewhere(reference, namespace) {
      const collection = collectionOf(reference);
      if (!collection?.resource.namespaced || ownerOf(reference, namespace)) return false;
      const isOwner = ({ metadata }: KubeObject) =>
        metadata.uid === reference.uid && metadata.namespace !== namespace;
      return collection.informer.list().some(isOwner);
    },
    keyOf: ({ resource, object: { metadata } }) =>
      `${kindKey(resource.group, resource.kind)}/${metadata.namespace ?? ''}/${metadata.name}`,
    itemOf(key) {
      const [group, kind, namespace, name] = key.split('/') as [string, string, string, string];
      const collection = byKind.get(kindKey(group, kind));
      const object = collection?.informer.get(namespace || undefined, name);
      return collection && object ? { resource: collection.resource, object } : undefined;
    },
  };
}
