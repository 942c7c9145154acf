import { type FieldPath, forbidden, invalid, notSupported } from '../../meta/field';
import { compareQuantities } from '../../meta/quantity';
import { type Errors, entryOf, sortedEntries } from '../metadata';
import { aggregateResources, isPodLevelResource } from './aggregate';
import { resourceNameErrors, validateClaims, validateRequirements } from './resourcevalidation';
import type { PodSpec } from './types';

/** `validatePodResources`: resources given to a pod as a whole. */
export function* validatePodResources(
  spec: PodSpec,
  claimNames: ReadonlySet<string>,
  path: FieldPath,
): Errors {
  const { resources } = spec;
  if (!resources) return;
  if (spec.os?.name === 'windows') {
    yield forbidden(path, 'may not be set for a windows pod');
    return;
  }
  if (resources.claims)
    yield forbidden(path.child('claims'), 'claims may not be set for Resources at pod-level');
  yield* validateRequirements(resources, podNameErrors, path);
  yield* validateClaims(resources.claims ?? [], claimNames, path.child('claims'));
  const { limits = {}, requests = {} } = resources;
  for (const [name, total] of sortedEntries(aggregateResources(spec, 'requests'))) {
    const own = entryOf(requests, name);
    if (own === undefined || compareQuantities(total, own) <= 0) continue;
    const detail = `must be greater than or equal to aggregate container requests of ${total}`;
    yield invalid(path.child('requests').key(name), own, detail);
  }
  for (const [name, total] of sortedEntries(aggregateResources(spec, 'limits'))) {
    const own = entryOf(limits, name);
    if (!name.startsWith('hugepages-') || own === undefined || compareQuantities(total, own) <= 0) continue;
    const detail = `must be greater than or equal to aggregate container limits of ${total}`;
    yield invalid(path.child('limits').key(name), own, detail);
  }
  for (const [at, container] of (spec.containers ?? []).entries()) {
    for (const [name, limit] of sortedEntries(container.resources?.limits)) {
      const own = entryOf(limits, name);
      if (own === undefined || compareQuantities(limit, own) <= 0) continue;
      const limitPath = path.child('containers').index(at).key(name).child('limits');
      yield invalid(limitPath, limit, `must be less than or equal to pod limits of ${own}`);
    }
  }
}

function podNameErrors(name: string, path: FieldPath) {
  const errors = resourceNameErrors(name, path);
  if (errors.length > 0 || isPodLevelResource(name)) return errors;
  return [notSupported(path, name, ['cpu', 'hugepages-', 'memory'])];
}
