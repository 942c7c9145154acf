import { roundToMilli } from '../../meta/quantity';
import type { ResourceRequirements } from './types';

/** `SetDefaults_ResourceList` of both lists. */
export function defaultResources(resources: ResourceRequirements): ResourceRequirements {
  return {
    ...resources,
    ...(resources.limits && { limits: roundResources(resources.limits) }),
    ...(resources.requests && { requests: roundResources(resources.requests) }),
  };
}

/** `SetDefaults_ResourceList`: what is finer than a thousandth is rounded up. */
export function roundResources(quantities: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(quantities).map(([name, text]) => [name, roundToMilli(text)]));
}
