import type { KubeObject } from '../meta/object';
import type { Namespace } from '../resources/namespace/types';
import { toTime } from '../time/clock';
import { conflict } from './errors';
import type { Served } from './kinds';
import type { Deletion } from './options';

/**
 * The first deletion of a namespace marks it as terminating; the namespace controller empties it then and
 * takes its own finalizer away. Answers the marked namespace; `undefined` when it holds nothing any more and
 * can go. 409 when a precondition does not hold.
 */
export function terminateNamespace(
  served: Served,
  object: KubeObject,
  options: Deletion,
  nowMs: number,
): Namespace | undefined {
  const namespace = object as Namespace;
  checkPreconditions(served, namespace, options);
  if (namespace.metadata.deletionTimestamp) {
    return (namespace.spec?.finalizers ?? []).length > 0 ? namespace : undefined;
  }
  const { finalizers: before = [], ...metadata } = namespace.metadata;
  const finalizers = finalizersAfter(before, options);
  return {
    ...namespace,
    metadata: {
      ...metadata,
      deletionTimestamp: toTime(nowMs),
      ...(finalizers.length > 0 ? { finalizers } : {}),
    },
    status: { ...namespace.status, phase: 'Terminating' },
  };
}

function checkPreconditions({ plural }: Served, { metadata }: KubeObject, { preconditions }: Deletion): void {
  const { uid, resourceVersion } = preconditions ?? {};
  const name = metadata.name ?? '';
  if (uid !== undefined && uid !== metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`;
    throw conflict(plural, name, why);
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    const why =
      `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ` +
      `ResourceVersion in object meta: ${metadata.resourceVersion}`;
    throw conflict(plural, name, why);
  }
}

function finalizersAfter(finalizers: readonly string[], options: Deletion): string[] {
  const { orphanDependents, propagationPolicy } = options;
  const isNamed = orphanDependents !== undefined || propagationPolicy !== undefined;
  if (!isNamed) return [...finalizers];
  const others = finalizers.filter((name) => name !== 'orphan' && name !== 'foregroundDeletion');
  if (orphanDependents ?? propagationPolicy === 'Orphan') return [...others, 'orphan'];
  const isForeground = orphanDependents === false || propagationPolicy === 'Foreground';
  return isForeground ? [...others, 'foregroundDeletion'] : others;
}
