import { FieldPath } from '../../meta/field';
import { dnsLabelErrors } from '../../meta/names';
import type { ObjectMeta } from '../../meta/object';
import { updateOfSpec } from '../generation';
import type { Strategy } from '../kind';
import { podColumns, podRowConditions } from './columns';
import { defaultPod, withAddresses } from './defaults';
import { withoutDisabledFields } from './disabledfields';
import { withLabelKeysSelected } from './labelkeys';
import { qosClass } from './qos';
import { type Pod, pods } from './types';
import { validatePodStatusUpdate, validatePodUpdate } from './updatevalidation';
import { validatePod } from './validation';
import { podWarnings } from './warnings';

/** Pods, as `pkg/registry/core/pod` serves them. */
export const podStrategy: Strategy<Pod> = {
  resource: pods,
  shortNames: ['po'],
  categories: ['all'],
  subresources: {
    binding: { kind: 'Binding', verbs: ['create'] },
    eviction: { kind: 'Eviction', verbs: ['create'], group: 'policy', version: 'v1' },
    log: { kind: 'Pod', verbs: ['get'] },
  },
  schema: 'io.k8s.api.core.v1.Pod',
  columns: podColumns,
  rowConditions: podRowConditions,
  fields: {
    'spec.nodeName': (pod) => pod.spec.nodeName ?? '',
    // An old name of the same.
    'spec.host': (pod) => pod.spec.nodeName ?? '',
    'spec.restartPolicy': (pod) => pod.spec.restartPolicy ?? '',
    'spec.schedulerName': (pod) => pod.spec.schedulerName ?? '',
    'spec.serviceAccountName': (pod) => pod.spec.serviceAccountName ?? '',
    'spec.hostNetwork': (pod) => String(pod.spec.hostNetwork ?? false),
    'status.phase': (pod) => pod.status?.phase ?? '',
    'status.podIP': (pod) => pod.status?.podIPs?.[0]?.ip ?? '',
    // Kubernetes takes the word and has no value for it.
    'status.podIPs': () => '',
    'status.nominatedNodeName': (pod) => pod.status?.nominatedNodeName ?? '',
  },
  defaults: defaultPod,
  prepareCreate: (pod) => ({
    ...withLabelKeysSelected(withoutDisabledFields(pod)),
    metadata: { ...pod.metadata, generation: 1 },
    status: { phase: 'Pending', qosClass: qosClass(pod.spec), ...gatedConditions(pod) },
  }),
  validate: validatePod,
  prepareUpdate: (next, previous) => updateOfSpec(withoutDisabledFields(next), previous),
  validateUpdate: validatePodUpdate,
  status: {
    prepareUpdate: prepareStatus,
    validateUpdate: validatePodStatusUpdate,
  },
  warnings: (pod, previous) => (previous ? [] : creationWarnings(pod)),
  gracePeriodSeconds,
};

function gatedConditions(pod: Pod): Pick<NonNullable<Pod['status']>, 'conditions'> {
  if (!pod.spec.schedulingGates?.length) return {};
  const message = 'Scheduling is blocked due to non-empty scheduling gates';
  return { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated', message }] };
}

/**
 * The status subresource touches neither spec nor owners; the class, and observed generations, once known,
 * stay.
 */
function prepareStatus(next: Pod, previous: Pod): Pod {
  const remembered = new Map<string, (number | undefined)[]>();
  for (const condition of previous.status?.conditions ?? []) {
    remembered.set(condition.type, [...(remembered.get(condition.type) ?? []), condition.observedGeneration]);
  }
  const conditions = next.status?.conditions?.map((condition) => {
    const before = remembered.get(condition.type)?.shift();
    if (condition.observedGeneration || !before) return condition;
    return { ...condition, observedGeneration: before };
  });
  const observedGeneration = next.status?.observedGeneration || previous.status?.observedGeneration;
  const qos = next.status?.qosClass || previous.status?.qosClass;
  return {
    ...next,
    metadata: withOwners(next.metadata, previous.metadata.ownerReferences),
    spec: previous.spec,
    status: {
      ...withAddresses(next.status ?? {}),
      ...(conditions && { conditions }),
      ...(observedGeneration && { observedGeneration }),
      ...(qos && { qosClass: qos }),
    },
  };
}

function withOwners(metadata: ObjectMeta, owners: ObjectMeta['ownerReferences']): ObjectMeta {
  if (metadata.ownerReferences === owners) return metadata;
  const { ownerReferences: _, ...rest } = metadata;
  return owners ? { ...rest, ownerReferences: owners } : rest;
}

/** A pod on no node, or that has ended, goes at once (`CheckGracefulDelete`). */
function gracePeriodSeconds(pod: Pod, asked: number | undefined): number {
  const ended = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
  if (!pod.spec.nodeName || ended) return 0;
  const seconds = asked ?? pod.spec.terminationGracePeriodSeconds ?? 0;
  return seconds < 0 ? 1 : seconds;
}

function creationWarnings(pod: Pod): string[] {
  const errors = dnsLabelErrors(pod.metadata.name ?? '');
  const effect = "this is used in the Pod's hostname, which can result in surprising behavior";
  const ofName = errors.map(
    () => `metadata.name: ${effect}; a DNS label is recommended: [${errors.join(' ')}]`,
  );
  return [...ofName.slice(0, 1), ...podWarnings(pod, FieldPath.of())];
}
