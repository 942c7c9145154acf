import type { Condition } from '../../meta/object';
import type { PodFailurePolicy, PodFailurePolicyRule } from '../../resources/job/types';
import type { ContainerStatus, Pod } from '../../resources/pod/types';

/** What the policy makes of a failed pod. */
export interface FailureVerdict {
  /** The action of the rule that matched. */
  action: PodFailurePolicyRule['action'] | undefined;
  /** Whether the failure counts against the Job's limits. */
  counts: boolean;
  /** Why the Job fails, when it does. */
  message?: string;
}

const noVerdict: FailureVerdict = { action: undefined, counts: true };

/** The verdict of the first rule that matches; without one the failure counts. */
export function judgeFailure(policy: PodFailurePolicy | undefined, pod: Pod): FailureVerdict {
  for (const [at, rule] of (policy?.rules ?? []).entries()) {
    const what = rule.onExitCodes
      ? exitText(rule.onExitCodes, pod)
      : conditionText(rule.onPodConditions, pod);
    if (what === undefined) continue;
    const { action } = rule;
    if (action === 'Ignore') return { action, counts: false };
    if (action !== 'FailJob') return { action, counts: true };
    return { action, counts: true, message: `${what} matching ${action} rule at index ${at}` };
  }
  return noVerdict;
}

type OnExitCodes = NonNullable<PodFailurePolicyRule['onExitCodes']>;

function exitText(onExitCodes: OnExitCodes, { metadata, status }: Pod): string | undefined {
  const matched =
    (status?.containerStatuses ?? []).find((container) => exitMatches(onExitCodes, container)) ??
    (status?.initContainerStatuses ?? []).find((container) => exitMatches(onExitCodes, container));
  if (!matched) return undefined;
  const { namespace, name } = metadata;
  const code = matched.state?.terminated?.exitCode;
  return `Container ${matched.name} for pod ${namespace}/${name} failed with exit code ${code}`;
}

function exitMatches({ containerName, operator, values }: OnExitCodes, container: ContainerStatus): boolean {
  const code = container.state?.terminated?.exitCode;
  if (code === undefined || code === 0) return false;
  if (containerName && containerName !== container.name) return false;
  return operator === 'In' ? values.includes(code) : !values.includes(code);
}

function conditionText(
  patterns: PodFailurePolicyRule['onPodConditions'],
  { metadata, status }: Pod,
): string | undefined {
  const isWanted = (condition: Condition) =>
    patterns?.some(
      ({ type, status: wanted = 'True' }) => type === condition.type && wanted === condition.status,
    );
  const matched = status?.conditions?.find(isWanted);
  return matched && `Pod ${metadata.namespace}/${metadata.name} has condition ${matched.type}`;
}

/** Whether a rule of the policy can fail the whole Job. */
export function canFailJob(policy: PodFailurePolicy | undefined): boolean {
  return policy?.rules.some(({ action }) => action === 'FailJob') ?? false;
}
