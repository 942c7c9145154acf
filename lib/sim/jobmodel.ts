import type { JobSpec, PodFailurePolicyRule } from '../resources/job/types';

/** How a pod of a Job failed, as far as the Job looks at that. */
export interface PodFailure {
  index: number | undefined;
  /** Without one the pod was told to end and did not get to say how that went. */
  exitCode?: number;
  disrupted?: boolean;
  /**
   * The pod that replaced it was removed to suspend the Job or to make it smaller. That pod carried the count
   * of its index' failures, and the count went with it.
   */
  forgotten?: boolean;
}

/** What happened to a Job's pods so far, as whoever plays the kubelet knows it. */
export interface JobHistory {
  /** The index of each pod that succeeded, or `undefined` where the Job does not go by index. */
  succeeded: (number | undefined)[];
  /** In the order they came. */
  failures: PodFailure[];
}

/** Why a Job ends, the weightiest reason first. */
export type EndReason =
  | 'PodFailurePolicy'
  | 'BackoffLimitExceeded'
  | 'DeadlineExceeded'
  | 'MaxFailedIndexesExceeded'
  | 'FailedIndexes'
  | 'SuccessPolicy'
  | 'CompletionsReached';

/**
 * The reasons a Job has to end, by what its documentation says of each field and nothing the controller
 * knows. `isPast` is whether its deadline has passed, `active` how many of its pods are active.
 */
export function reasonsToEnd(
  spec: JobSpec,
  history: JobHistory,
  isPast: boolean,
  active: number,
): EndReason[] {
  const failed = failedIndexesOf(spec, history).size;
  const succeeded = new Set(history.succeeded).size;
  const { completions, backoffLimitPerIndex, maxFailedIndexes = Number.POSITIVE_INFINITY } = spec;
  const limit = spec.backoffLimit ?? (backoffLimitPerIndex === undefined ? 6 : Number.POSITIVE_INFINITY);
  const due: Record<EndReason, boolean> = {
    PodFailurePolicy: history.failures.some((failure) => actionOn(spec, failure) === 'FailJob'),
    BackoffLimitExceeded: countedFailures(spec, history).length > limit,
    DeadlineExceeded: isPast,
    MaxFailedIndexesExceeded: failed > maxFailedIndexes,
    FailedIndexes: failed > 0 && failed + succeeded >= (completions ?? 0),
    SuccessPolicy: meetsSuccessPolicy(spec, history),
    CompletionsReached: active === 0 && hasCompletions(spec, history),
  };
  return (Object.keys(due) as EndReason[]).filter((reason) => due[reason]);
}

/** Whether as many pods succeeded as the Job wants. */
function hasCompletions({ completions, completionMode }: JobSpec, { succeeded }: JobHistory): boolean {
  if (completions === undefined) return succeeded.length > 0;
  const count = completionMode === 'Indexed' ? new Set(succeeded).size : succeeded.length;
  return count >= completions;
}

/** The failures that count against the Job's limits. */
export function countedFailures(spec: JobSpec, { failures }: JobHistory): PodFailure[] {
  return failures.filter((failure) => actionOn(spec, failure) !== 'Ignore');
}

/** The indexes that may not be tried again, of a Job that limits failures by index. */
export function failedIndexesOf(spec: JobSpec, history: JobHistory): Set<number> {
  const failed = new Set<number>();
  const limit = spec.backoffLimitPerIndex;
  if (limit === undefined) return failed;
  for (let index = 0; index < (spec.completions ?? 0); index++) {
    const own = countedFailures(spec, history).filter(
      (failure) => failure.index === index && !failure.forgotten,
    );
    const isGivenUp = own.some((failure) => actionOn(spec, failure) === 'FailIndex');
    if (isGivenUp || own.length > limit) failed.add(index);
  }
  return failed;
}

function actionOn(spec: JobSpec, failure: PodFailure): PodFailurePolicyRule['action'] | undefined {
  return spec.podFailurePolicy?.rules.find((rule) => matches(rule, failure))?.action;
}

function matches({ onExitCodes, onPodConditions }: PodFailurePolicyRule, failure: PodFailure): boolean {
  if (!onExitCodes) return onPodConditions !== undefined && failure.disrupted === true;
  if (!failure.exitCode) return false;
  return onExitCodes.values.includes(failure.exitCode) === (onExitCodes.operator === 'In');
}

function meetsSuccessPolicy({ successPolicy }: JobSpec, { succeeded }: JobHistory): boolean {
  const done = new Set(succeeded);
  return (successPolicy?.rules ?? []).some(({ succeededIndexes, succeededCount }) => {
    if (done.size === 0) return false;
    // Single indexes only: that is what the generator writes.
    const named = succeededIndexes?.split(',').map(Number);
    const count = named ? named.filter((index) => done.has(index)).length : done.size;
    return count >= (succeededCount ?? named?.length ?? 0);
  });
}
