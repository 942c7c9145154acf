import { addQuantities, compareQuantities } from '../../meta/quantity';
import type { PodSpec, PodStatus } from './types';

type Quantities = Record<string, string>;

/** The quality-of-service class of a pod, from the CPU and memory it asks for (`ComputePodQOS`). */
export function qosClass(spec: PodSpec): NonNullable<PodStatus['qosClass']> {
  const asking = spec.resources
    ? [spec.resources]
    : [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(
        (container) => container.resources ?? {},
      );
  let [requests, limits]: Quantities[] = [{}, {}];
  let guaranteed = true;
  for (const resources of asking) {
    const own = computeResources(resources.limits);
    requests = sum(requests!, computeResources(resources.requests));
    limits = sum(limits!, own);
    if (own.cpu === undefined || own.memory === undefined) guaranteed = false;
  }
  const [requested, limited] = [Object.keys(requests!), Object.keys(limits!)];
  if (requested.length === 0 && limited.length === 0) return 'BestEffort';
  const equal = requested.every(
    (name) => limits![name] !== undefined && compareQuantities(limits![name], requests![name]!) === 0,
  );
  return guaranteed && equal && requested.length === limited.length ? 'Guaranteed' : 'Burstable';
}

function computeResources(quantities: Quantities = {}): Quantities {
  const counted = Object.entries(quantities).filter(
    ([name, text]) => (name === 'cpu' || name === 'memory') && compareQuantities(text, '0') > 0,
  );
  return Object.fromEntries(counted);
}

function sum(left: Quantities, right: Quantities): Quantities {
  const sums = Object.entries(right).map(([name, text]) => [name, addQuantities(left[name] ?? '0', text)]);
  return { ...left, ...Object.fromEntries(sums) };
}
