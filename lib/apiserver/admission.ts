import type { KubeObject } from '../meta/object';
import type { Namespace } from '../resources/namespace/types';
import type { Store } from '../store/store';
import { forbidden, notFound } from './errors';
import type { Served } from './kinds';

const namespaceNames = { group: '', name: 'namespaces' };
const immortal = new Set(['default', 'kube-system', 'kube-public']);

/** The namespaces that are always there. */
export const systemNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'] as const;

/**
 * Refuses to create in a namespace that is not there (404) or on its way out (403): the admission plug-in
 * `NamespaceLifecycle`.
 */
export function admitCreate(store: Store, served: Served, namespace: string, object: KubeObject): void {
  const found = store.get<Namespace>(`namespaces/${namespace}`);
  if (!found) throw notFound(namespaceNames, namespace);
  if (!found.object.metadata.deletionTimestamp) return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const { name, generateName } = object.metadata;
  throw forbidden(served.plural, name || generateName || 'Unknown', why, [
    {
      reason: 'NamespaceTerminating',
      message: `namespace ${namespace} is being terminated`,
      field: 'metadata.namespace',
    },
  ]);
}

/** Refuses (403) to delete the namespaces the cluster cannot do without. */
export function admitDelete(served: Served, name: string): void {
  if (served.collection === 'namespaces' && immortal.has(name)) {
    throw forbidden(namespaceNames, name, 'this namespace may not be deleted');
  }
}
