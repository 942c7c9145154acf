import { matches, type Requirement, selects } from '../../meta/selector';
import type { Node } from '../../resources/node/types';
import type { NodeSelectorTerm, Pod, PodAffinityTerm, Toleration } from '../../resources/pod/types';

const operators = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
  Gt: 'gt',
  Lt: 'lt',
} as const satisfies Record<string, Requirement['operator']>;

/** Whether a node has what the pod's `nodeSelector` and required node affinity ask for. */
export function matchesNode({ spec }: Pod, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  const selector = Object.entries(spec.nodeSelector ?? {});
  if (!selector.every(([key, value]) => labels[key] === value)) return false;
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return !required || required.nodeSelectorTerms.some((term) => matchesTerm(term, node));
}

/** An empty term matches nothing, as in Kubernetes. */
function matchesTerm({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, node: Node): boolean {
  if (matchExpressions.length + matchFields.length === 0) return false;
  return (
    matches(matchExpressions.map(toRequirement), node.metadata.labels) &&
    matches(matchFields.map(toRequirement), { 'metadata.name': node.metadata.name ?? '' })
  );
}

function toRequirement(expression: { key: string; operator: string; values?: string[] }): Requirement {
  const operator = operators[expression.operator as keyof typeof operators] ?? 'in';
  return { key: expression.key, operator, values: expression.values ?? [] };
}

/** A taint that keeps the pod away and that it does not tolerate. */
export function hasUntoleratedTaint({ spec }: Pod, node: Node): boolean {
  return (node.spec?.taints ?? [])
    .filter(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute')
    .some((taint) => !(spec.tolerations ?? []).some((toleration) => tolerates(toleration, taint)));
}

function tolerates(
  { key, operator, value, effect }: Toleration,
  taint: { key: string; value?: string; effect: string },
): boolean {
  if (effect && effect !== taint.effect) return false;
  if (key && key !== taint.key) return false;
  if (operator === 'Exists') return true;
  return Boolean(key) && (value ?? '') === (taint.value ?? '');
}

/** Pods that are on the node, for affinity between pods. */
type Neighbours = readonly Pod[];

/**
 * Whether every required pod affinity term finds a neighbour; a pod that matches its own term may be the
 * first.
 */
export function matchesPodAffinity(pod: Pod, node: Node, neighbours: Neighbours): boolean {
  const terms = pod.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return terms.every((term) => {
    if (!hasTopology(term, node)) return false;
    return isPresent(term, pod, neighbours) || applies(term, pod, pod);
  });
}

/** Whether no required anti-affinity term, of the pod or of a neighbour against it, is violated. */
export function matchesPodAntiAffinity(pod: Pod, node: Node, neighbours: Neighbours): boolean {
  const isRepelled = antiTerms(pod).some(
    (term) => hasTopology(term, node) && isPresent(term, pod, neighbours),
  );
  const repels = neighbours.some((neighbour) =>
    antiTerms(neighbour).some((term) => hasTopology(term, node) && applies(term, neighbour, pod)),
  );
  return !isRepelled && !repels;
}

/** Whether the pod has anything to say about pods beside it. */
export function antiTerms({ spec }: Pod): readonly PodAffinityTerm[] {
  return spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
}

function hasTopology({ topologyKey }: PodAffinityTerm, node: Node): boolean {
  return node.metadata.labels?.[topologyKey] !== undefined;
}

function isPresent(term: PodAffinityTerm, owner: Pod, neighbours: Neighbours): boolean {
  return neighbours.some((neighbour) => applies(term, owner, neighbour));
}

/** Whether a term of `owner` speaks of `other`; without namespaces it speaks of the owner's own. */
function applies(term: PodAffinityTerm, owner: Pod, other: Pod): boolean {
  const namespaces = term.namespaces?.length ? term.namespaces : [owner.metadata.namespace ?? ''];
  const isInScope =
    term.namespaceSelector !== undefined || namespaces.includes(other.metadata.namespace ?? '');
  return isInScope && selects(term.labelSelector, other.metadata.labels);
}
