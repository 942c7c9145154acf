import type { FieldPath } from '../../meta/field';
import type { Container, PodSpec } from './types';

/** The lists of containers in the order in which Kubernetes visits them. */
export const containerLists = ['initContainers', 'containers', 'ephemeralContainers'] as const;

/** `VisitContainersWithPath`: every container of a pod with its path; `path` is that of the spec. */
export function* containersOf(spec: PodSpec, path: FieldPath): Generator<[Container, FieldPath]> {
  for (const list of containerLists) {
    for (const [at, container] of (spec[list] ?? []).entries()) yield [container, path.child(list).index(at)];
  }
}
