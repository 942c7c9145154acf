import type { Condition, KubeObject, ObjectMeta } from '../../meta/object';
import type { LabelSelector } from '../../meta/selector';
import type { Resource } from '../kind';
import type { PodTemplateSpec } from '../pod/types';

/** `batch/v1` Job. */
export interface Job extends KubeObject {
  spec: JobSpec;
  status?: JobStatus;
}

/** `JobSpec`. */
export interface JobSpec {
  parallelism?: number;
  completions?: number;
  activeDeadlineSeconds?: number;
  podFailurePolicy?: PodFailurePolicy;
  successPolicy?: SuccessPolicy;
  backoffLimit?: number;
  backoffLimitPerIndex?: number;
  maxFailedIndexes?: number;
  selector?: LabelSelector;
  manualSelector?: boolean;
  template: PodTemplateSpec;
  ttlSecondsAfterFinished?: number;
  completionMode?: 'NonIndexed' | 'Indexed';
  suspend?: boolean;
  podReplacementPolicy?: 'TerminatingOrFailed' | 'Failed';
  managedBy?: string;
}

/** `PodFailurePolicy`: rules tried in order; the first that matches a failed pod decides. */
export interface PodFailurePolicy {
  rules: PodFailurePolicyRule[];
}

/** `PodFailurePolicyRule`. */
export interface PodFailurePolicyRule {
  action: 'FailJob' | 'FailIndex' | 'Ignore' | 'Count';
  onExitCodes?: { containerName?: string; operator: 'In' | 'NotIn'; values: number[] };
  onPodConditions?: { type: string; status?: 'True' | 'False' | 'Unknown' }[];
}

/** `SuccessPolicy`. */
export interface SuccessPolicy {
  rules: { succeededIndexes?: string; succeededCount?: number }[];
}

/** The types of a Job's conditions: Kubernetes' own, and the one Gantry adds (see `runafterstate.ts`). */
export type JobConditionType =
  | 'Suspended'
  | 'Complete'
  | 'Failed'
  | 'FailureTarget'
  | 'SuccessCriteriaMet'
  | 'batch.gantry.dev/Waiting';

/** `JobCondition`. */
export type JobCondition = Condition<JobConditionType>;

/** `JobStatus`. */
export interface JobStatus {
  conditions?: JobCondition[];
  startTime?: string;
  completionTime?: string;
  active?: number;
  succeeded?: number;
  failed?: number;
  terminating?: number;
  ready?: number;
  completedIndexes?: string;
  failedIndexes?: string;
  uncountedTerminatedPods?: { succeeded?: string[]; failed?: string[] };
}

/** `JobTemplateSpec` of a CronJob. */
export interface JobTemplateSpec {
  metadata?: ObjectMeta;
  spec: JobSpec;
}

export const jobs: Resource<Job> = {
  group: 'batch',
  version: 'v1',
  plural: 'jobs',
  singular: 'job',
  kind: 'Job',
  namespaced: true,
};
