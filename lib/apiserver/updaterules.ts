import type { FieldError } from '../meta/field';
import type { KubeObject, ObjectMeta } from '../meta/object';
import type { RequestContext } from '../resources/kind';
import { segmentName, validateAnyMetadata, validateAnyMetadataUpdate } from '../resources/metadata';
import type { Namespace } from '../resources/namespace/types';
import { badRequest } from './errors';
import type { AnyStrategy } from './kinds';

/** How an update of an object, or of one subresource of it, is made and checked. */
export interface UpdateRules {
  /** Fills what the new state leaves out, as decoding does in Kubernetes. */
  complete(next: KubeObject, previous: KubeObject): KubeObject;
  prepare(next: KubeObject, previous: KubeObject, context: RequestContext): KubeObject;
  validate(next: KubeObject, previous: KubeObject, context: RequestContext): FieldError[];
}

/** The rules of the whole object (`''`), its `status`, or a namespace's `finalize`. */
export function updateRules(strategy: AnyStrategy, subresource: string): UpdateRules {
  const own = ownRules(strategy, subresource);
  return {
    complete(next, previous) {
      const metadata = { ...next.metadata, generation: previous.metadata.generation };
      if (metadata.generation === undefined) delete metadata.generation;
      return strategy.defaults({ ...next, metadata }, previous);
    },
    prepare(next, previous, context) {
      const given = own.prepare(next, previous, context);
      // Kubernetes defaults once more as it reads what it stored: what the kind has put back may be a reason to.
      const prepared = strategy.defaults(given, previous);
      return { ...prepared, metadata: keepSystemMeta(prepared.metadata, previous.metadata) };
    },
    validate: (next, previous, context) => [
      ...validateAnyMetadata(next.metadata, strategy.resource.namespaced, segmentName),
      ...validateAnyMetadataUpdate(next.metadata, previous.metadata),
      ...own.validate(next, previous, context),
    ],
  };
}

function ownRules(strategy: AnyStrategy, subresource: string): Omit<UpdateRules, 'complete'> {
  if (subresource === '') return { prepare: strategy.prepareUpdate, validate: strategy.validateUpdate };
  if (subresource === 'status' && strategy.status) {
    const { prepareUpdate, validateUpdate } = strategy.status;
    return { prepare: prepareUpdate, validate: validateUpdate };
  }
  if (subresource === 'finalize') return { prepare: finalizeNamespace, validate: strategy.validateUpdate };
  throw badRequest(`the subresource ${subresource} cannot be updated`);
}

/** `finalize` changes nothing of a namespace but its own finalizers. */
function finalizeNamespace(next: KubeObject, previous: KubeObject): Namespace {
  const { spec } = next as Namespace;
  const namespace = previous as Namespace;
  return { ...namespace, spec: { ...namespace.spec, finalizers: spec?.finalizers ?? [] } };
}

/** What an update cannot change: times of creation and deletion, and the uid where none is given. */
function keepSystemMeta(next: ObjectMeta, previous: ObjectMeta): ObjectMeta {
  const { selfLink: _, ...given } = next;
  const metadata: ObjectMeta = {
    ...given,
    uid: given.uid || previous.uid,
    creationTimestamp: previous.creationTimestamp ?? given.creationTimestamp,
    resourceVersion: previous.resourceVersion,
  };
  if (previous.deletionTimestamp) metadata.deletionTimestamp = previous.deletionTimestamp;
  metadata.deletionGracePeriodSeconds ??= previous.deletionGracePeriodSeconds;
  if (metadata.deletionGracePeriodSeconds === undefined) delete metadata.deletionGracePeriodSeconds;
  return metadata;
}
