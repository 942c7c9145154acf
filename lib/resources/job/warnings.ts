import { FieldPath } from '../../meta/field';
import { dnsLabelErrors } from '../../meta/names';
import { podWarnings } from '../pod/warnings';
import type { Job, JobSpec } from './types';

const completionsSoftLimit = 100_000;
const parallelismSoftLimit = 10_000;

/** Warnings on creating a Job, and on updating one whose spec changes. */
export function jobWarnings(job: Job, previous: Job | undefined): string[] {
  const path = FieldPath.of('spec');
  if (!previous) return [...nameWarnings(job.metadata.name), ...specWarnings(job.spec, path)];
  const changed = job.metadata.generation !== previous.metadata.generation;
  return changed ? specWarnings(job.spec, path) : [];
}

/** Names that are no DNS label are allowed, but pods cannot take them as hostnames. */
export function nameWarnings(name = ''): string[] {
  const errors = dnsLabelErrors(name);
  if (errors.length === 0) return [];
  const effect = 'this is used in Pod names and hostnames, which can result in surprising behavior';
  return [`metadata.name: ${effect}; a DNS label is recommended: [${errors.join(' ')}]`];
}

/** `WarningsForJobSpec`. */
export function specWarnings(spec: JobSpec, path: FieldPath): string[] {
  const { completions = 0, parallelism = 0 } = spec;
  const huge = completions > completionsSoftLimit && parallelism > parallelismSoftLimit;
  const limits =
    'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4';
  const effect = 'Kubernetes might not be able to track completedIndexes when a big number of indexes fail';
  return [
    ...(spec.completionMode === 'Indexed' && huge ? [`${path}: ${limits}, ${effect}`] : []),
    ...podWarnings(spec.template, path.child('template')),
  ];
}
