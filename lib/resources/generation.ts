import type { KubeObject } from '../meta/object';
import { sameValue } from './equality';

interface Specified extends KubeObject {
  spec: unknown;
  status?: unknown;
}

/**
 * An object as an update of its spec leaves it: the status is the one before, and `metadata.generation` counts the changes of the spec.
 * `PrepareForUpdate` of the registry strategies.
 */
export function updateOfSpec<T extends Specified>(next: T, previous: T): T {
  const { generation = 0 } = previous.metadata;
  const changed = !sameValue(next.spec, previous.spec);
  return {
    ...next,
    metadata: { ...next.metadata, generation: changed ? generation + 1 : generation },
    status: previous.status,
  };
}
