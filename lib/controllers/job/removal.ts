import { findCondition } from '../../meta/object';
import type { Job } from '../../resources/job/types';
import type { Pod } from '../../resources/pod/types';
import { fromTime } from '../../time/clock';
import { indexOf, isIndexed, isReady, sidecarNames } from './podfacts';

/**
 * Which active pods to remove: at least `atLeast`, and of an Indexed Job all without a valid index and all
 * but one of each index. Pods that have come the least way go first.
 */
export function podsToRemove(job: Job, active: readonly Pod[], atLeast: number): Pod[] {
  const { surplus, rest } = isIndexed(job) ? splitByIndex(job, active) : { surplus: [], rest: [...active] };
  const missing = atLeast - surplus.length;
  return missing > 0 ? [...surplus, ...rest.sort(byWorth).slice(0, missing)] : surplus;
}

function splitByIndex({ spec }: Job, active: readonly Pod[]): { surplus: Pod[]; rest: Pod[] } {
  const surplus: Pod[] = [];
  const byIndex = new Map<number, Pod[]>();
  for (const pod of active) {
    const index = indexOf(pod);
    if (index === undefined || index >= (spec.completions ?? 0)) surplus.push(pod);
    else if (!byIndex.get(index)?.push(pod)) byIndex.set(index, [pod]);
  }
  const rest: Pod[] = [];
  for (const [, pods] of [...byIndex].sort(([a], [b]) => a - b)) {
    if (pods.length > 1) pods.sort(byWorth);
    rest.push(pods.at(-1)!);
    surplus.push(...pods.slice(0, -1));
  }
  return { surplus, rest };
}

const phaseRank: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/** The order of Kubernetes' `ActivePods`: negative when the first pod is to be removed before the second. */
function byWorth(a: Pod, b: Pod): number {
  return (
    Number(Boolean(a.spec.nodeName)) - Number(Boolean(b.spec.nodeName)) ||
    (phaseRank[a.status?.phase ?? ''] ?? 0) - (phaseRank[b.status?.phase ?? ''] ?? 0) ||
    Number(isReady(a)) - Number(isReady(b)) ||
    (isReady(a) && isReady(b) ? newerFirst(readyMs(a), readyMs(b)) : 0) ||
    moreFirst(restarts(a), restarts(b)) ||
    newerFirst(fromTime(a.metadata.creationTimestamp), fromTime(b.metadata.creationTimestamp))
  );
}

function newerFirst(a = Number.POSITIVE_INFINITY, b = Number.POSITIVE_INFINITY): number {
  return a === b ? 0 : b - a;
}

function moreFirst([a, aSidecars]: [number, number], [b, bSidecars]: [number, number]): number {
  return b - a || bSidecars - aSidecars;
}

function readyMs({ status }: Pod): number | undefined {
  return fromTime(findCondition(status?.conditions, 'Ready')?.lastTransitionTime);
}

/** The most restarts of a container, and of a sidecar. */
function restarts({ spec, status }: Pod): [number, number] {
  const sidecars = sidecarNames(spec.initContainers);
  const ofSidecars = (status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name));
  return [most(status?.containerStatuses ?? []), most(ofSidecars)];
}

function most(statuses: readonly { restartCount: number }[]): number {
  return statuses.reduce((count, { restartCount }) => Math.max(count, restartCount), 0);
}
