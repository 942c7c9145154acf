import type { ObjectMeta } from '../meta/object';
import { runAfterKey } from '../resources/job/runafter';
import { runAfterStateKey, stateOf } from '../resources/job/runafterstate';
import type { Job } from '../resources/job/types';
import type { PodTemplateSpec } from '../resources/pod/types';

/** Says of which Job a Job is a repetition; keeps names short when a repetition is repeated. */
const rerunOfKey = 'batch.gantry.dev/rerun-of';

/** Labels the server puts on a Job's pods to tell them from others'. */
const generatedLabels = new Set([
  'controller-uid',
  'job-name',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
]);

/** Annotations that belong to the one object they stand on. */
const ownAnnotations = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'batch.kubernetes.io/job-tracking',
  'batch.kubernetes.io/cronjob-scheduled-timestamp',
  runAfterStateKey,
]);

const longestName = 63;

/**
 * A Job that does again what this one does: same labels, annotations and spec, without what the server filled in (uid, versions,
 * owner, generated selector and labels, status), not suspended and so after no other, under a new name that ends with `suffix`
 * and fits 63 characters, with the index of an Indexed Job's pods appended too.
 */
export function jobAgain(job: Job, suffix: string): Job {
  const again = copyOf(job, suffix);
  const annotations = without(again.metadata.annotations, new Set([runAfterKey]));
  return { ...again, metadata: { ...again.metadata, annotations } };
}

function copyOf(job: Job, suffix: string): Job {
  const { name = 'job', namespace, labels, annotations } = job.metadata;
  const base = annotations?.[rerunOfKey] ?? name;
  const { suspend: _suspend, selector, manualSelector, template, ...spec } = job.spec;
  const metadata: ObjectMeta = {
    name: againName(base, suffix, job.spec.completionMode === 'Indexed' ? job.spec.completions : undefined),
    ...(namespace ? { namespace } : {}),
    ...some('labels', without(labels, generatedLabels)),
    annotations: { ...without(annotations, ownAnnotations), [rerunOfKey]: base },
  };
  const manual = manualSelector ? { manualSelector, ...(selector ? { selector } : {}) } : {};
  const cleaned = manualSelector ? template : cleanTemplate(template);
  return { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: { ...spec, ...manual, template: cleaned } };
}

/** The Job as one would have written it, under its own name: what an editor starts from. */
export function jobWritten(job: Job): Job {
  const again = copyOf(job, 'x');
  const { [rerunOfKey]: _base, ...annotations } = again.metadata.annotations ?? {};
  const { annotations: _all, ...metadata } = again.metadata;
  // Started after others, it was suspended as it was written.
  const suspend = job.spec.suspend || stateOf(job).started ? { suspend: true } : {};
  return {
    ...again,
    metadata: { ...metadata, name: job.metadata.name, ...some('annotations', annotations) },
    spec: { ...again.spec, ...suspend },
  };
}

function againName(base: string, suffix: string, completions: number | undefined): string {
  const indexDigits = completions === undefined ? 0 : String(Math.max(0, completions - 1)).length + 1;
  const room = longestName - indexDigits - suffix.length - 1;
  return `${base.slice(0, Math.max(1, room)).replace(/[-.]+$/, '')}-${suffix}`;
}

function cleanTemplate(template: PodTemplateSpec): PodTemplateSpec {
  const { metadata, ...rest } = template;
  if (!metadata) return template;
  const { labels, creationTimestamp: _none, ...others } = metadata;
  const kept = { ...others, ...some('labels', without(labels, generatedLabels)) };
  return Object.keys(kept).length > 0 ? { metadata: kept, ...rest } : rest;
}

function without(
  entries: Record<string, string> | undefined,
  left: ReadonlySet<string>,
): Record<string, string> {
  return Object.fromEntries(Object.entries(entries ?? {}).filter(([key]) => !left.has(key)));
}

function some<K extends string>(
  key: K,
  entries: Record<string, string>,
): { [P in K]?: Record<string, string> } {
  return Object.keys(entries).length > 0 ? ({ [key]: entries } as { [P in K]: Record<string, string> }) : {};
}
