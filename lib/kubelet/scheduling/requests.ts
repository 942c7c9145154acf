import { milliValue, unitValue } from '../../meta/quantity';
import type { Container, Pod } from '../../resources/pod/types';
import { isSidecar } from '../podsync/facts';

/** Amounts by resource name: cpu in thousandths, everything else in units. */
export type Amounts = ReadonlyMap<string, number>;

/**
 * What a pod asks of a node: the larger of its regular containers together and of each init container
 * beside the sidecars started before it; the pod's own requests, where given, instead; plus its overhead
 * (`resourcehelper.PodRequests`).
 */
export function podRequests({ spec }: Pod): Amounts {
  let sidecars: Amounts = new Map();
  let needed: Amounts = new Map();
  for (const container of spec.initContainers ?? []) {
    const own = requestsOf(container);
    if (isSidecar(container)) sidecars = sum(sidecars, own);
    needed = largest(needed, isSidecar(container) ? sidecars : sum(sidecars, own));
  }
  const together = spec.containers.reduce((total, container) => sum(total, requestsOf(container)), sidecars);
  needed = largest(needed, together);
  const forPod = new Map([...needed, ...amounts(spec.resources?.requests)]);
  return sum(forPod, amounts(spec.overhead));
}

function requestsOf({ resources }: Container): Amounts {
  return amounts({ ...resources?.limits, ...resources?.requests });
}

/** A resource list as amounts. */
export function amounts(list: Readonly<Record<string, string>> | undefined): Amounts {
  const entries = Object.entries(list ?? {});
  return new Map(entries.map(([name, text]) => [name, name === 'cpu' ? milliValue(text) : unitValue(text)]));
}

/** Adds two lists of amounts. */
export function sum(left: Amounts, right: Amounts): Amounts {
  if (right.size === 0) return left;
  const result = new Map(left);
  for (const [name, amount] of right) result.set(name, (result.get(name) ?? 0) + amount);
  return result;
}

function largest(left: Amounts, right: Amounts): Amounts {
  const result = new Map(left);
  for (const [name, amount] of right) result.set(name, Math.max(result.get(name) ?? 0, amount));
  return result;
}
