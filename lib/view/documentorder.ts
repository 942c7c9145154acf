import { isEntries } from './documentvalue';

/**
 * The fields of manifests in the order people write them; a field that is not named has no place of its own.
 */
const order = [
  'apiVersion kind metadata name generateName namespace labels annotations spec',
  'schedule timeZone concurrencyPolicy suspend startingDeadlineSeconds',
  'successfulJobsHistoryLimit failedJobsHistoryLimit jobTemplate',
  'completionMode completions parallelism backoffLimit backoffLimitPerIndex maxFailedIndexes',
  'activeDeadlineSeconds ttlSecondsAfterFinished podReplacementPolicy podFailurePolicy successPolicy',
  'manualSelector selector managedBy template',
  'serviceAccountName initContainers containers image imagePullPolicy command args workingDir',
  'envFrom env value valueFrom resources requests limits cpu memory volumeMounts',
  'restartPolicy terminationGracePeriodSeconds volumes status',
]
  .join(' ')
  .split(' ');

const rankOf = new Map(order.map((name, rank) => [name, rank]));

/**
 * Where a new field belongs in a map: behind the last field that comes before it, at the end for one without
 * a place.
 */
export function positionFor(keys: readonly string[], key: string): number {
  const rank = rankOf.get(key);
  if (rank === undefined) return keys.length;
  const ranks = keys.map((other) => rankOf.get(other) ?? Number.POSITIVE_INFINITY);
  const before = ranks.findLastIndex((other) => other < rank);
  if (before !== -1) return before + 1;
  const after = ranks.findIndex((other) => other > rank);
  return after === -1 ? keys.length : after;
}

/**
 * A value with the entries of its maps in the order people write them; those without a place come last, as
 * they were.
 */
export function inUsualOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inUsualOrder);
  if (!isEntries(value)) return value;
  const rank = ([key]: [string, unknown]) => rankOf.get(key) ?? order.length;
  const entries = Object.entries(value).sort((a, b) => rank(a) - rank(b));
  return Object.fromEntries(entries.map(([key, item]) => [key, inUsualOrder(item)]));
}
