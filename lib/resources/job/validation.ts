import { type FieldError, FieldPath, invalid, notSupported, required, tooLong } from '../../meta/field';
import { byteLength, dnsLabelErrors, dnsSubdomainErrors, httpPathErrors } from '../../meta/names';
import { type LabelSelector, selects } from '../../meta/selector';
import {
  type Errors,
  invalidEach,
  metadataPath,
  subdomainName,
  validateMetadata,
  validateNonNegative,
  validateSelector,
} from '../metadata';
import { validatePodTemplate } from '../pod/validation';
import { quoteInternal, quoteSelector, sorted } from '../schema/quote';
import { validateFailurePolicy, validateSuccessPolicy } from './policies';
import type { Job, JobSpec } from './types';

const maxIndexedParallelism = 100_000;
const maxFailedIndexes = 100_000;
const completionsSoftLimit = 100_000;
const highCompletionsLimit = 10_000;
const maxManagedByBytes = 63;
const generatedLabels = new Set([
  'job-name',
  'controller-uid',
  'batch.kubernetes.io/job-name',
  'batch.kubernetes.io/controller-uid',
]);

/** What an update may be excused. */
export interface JobRules {
  /**
   * The Job's pods carry the labels with the `batch.kubernetes.io/` prefix, as all do that are made today.
   */
  requirePrefixedLabels: boolean;
}

/** `ValidateJob`: everything that is checked when a Job is created, and again when it is updated. */
export function validateJob(job: Job, rules: JobRules = { requirePrefixedLabels: true }): FieldError[] {
  return [...jobErrors(job, rules)];
}

function* jobErrors(job: Job, rules: JobRules): Errors {
  const { spec } = job;
  yield* validateJobMetadata(job);
  yield* validateGeneratedSelector(job, rules);
  yield* validateOwnSpec(spec, FieldPath.of('spec'));
  if (spec.completionMode === 'Indexed' && (spec.completions ?? 0) > 0) {
    const { name = '' } = job.metadata;
    const hostname = `${name}-${spec.completions! - 1}`;
    if (dnsLabelErrors(hostname).length > 0) {
      const detail = `will not able to create pod with invalid DNS label: ${hostname}`;
      yield invalid(metadataPath.child('name'), name, detail);
    }
  }
}

/** The part of `validateJob` that does not look at the spec. */
export function validateJobMetadata(job: Job): Errors {
  return validateMetadata(ownMetadata(job), true, subdomainName);
}

/** Labels a Job has from nobody but the server are checked where they come from, in the template. */
function ownMetadata({ metadata, spec }: Job): Job['metadata'] {
  const { labels = {}, ...others } = metadata;
  const generated = Object.keys(labels).every((label) => generatedLabels.has(label));
  return generated && metadata.labels === spec.template.metadata?.labels ? others : metadata;
}

function* validateGeneratedSelector({ metadata, spec }: Job, rules: JobRules): Errors {
  if (spec.manualSelector || !spec.selector) return;
  const { uid = '', name = '' } = metadata;
  if (!uid) yield required(metadataPath.child('uid'));
  const legacy = { 'controller-uid': uid, 'job-name': name };
  const prefixed = { 'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': name };
  const expected = rules.requirePrefixedLabels ? { ...legacy, ...prefixed } : legacy;
  const path = FieldPath.of('spec', 'template', 'metadata', 'labels');
  const labels = spec.template.metadata?.labels;
  for (const [label, value] of Object.entries(expected)) {
    if (labels?.[label] === undefined) yield required(path.key(label), `must be '${value}'`);
    else if (labels[label] !== value)
      yield invalid(path.key(label), sortedLabels(labels), `must be '${value}'`);
  }
  if (!selects(spec.selector, expected) && isReadable(spec.selector, path)) {
    yield invalid(
      FieldPath.of('spec', 'selector'),
      quoteSelector(spec.selector),
      '`selector` not auto-generated',
    );
  }
}

/** `ValidateJobSpec`: the spec of a Job itself, whose selector must be there and fit its pods. */
export function* validateOwnSpec(spec: JobSpec, path: FieldPath): Errors {
  yield* validateTemplatedSpec(spec, path);
  if (!spec.selector) yield required(path.child('selector'));
  else yield* validateSelector(spec.selector, path.child('selector'));
  const labels = spec.template.metadata?.labels;
  if (!selects(spec.selector, labels) && isReadable(spec.selector, path)) {
    const detail = '`selector` does not match template `labels`';
    yield invalid(path.child('template', 'metadata', 'labels'), sortedLabels(labels), detail);
  }
}

/** A selector that cannot be read is refused for that alone. */
function isReadable(selector: LabelSelector | undefined, path: FieldPath): boolean {
  return validateSelector(selector, path).next().done === true;
}

function sortedLabels(labels: Record<string, string> | undefined) {
  return labels ? sorted(labels) : null;
}

/** `validateJobSpec`: what a Job and the template in a CronJob have in common. */
export function* validateTemplatedSpec(spec: JobSpec, path: FieldPath): Errors {
  yield* validateNonNegative(spec.parallelism, path.child('parallelism'));
  yield* validateNonNegative(spec.completions, path.child('completions'));
  yield* validateNonNegative(spec.activeDeadlineSeconds, path.child('activeDeadlineSeconds'));
  yield* validateNonNegative(spec.backoffLimit, path.child('backoffLimit'));
  yield* validateNonNegative(spec.ttlSecondsAfterFinished, path.child('ttlSecondsAfterFinished'));
  yield* validateNonNegative(spec.backoffLimitPerIndex, path.child('backoffLimitPerIndex'));
  yield* validateNonNegative(spec.maxFailedIndexes, path.child('maxFailedIndexes'));
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined) {
    yield required(path.child('backoffLimitPerIndex'), 'when maxFailedIndexes is specified');
  }
  if (spec.managedBy !== undefined) yield* validateManagedBy(spec.managedBy, path.child('managedBy'));
  const mode = spec.completionMode;
  if (mode !== undefined && mode !== 'NonIndexed' && mode !== 'Indexed') {
    yield notSupported(path.child('completionMode'), mode, ['NonIndexed', 'Indexed']);
  }
  if (mode === 'Indexed') yield* validateIndexed(spec, path);
  if (mode === undefined || mode === 'NonIndexed') yield* validateNonIndexed(spec, path);
  if (spec.podFailurePolicy) yield* validateFailurePolicy(spec, path.child('podFailurePolicy'));
  if (spec.successPolicy) {
    const own = path.child('successPolicy');
    if (mode === 'Indexed') yield* validateSuccessPolicy(spec, own);
    else
      yield invalid(
        own,
        quoteInternal('SuccessPolicy', spec.successPolicy),
        'requires indexed completion mode',
      );
  }
  yield* validateReplacementPolicy(spec, path.child('podReplacementPolicy'));
  yield* validatePodTemplate(spec.template, path.child('template'));
  yield* validateRestartPolicy(spec, path.child('template', 'spec', 'restartPolicy'));
}

function* validateIndexed(spec: JobSpec, path: FieldPath): Errors {
  const { completions, parallelism = 0, maxFailedIndexes: maxFailed } = spec;
  const parallelismPath = path.child('parallelism');
  const maxFailedPath = path.child('maxFailedIndexes');
  const atMost = (limit: number) => `must be less than or equal to ${limit}`;
  if (completions === undefined) yield required(path.child('completions'), 'when completion mode is Indexed');
  if (parallelism > maxIndexedParallelism) {
    yield invalid(
      parallelismPath,
      parallelism,
      `${atMost(maxIndexedParallelism)} when completion mode is Indexed`,
    );
  }
  if (maxFailed !== undefined && completions !== undefined && maxFailed > completions) {
    yield invalid(maxFailedPath, maxFailed, 'must be less than or equal to completions');
  }
  if (maxFailed !== undefined && maxFailed > maxFailedIndexes) {
    yield invalid(maxFailedPath, maxFailed, atMost(maxFailedIndexes));
  }
  if ((completions ?? 0) <= completionsSoftLimit || spec.backoffLimitPerIndex === undefined) return;
  const above = `when completions are above ${completionsSoftLimit} and used with backoff limit per index`;
  if (maxFailed === undefined) {
    yield required(maxFailedPath, `must be specified when completions is above ${completionsSoftLimit}`);
  }
  if (parallelism > highCompletionsLimit) {
    yield invalid(parallelismPath, parallelism, `${atMost(highCompletionsLimit)} ${above}`);
  }
  if (maxFailed !== undefined && maxFailed > highCompletionsLimit) {
    yield invalid(maxFailedPath, maxFailed, `${atMost(highCompletionsLimit)} ${above}`);
  }
}

function* validateNonIndexed(spec: JobSpec, path: FieldPath): Errors {
  for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes'] as const) {
    if (spec[field] !== undefined) {
      yield invalid(path.child(field), spec[field], 'requires indexed completion mode');
    }
  }
}

function* validateManagedBy(managedBy: string, path: FieldPath): Errors {
  if (managedBy === '') {
    yield required(path);
    return;
  }
  const slash = managedBy.indexOf('/');
  const [host, rest] = [managedBy.slice(0, slash), managedBy.slice(slash + 1)];
  if (slash < 0 || !host || !rest) {
    yield invalid(path, managedBy, 'must be a domain-prefixed path (such as "acme.io/foo")');
  } else {
    yield* invalidEach(path, host, dnsSubdomainErrors(host));
    yield* invalidEach(path, rest, httpPathErrors(rest));
  }
  if (byteLength(managedBy) > maxManagedByBytes) yield tooLong(path, maxManagedByBytes);
}

function* validateReplacementPolicy(spec: JobSpec, path: FieldPath): Errors {
  const policy = spec.podReplacementPolicy;
  if (policy === undefined) return;
  const supported = spec.podFailurePolicy ? ['Failed'] : ['Failed', 'TerminatingOrFailed'];
  if (!supported.includes(policy)) yield notSupported(path, policy, supported);
}

function* validateRestartPolicy(spec: JobSpec, path: FieldPath): Errors {
  const policy = spec.template.spec.restartPolicy;
  // Always is what a missing one is defaulted to, so both are told alike.
  if (!policy || policy === 'Always') yield required(path, 'valid values: "OnFailure", "Never"');
  else if (policy !== 'OnFailure' && policy !== 'Never') {
    yield notSupported(path, policy, ['OnFailure', 'Never']);
  } else if (spec.podFailurePolicy && policy !== 'Never') {
    yield invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified');
  }
}
