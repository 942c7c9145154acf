import { type FieldError, FieldPath, invalid } from '../../meta/field';
import { sameValue } from '../equality';
import { type Errors, validateImmutable, validateMetadataUpdate } from '../metadata';
import type { Container, PodSpec, PodTemplateSpec } from '../pod/types';
import { quoteInternal, quoteSelector } from '../schema/quote';
import type { Job, JobSpec } from './types';
import { validateJob, validateJobMetadata, validateOwnSpec } from './validation';

/**
 * `ValidateUpdate` of the Job strategy: the new Job as such, then what may not change. A spec that is the one before was
 * found to be right then.
 */
export function validateJobUpdate(next: Job, previous: Job): FieldError[] {
  if (next.spec === previous.spec && isSameJob(next, previous)) {
    return [...validateJobMetadata(next), ...validateMetadataUpdate(next.metadata, previous.metadata)];
  }
  const labels = previous.spec.template.metadata?.labels ?? {};
  const requirePrefixedLabels =
    labels['batch.kubernetes.io/job-name'] !== undefined &&
    labels['batch.kubernetes.io/controller-uid'] !== undefined;
  return [
    ...validateJob(next, { requirePrefixedLabels }),
    ...validateMetadataUpdate(next.metadata, previous.metadata),
    ...specUpdateErrors(next, previous),
  ];
}

/** The spec is checked against these, too: they stand in its selector. */
function isSameJob({ metadata }: Job, previous: Job): boolean {
  return metadata.name === previous.metadata.name && metadata.uid === previous.metadata.uid;
}

function* specUpdateErrors(next: Job, previous: Job): Errors {
  const path = FieldPath.of('spec');
  const [spec, old] = [next.spec, previous.spec];
  yield* validateOwnSpec(spec, path);
  yield* validateCompletions(spec, old, path.child('completions'));
  yield* validateQuoted(quoteSelector, spec.selector, old.selector, path.child('selector'));
  yield* validateTemplate(next, previous, path);
  yield* validateImmutable(spec.completionMode, old.completionMode, path.child('completionMode'));
  yield* validateQuoted(
    (policy) => quoteInternal('PodFailurePolicy', policy),
    spec.podFailurePolicy,
    old.podFailurePolicy,
    path.child('podFailurePolicy'),
  );
  yield* validateImmutable(
    spec.backoffLimitPerIndex,
    old.backoffLimitPerIndex,
    path.child('backoffLimitPerIndex'),
  );
  yield* validateImmutable(spec.managedBy, old.managedBy, path.child('managedBy'));
  yield* validateQuoted(
    (policy) => quoteInternal('SuccessPolicy', policy),
    spec.successPolicy,
    old.successPolicy,
    path.child('successPolicy'),
  );
}

/** As `validateImmutable`, for structures, which are quoted in another form. */
function* validateQuoted<T extends object>(
  quote: (value: T) => unknown,
  next: T | undefined,
  previous: T | undefined,
  path: FieldPath,
): Errors {
  if (!sameValue(next, previous)) yield invalid(path, next && quote(next), 'field is immutable');
}

/** Completions of an indexed Job may change together with its parallelism; else they are fixed. */
function* validateCompletions(spec: JobSpec, old: JobSpec, path: FieldPath): Errors {
  if (spec.completionMode !== 'Indexed') {
    yield* validateImmutable(spec.completions, old.completions, path);
  } else if (spec.completions !== old.completions && spec.completions !== undefined) {
    if (spec.completions !== spec.parallelism) {
      yield invalid(path, spec.completions, 'can only be modified in tandem with spec.parallelism');
    }
  }
}

/**
 * While a Job is suspended and none of its pods is left, where its pods may be put and what they may use
 * can change; what they run cannot.
 */
function* validateTemplate(next: Job, previous: Job, path: FieldPath): Errors {
  const { template } = next.spec;
  const old = previous.spec.template;
  const open = isTemplateOpen(previous);
  const compared = open ? withSchedulingOf(old, template) : old;
  if (!open) {
    yield* validateQuoted(quoteTemplate, template, compared, path.child('template'));
    return;
  }
  const spec = withResourcesOf(compared.spec, template.spec);
  yield* validateQuoted(quoteSpec, template.spec, spec, path.child('template.spec'));
}

const quoteTemplate = (template: PodTemplateSpec) => quoteInternal('PodTemplateSpec', template);
const quoteSpec = (spec: PodSpec) => quoteInternal('PodSpec', spec);

function isTemplateOpen({ spec, status }: Job): boolean {
  const suspendedCondition = status?.conditions?.some(
    ({ type, status: value }) => type === 'Suspended' && value === 'True',
  );
  const stopped = status?.startTime === undefined || suspendedCondition === true;
  return spec.suspend === true && stopped && !status?.active;
}

function withSchedulingOf(old: PodTemplateSpec, next: PodTemplateSpec): PodTemplateSpec {
  const { labels, annotations } = next.metadata ?? {};
  const { nodeSelector, tolerations, schedulingGates } = next.spec;
  return {
    metadata: { ...old.metadata, labels, annotations },
    spec: {
      ...old.spec,
      affinity: mergedAffinity(old.spec, next.spec),
      nodeSelector,
      tolerations,
      schedulingGates,
    },
  };
}

/** The old affinity with the new one's node affinity: that part alone may change. */
function mergedAffinity(old: PodSpec, next: PodSpec): PodSpec['affinity'] {
  if (!old.affinity && !next.affinity) return undefined;
  const { nodeAffinity: _, ...rest } = old.affinity ?? {};
  const { nodeAffinity } = next.affinity ?? {};
  if (!next.affinity && Object.keys(rest).length === 0) return undefined;
  return nodeAffinity ? { ...rest, nodeAffinity } : rest;
}

function withResourcesOf(old: PodSpec, next: PodSpec): PodSpec {
  return {
    ...old,
    containers: adoptResources(old.containers ?? [], next.containers ?? []),
    ...(old.initContainers && {
      initContainers: adoptResources(old.initContainers, next.initContainers ?? []),
    }),
  };
}

function adoptResources(old: readonly Container[], next: readonly Container[]): Container[] {
  if (old.length !== next.length) return [...old];
  return old.map((container, at) =>
    container.name === next[at]!.name && !sameValue(container.resources, next[at]!.resources)
      ? { ...container, resources: next[at]!.resources }
      : container,
  );
}
