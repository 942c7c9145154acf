import { type FieldPath, invalid } from '../../meta/field';
import { sameValue } from '../equality';
import { type Errors, entryOf } from '../metadata';
import { quoteInternal, sorted } from '../schema/quote';
import type { Affinity, NodeSelectorTerm, PodSpec } from './types';

type NodeAffinity = NonNullable<Affinity['nodeAffinity']>;

/** Whether a pod waits at a gate, so that it may still be told where to go. */
export function isGated({ schedulingGates = [] }: PodSpec): boolean {
  return schedulingGates.length > 0;
}

/**
 * What is told a waiting pod may only narrow where it can go (`validateNodeSelectorMutation`,
 * `validateNodeAffinityMutation`). `path` is that of the spec.
 */
export function* validateDirections(next: PodSpec, previous: PodSpec, path: FieldPath): Errors {
  const selector = next.nodeSelector ?? {};
  const kept = Object.entries(previous.nodeSelector ?? {}).every(
    ([key, value]) => entryOf(selector, key) === value,
  );
  if (!kept) {
    const detail = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
    const quoted = next.nodeSelector ? sorted(next.nodeSelector) : null;
    yield invalid(path.child('nodeSelector'), quoted, detail);
  }
  const [now, before] = [next.affinity?.nodeAffinity, previous.affinity?.nodeAffinity];
  if (!sameValue(now, before)) yield* validateTerms(now, before, path.child('affinity', 'nodeAffinity'));
}

function* validateTerms(
  next: NodeAffinity | undefined,
  previous: NodeAffinity | undefined,
  path: FieldPath,
): Errors {
  const own = path.child('requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms');
  const terms = next?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const old = previous?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const quote = (term: NodeSelectorTerm) => quoteInternal('NodeSelectorTerm', term);
  if (old.length > 0 && old.length !== terms.length) {
    const quoted = terms.length > 0 ? terms.map(quote) : null;
    yield invalid(own, quoted, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed');
    return;
  }
  for (const [at, term] of old.entries()) {
    if (addsOnly(terms[at]!, term)) continue;
    yield invalid(own.index(at), quote(terms[at]!), 'only additions are allowed (no mutations or deletions)');
  }
}

/** `validateNodeSelectorTermHasOnlyAdditions`: an empty term matches nothing, so that adding to it would widen it. */
function addsOnly(next: NodeSelectorTerm, previous: NodeSelectorTerm): boolean {
  const fields = ['matchExpressions', 'matchFields'] as const;
  const count = (term: NodeSelectorTerm) =>
    fields.reduce((sum, field) => sum + (term[field]?.length ?? 0), 0);
  if (count(previous) === 0) return count(next) === 0;
  return fields.every((field) => {
    const old = previous[field] ?? [];
    return sameValue(next[field]?.slice(0, old.length), old);
  });
}

/** The spec with where the pod may go as it was before. */
export function withoutDirections(next: PodSpec, previous: PodSpec): PodSpec {
  const { nodeSelector } = previous;
  const before = previous.affinity?.nodeAffinity;
  if (sameValue(next.affinity?.nodeAffinity, before)) return { ...next, nodeSelector };
  const { nodeAffinity: _, ...others } = next.affinity ?? {};
  const isBare = !previous.affinity && Object.keys(others).length === 0;
  const affinity = isBare ? undefined : { ...others, ...(before && { nodeAffinity: before }) };
  return { ...next, nodeSelector, affinity };
}
