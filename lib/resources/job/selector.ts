import type { Job } from './types';

/**
 * Gives a Job the selector and the pod labels that tie its pods to it and to no other, unless it brings
 * its own (`manualSelector`). Labels that are there already stay; validation refuses those that
 * contradict.
 */
export function generateSelector(job: Job): Job {
  if (job.spec.manualSelector) return job;
  const { name = '', uid = '' } = job.metadata;
  const { template, selector } = job.spec;
  const labels = {
    'job-name': name,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'batch.kubernetes.io/controller-uid': uid,
    ...template.metadata?.labels,
  };
  const matchLabels = { 'batch.kubernetes.io/controller-uid': uid, ...selector?.matchLabels };
  return {
    ...job,
    metadata: { ...job.metadata, labels: ownLabels(job) ?? labels },
    spec: {
      ...job.spec,
      selector: { ...selector, matchLabels },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}

/**
 * The labels a client gave the Job itself. Defaulting puts the template's map in the place of missing
 * ones, and the two are one from then on: what is generated into the one is in the other.
 */
function ownLabels({ metadata, spec }: Job): Record<string, string> | undefined {
  const { labels } = metadata;
  if (!labels || Object.keys(labels).length === 0) return undefined;
  return labels === spec.template.metadata?.labels ? undefined : labels;
}

/** Whether a new Job had no labels of its own: it is kept without any, and shows those of its template. */
export function hasLabelsOfTemplate({ metadata, spec }: Job): boolean {
  return metadata.labels !== undefined && metadata.labels === spec.template.metadata?.labels;
}
