import { withoutInitAnnotations } from '../pod/initannotations';
import { completeTemplateSpec } from '../pod/templatespec';
import type { Job, JobSpec, PodFailurePolicy } from './types';

const maxInt32 = 2147483647;

/** `SetDefaults_Job`: a Job without labels takes those of its template. */
export function defaultJob(job: Job, stored?: Job): Job {
  const labels = job.spec.template?.metadata?.labels;
  const own = Object.keys(job.metadata.labels ?? {}).length > 0;
  const metadata = labels && !own ? { ...job.metadata, labels } : job.metadata;
  if (job.spec === stored?.spec) return { ...job, metadata };
  return { ...job, metadata, spec: defaultRunSpec(defaultJobTemplateSpec(job.spec)) };
}

/**
 * What is filled in the Job spec of a CronJob: the pods' fields, but not the Job's own, which are decided
 * when the Job is made (`SetObjectDefaults_CronJob`).
 */
export function defaultJobTemplateSpec(spec: JobSpec): JobSpec {
  const template = withoutInitAnnotations(spec.template ?? {});
  return {
    ...spec,
    ...(spec.podFailurePolicy && { podFailurePolicy: defaultFailurePolicy(spec.podFailurePolicy) }),
    template: { ...template, spec: completeTemplateSpec(template.spec ?? { containers: [] }) },
  };
}

function defaultRunSpec(spec: JobSpec): JobSpec {
  const single = spec.completions === undefined && spec.parallelism === undefined;
  return {
    ...spec,
    ...(single ? { completions: 1 } : {}),
    parallelism: spec.parallelism ?? 1,
    backoffLimit: spec.backoffLimit ?? (spec.backoffLimitPerIndex === undefined ? 6 : maxInt32),
    completionMode: spec.completionMode ?? 'NonIndexed',
    suspend: spec.suspend ?? false,
    podReplacementPolicy:
      spec.podReplacementPolicy ?? (spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed'),
    manualSelector: spec.manualSelector ?? false,
  };
}

function defaultFailurePolicy(policy: PodFailurePolicy): PodFailurePolicy {
  if (!policy.rules) return policy;
  const rules = policy.rules.map((rule) => {
    if (!rule.onPodConditions) return rule;
    const onPodConditions = rule.onPodConditions.map((pattern) => ({
      ...pattern,
      status: pattern.status || ('True' as const),
    }));
    return { ...rule, onPodConditions };
  });
  return { ...policy, rules };
}
