import type { OwnerReference } from '../../meta/object';
import type { Job } from '../../resources/job/types';
import type { Container, Pod, PodSpec } from '../../resources/pod/types';
import { failureCountsAfter } from './indexes';
import { indexKey, isIndexed, trackingFinalizer } from './podfacts';

/** Names that are completed by the server leave room for its five characters. */
const longestPrefix = 58;
const indexVariable = 'JOB_COMPLETION_INDEX';

/** The reference by which a Job controls its pods. */
export function controlledBy({ metadata }: Job): OwnerReference {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    name: metadata.name ?? '',
    uid: metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** Makes pods of a Job's template. What all of them share is made once. */
export function podMaker(job: Job): (index: number | undefined, replaced: Pod | undefined) => Pod {
  const { template } = job.spec;
  const { labels, annotations, finalizers = [] } = template.metadata ?? {};
  const name = job.metadata.name ?? '';
  const metadata = {
    namespace: job.metadata.namespace,
    labels: { ...labels },
    annotations: { ...annotations },
    ownerReferences: [controlledBy(job)],
    finalizers: finalizers.includes(trackingFinalizer) ? finalizers : [...finalizers, trackingFinalizer],
  };
  const spec = isIndexed(job) ? withIndexVariable(template.spec) : template.spec;
  return (index, replaced) => {
    if (index === undefined) return { metadata: { ...metadata, generateName: `${name}-` }, spec };
    const counts = job.spec.backoffLimitPerIndex === undefined ? {} : failureCountsAfter(job, replaced);
    return {
      metadata: {
        ...metadata,
        generateName: prefixWithIndex(name, index),
        labels: { ...metadata.labels, [indexKey]: String(index) },
        annotations: { ...metadata.annotations, [indexKey]: String(index), ...counts },
      },
      spec: { ...spec, hostname: `${name}-${index}` },
    };
  };
}

/** `<job>-<index>-`, the Job's name cut where it would not fit. */
function prefixWithIndex(name: string, index: number): string {
  const end = `-${index}-`;
  return name.slice(0, longestPrefix - end.length) + end;
}

function withIndexVariable(spec: PodSpec): PodSpec {
  const initContainers = spec.initContainers?.map(addVariable);
  return {
    ...spec,
    ...(initContainers ? { initContainers } : {}),
    containers: spec.containers.map(addVariable),
  };
}

function addVariable(container: Container): Container {
  if (container.env?.some(({ name }) => name === indexVariable)) return container;
  const fieldPath = `metadata.labels['${indexKey}']`;
  const variable = { name: indexVariable, valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath } } };
  return { ...container, env: [...(container.env ?? []), variable] };
}
