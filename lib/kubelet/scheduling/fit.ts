import type { Node } from '../../resources/node/types';
import type { Pod } from '../../resources/pod/types';
import { hasUntoleratedTaint, matchesNode, matchesPodAffinity, matchesPodAntiAffinity } from './affinity';
import { hasFreePorts } from './ports';
import { type Amounts, amounts } from './requests';

/** What a pod is fitted into. */
export interface NodeState {
  node: Node;
  /** Requested by the pods that are there, `pods` counting them. */
  used: Amounts;
  /** The pods that are there; only looked at for affinity between pods and for ports. */
  neighbours: readonly Pod[];
}

/**
 * Why a pod does not fit: the texts of the scheduler's filters. `isForGood`: no other pod's leaving would
 * help.
 */
interface Misfit {
  reasons: string[];
  isForGood: boolean;
}

/**
 * Why the pod cannot go to the node, as the scheduler words it for a cluster of one node; `undefined` when
 * it can. The filters are asked in the scheduler's order and the first that objects is heard.
 */
export function misfitMessage(pod: Pod, requests: Amounts, state: NodeState): string | undefined {
  const claims = missingClaims(pod);
  const misfit = claims ? undefined : filter(pod, requests, state);
  if (!claims && !misfit) return undefined;
  const why =
    claims ??
    misfit!.reasons
      .map((reason) => `1 ${reason}`)
      .sort()
      .join(', ');
  const hopeless = claims !== undefined || misfit!.isForGood;
  const preemption = hopeless
    ? 'Preemption is not helpful for scheduling'
    : 'No preemption victims found for incoming pod';
  return (
    `0/1 nodes are available: ${why}. no new claims to deallocate, ` +
    `preemption: 0/1 nodes are available: 1 ${preemption}.`
  );
}

function filter(pod: Pod, requests: Amounts, { node, used, neighbours }: NodeState): Misfit | undefined {
  const forGood = (reason: string): Misfit => ({ reasons: [reason], isForGood: true });
  if (node.spec?.unschedulable) return forGood('node(s) were unschedulable');
  if (hasUntoleratedTaint(pod, node)) return forGood('node(s) had untolerated taint(s)');
  if (!matchesNode(pod, node)) return forGood("node(s) didn't match Pod's node affinity/selector");
  if (!hasFreePorts(pod, neighbours)) {
    return { reasons: ["node(s) didn't have free ports for the requested pod ports"], isForGood: false };
  }
  const insufficient = lackingResources(requests, used, amounts(node.status?.allocatable));
  if (insufficient) return insufficient;
  if (!matchesPodAffinity(pod, node, neighbours)) {
    return forGood("node(s) didn't match pod affinity rules");
  }
  if (!matchesPodAntiAffinity(pod, node, neighbours)) {
    return { reasons: ["node(s) didn't match pod anti-affinity rules"], isForGood: false };
  }
  return undefined;
}

function lackingResources(requests: Amounts, used: Amounts, allocatable: Amounts): Misfit | undefined {
  const reasons: string[] = [];
  let isForGood = false;
  if ((used.get('pods') ?? 0) + 1 > (allocatable.get('pods') ?? 0)) reasons.push('Too many pods');
  for (const [name, amount] of requests) {
    const capacity = allocatable.get(name) ?? 0;
    if (amount === 0 || (used.get(name) ?? 0) + amount <= capacity) continue;
    reasons.push(`Insufficient ${name}`);
    if (amount > capacity) isForGood = true;
  }
  return reasons.length > 0 ? { reasons, isForGood } : undefined;
}

/** The scheduler's word for a volume claim that does not exist; this control plane keeps none. */
function missingClaims({ spec }: Pod): string | undefined {
  const claim = spec.volumes?.find(({ persistentVolumeClaim }) => persistentVolumeClaim);
  return claim && `persistentvolumeclaim "${claim.persistentVolumeClaim!.claimName}" not found`;
}
