import type { LabelSelector } from '../../meta/selector';
import { entryOf } from '../metadata';
import type { Pod, PodAffinity, PodAffinityTerm, TopologySpreadConstraint } from './types';

type Labels = Record<string, string> | undefined;

/**
 * `mutatePodAffinity` and `mutateTopologySpreadConstraints`: a new pod's own values of the labels that its terms name
 * by key are written into their selectors. Gives the very same pod where no term does.
 */
export function withLabelKeysSelected(pod: Pod): Pod {
  const { affinity, topologySpreadConstraints: constraints } = pod.spec;
  const { labels } = pod.metadata;
  const spreads = constraints?.some(({ matchLabelKeys }) => matchLabelKeys?.length);
  const relates = [affinity?.podAffinity, affinity?.podAntiAffinity].some((rules) => rules && hasKeys(rules));
  if (!spreads && !relates) return pod;
  const spec = { ...pod.spec };
  if (spreads)
    spec.topologySpreadConstraints = constraints!.map((constraint) => completed(constraint, labels));
  if (relates) {
    const { podAffinity, podAntiAffinity } = affinity!;
    spec.affinity = {
      ...affinity,
      ...(podAffinity && { podAffinity: completedRules(podAffinity, labels) }),
      ...(podAntiAffinity && { podAntiAffinity: completedRules(podAntiAffinity, labels) }),
    };
  }
  return { ...pod, spec };
}

function hasKeys(rules: PodAffinity): boolean {
  const terms = [
    ...(rules.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(rules.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((term) => term.podAffinityTerm),
  ];
  return terms.some(
    ({ matchLabelKeys, mismatchLabelKeys }) => matchLabelKeys?.length || mismatchLabelKeys?.length,
  );
}

function completedRules(rules: PodAffinity, labels: Labels): PodAffinity {
  const required = rules.requiredDuringSchedulingIgnoredDuringExecution?.map((term) =>
    completed(term, labels),
  );
  const preferred = rules.preferredDuringSchedulingIgnoredDuringExecution?.map((term) => ({
    ...term,
    podAffinityTerm: completed(term.podAffinityTerm, labels),
  }));
  return {
    ...(required && { requiredDuringSchedulingIgnoredDuringExecution: required }),
    ...(preferred && { preferredDuringSchedulingIgnoredDuringExecution: preferred }),
  };
}

/** A term without a selector matches nothing, with or without further labels. */
function completed<T extends PodAffinityTerm | TopologySpreadConstraint>(term: T, labels: Labels): T {
  const { labelSelector: selector, matchLabelKeys } = term;
  if (!selector) return term;
  const mismatching = 'mismatchLabelKeys' in term ? term.mismatchLabelKeys : undefined;
  const added = [
    ...requirements(matchLabelKeys, 'In', labels),
    ...requirements(mismatching, 'NotIn', labels),
  ];
  if (added.length === 0) return term;
  const matchExpressions = [...(selector.matchExpressions ?? []), ...added];
  return { ...term, labelSelector: { ...selector, matchExpressions } };
}

function requirements(
  keys: readonly string[] = [],
  operator: 'In' | 'NotIn',
  labels: Labels,
): NonNullable<LabelSelector['matchExpressions']> {
  return keys.flatMap((key) => {
    const value = entryOf(labels, key);
    return value === undefined ? [] : [{ key, operator, values: [value] }];
  });
}
