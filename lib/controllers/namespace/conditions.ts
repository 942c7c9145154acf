import type { Condition } from '../../meta/object';
import { findCondition } from '../../meta/object';
import { toTime } from '../../time/clock';
import type { Leftover } from './leftover';

/**
 * The conditions of a namespace in deletion and what they say when all is well, in the order they are
 * written.
 */
const wellSaid: readonly (readonly [type: string, reason: string, message: string])[] = [
  ['NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'],
  [
    'NamespaceDeletionGroupVersionParsingFailure',
    'ParsedGroupVersions',
    'All legacy kube types successfully parsed',
  ],
  [
    'NamespaceDeletionContentFailure',
    'ContentDeleted',
    'All content successfully deleted, may be waiting on finalization',
  ],
  ['NamespaceContentRemaining', 'ContentRemoved', 'All content successfully removed'],
  ['NamespaceFinalizersRemaining', 'ContentHasNoFinalizers', 'All content-preserving finalizers finished'],
];

/**
 * The conditions that tell what stands in the way of a namespace's end. The same list when nothing changed.
 */
export function deletionConditions(
  before: readonly Condition[],
  remains: readonly Leftover[],
  errors: readonly Error[],
  nowMs: number,
): readonly Condition[] {
  const problems = new Map([
    ['NamespaceDeletionContentFailure', failureOf(errors)],
    ['NamespaceContentRemaining', remainingOf(remains)],
    ['NamespaceFinalizersRemaining', finalizersOf(remains)],
  ]);
  let next = before;
  for (const [type, reason, message] of wellSaid) {
    const problem = problems.get(type);
    const status = problem ? 'True' : 'False';
    next = put(next, { type, status, ...(problem ?? { reason, message }) }, nowMs);
  }
  return next;
}

function put(conditions: readonly Condition[], wanted: Condition, nowMs: number): readonly Condition[] {
  const present = findCondition(conditions, wanted.type);
  if (!present) return [...conditions, { ...wanted, lastTransitionTime: toTime(nowMs) }];
  const { status, reason, message } = present;
  if (status === wanted.status && reason === wanted.reason && message === wanted.message) return conditions;
  const lastTransitionTime = status === wanted.status ? present.lastTransitionTime : toTime(nowMs);
  return conditions.map((each) => (each === present ? { ...wanted, lastTransitionTime } : each));
}

interface Problem {
  reason: string;
  message: string;
}

function failureOf(errors: readonly Error[]): Problem | undefined {
  if (errors.length === 0) return undefined;
  const texts = errors.map(({ message }) => message).sort();
  const message = `Failed to delete all resource types, ${errors.length} remaining: ${texts.join(', ')}`;
  return { reason: 'ContentDeletionFailed', message };
}

function remainingOf(remains: readonly Leftover[]): Problem | undefined {
  if (remains.length === 0) return undefined;
  const texts = remains.map(
    ({ resource, objects }) =>
      `${resource.plural}.${resource.group} has ${objects.length} resource instances`,
  );
  const message = `Some resources are remaining: ${texts.sort().join(', ')}`;
  return { reason: 'SomeResourcesRemain', message };
}

function finalizersOf(remains: readonly Leftover[]): Problem | undefined {
  const counts = new Map<string, number>();
  for (const { metadata } of remains.flatMap(({ objects }) => objects)) {
    for (const finalizer of metadata.finalizers ?? [])
      counts.set(finalizer, (counts.get(finalizer) ?? 0) + 1);
  }
  if (counts.size === 0) return undefined;
  const texts = [...counts].map(([finalizer, count]) => `${finalizer} in ${count} resource instances`);
  const message = `Some content in the namespace has finalizers remaining: ${texts.sort().join(', ')}`;
  return { reason: 'SomeFinalizersRemain', message };
}
