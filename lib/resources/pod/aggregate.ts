import { addQuantities, compareQuantities } from '../../meta/quantity';
import { entryOf } from '../metadata';
import type { PodSpec } from './types';

/** Whether a pod as a whole may ask for the resource. */
export function isPodLevelResource(name: string): boolean {
  return name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');
}

/**
 * What the containers need together: all at once, or an init container with the sidecars started before
 * it.
 */
export function aggregateResources(spec: PodSpec, field: 'requests' | 'limits'): Record<string, string> {
  let total: Record<string, string> = {};
  for (const container of spec.containers ?? []) total = add(total, container.resources?.[field]);
  let [sidecars, peak]: Record<string, string>[] = [{}, {}];
  for (const container of spec.initContainers ?? []) {
    const own = container.resources?.[field];
    if (container.restartPolicy === 'Always') {
      [total, sidecars] = [add(total, own), add(sidecars!, own)];
      peak = largest(peak!, sidecars);
    } else peak = largest(peak!, add(sidecars!, own));
  }
  return largest(total, peak!);
}

function add(left: Record<string, string>, right: Record<string, string> = {}): Record<string, string> {
  const sums = Object.entries(right).map(([name, text]) => [
    name,
    addQuantities(entryOf(left, name) ?? '0', text),
  ]);
  return { ...left, ...Object.fromEntries(sums) };
}

function largest(left: Record<string, string>, right: Record<string, string>): Record<string, string> {
  const larger = Object.entries(right).filter(
    ([name, text]) => !Object.hasOwn(left, name) || compareQuantities(text, left[name]!) > 0,
  );
  return { ...left, ...Object.fromEntries(larger) };
}
