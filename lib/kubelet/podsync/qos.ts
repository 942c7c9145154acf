import { compareQuantities } from '../../meta/quantity';
import type { Pod, PodStatus, ResourceRequirements } from '../../resources/pod/types';

const compute = ['cpu', 'memory'];

/** The quality of service class of a pod by its cpu and memory requests and limits (`ComputePodQOS`). */
export function qosClassOf({ spec }: Pod): NonNullable<PodStatus['qosClass']> {
  const all = spec.resources
    ? [spec.resources]
    : [...spec.containers, ...(spec.initContainers ?? [])].map(({ resources }) => resources ?? {});
  const hasAny = all.some(
    (resources) => names(resources.requests).length + names(resources.limits).length > 0,
  );
  if (!hasAny) return 'BestEffort';
  return all.every(isGuaranteed) ? 'Guaranteed' : 'Burstable';
}

function isGuaranteed({ requests, limits }: ResourceRequirements): boolean {
  return (
    compute.every((name) => isPositive(limits?.[name])) &&
    compute.every((name) => compareQuantities(requests?.[name] ?? limits![name]!, limits![name]!) === 0)
  );
}

function names(list: Record<string, string> | undefined): string[] {
  return compute.filter((name) => isPositive(list?.[name]));
}

function isPositive(quantity: string | undefined): boolean {
  return quantity !== undefined && compareQuantities(quantity, '0') > 0;
}
