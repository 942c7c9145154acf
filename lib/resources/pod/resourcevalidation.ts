import {
  duplicate,
  type FieldError,
  type FieldPath,
  forbidden,
  invalid,
  notFound,
  required,
} from '../../meta/field';
import { dnsLabelErrors, labelKeyErrors } from '../../meta/names';
import { compareQuantities, isWhole, QuantityError, unitValue } from '../../meta/quantity';
import { type Errors, entryOf, invalidEach, sortedEntries } from '../metadata';
import type { ResourceRequirements } from './types';

const containerResources = ['cpu', 'memory', 'ephemeral-storage'];
const integerResources = new Set([
  ...['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps'],
  ...['persistentvolumeclaims', 'services.nodeports', 'services.loadbalancers'],
]);
const standardResources = new Set([
  ...[...containerResources, 'storage', ...integerResources],
  ...['requests.cpu', 'requests.memory', 'requests.ephemeral-storage', 'requests.storage'],
  ...['limits.cpu', 'limits.memory', 'limits.ephemeral-storage'],
]);

type NameRule = (name: string, path: FieldPath) => FieldError[];

/** `ValidateContainerResourceRequirements`. */
export function* validateContainerResources(
  requirements: ResourceRequirements,
  claimNames: ReadonlySet<string>,
  path: FieldPath,
): Errors {
  yield* validateRequirements(requirements, containerNameErrors, path);
  yield* validateClaims(requirements.claims ?? [], claimNames, path.child('claims'));
}

/** The checks that resources of containers and of a whole pod share; `nameRule` tells which there may be. */
export function* validateRequirements(
  { limits, requests }: ResourceRequirements,
  nameRule: NameRule,
  path: FieldPath,
): Errors {
  const [limitsPath, requestsPath] = [path.child('limits'), path.child('requests')];
  for (const [name, quantity] of sortedEntries(limits)) {
    yield* nameRule(name, limitsPath.key(name));
    yield* validateResourceQuantity(name, quantity, limitsPath.key(name));
    yield* validateHugePages(name, quantity, limitsPath.key(name));
  }
  for (const [name, quantity] of sortedEntries(requests)) {
    yield* nameRule(name, requestsPath.key(name));
    yield* validateResourceQuantity(name, quantity, requestsPath.key(name));
    yield* validateAgainstLimit(name, quantity, entryOf(limits, name), path);
    yield* validateHugePages(name, quantity, requestsPath.key(name));
  }
  const names = Object.keys({ ...limits, ...requests });
  const hugePages = names.some((name) => name.startsWith('hugepages-'));
  if (hugePages && !names.includes('cpu') && !names.includes('memory')) {
    yield forbidden(path, 'HugePages require cpu or memory');
  }
}

function* validateAgainstLimit(
  name: string,
  quantity: string,
  limit: string | undefined,
  path: FieldPath,
): Errors {
  const own = path.child('requests');
  const overcommits = isNative(name) && !name.startsWith('hugepages-');
  if (limit === undefined) {
    if (overcommits) return;
    yield required(path.child('limits'), 'Limit must be set for non overcommitable resources');
  } else if (!overcommits && compareQuantities(quantity, limit) !== 0) {
    yield invalid(own, quantity, `must be equal to ${name} limit of ${limit}`);
  } else if (compareQuantities(quantity, limit) > 0) {
    yield invalid(own, quantity, `must be less than or equal to ${name} limit of ${limit}`);
  }
}

/** `ValidateResourceQuantityValue`. */
export function* validateResourceQuantity(name: string, quantity: string, path: FieldPath): Errors {
  if (compareQuantities(quantity, '0') < 0) {
    yield invalid(path, quantity, 'must be greater than or equal to 0');
  }
  const integer = integerResources.has(name) || isExtended(name);
  if (integer && !isWhole(quantity)) yield invalid(path, quantity, 'must be an integer');
}

function* validateHugePages(name: string, quantity: string, path: FieldPath): Errors {
  if (!name.startsWith('hugepages-') || isDivisible(quantity, name.slice('hugepages-'.length))) return;
  yield invalid(path, quantity, `${quantity} is not positive integer multiple of ${name}`);
}

function isDivisible(quantity: string, pageSize: string): boolean {
  try {
    const page = unitValue(pageSize);
    return page > 0 && isWhole(pageSize) && unitValue(quantity) % page === 0;
  } catch (error) {
    if (error instanceof QuantityError) return false;
    throw error;
  }
}

/** `validateResourceName`: a name Kubernetes knows, or one with a domain. */
export function resourceNameErrors(name: string, path: FieldPath): FieldError[] {
  const unqualified = [...invalidEach(path, name, labelKeyErrors(name))];
  if (unqualified.length > 0 || name.includes('/')) return unqualified;
  const known = standardResources.has(name) || /^(requests\.)?hugepages-/.test(name);
  return known ? [] : [invalid(path, name, 'must be a standard resource type or fully qualified')];
}

function containerNameErrors(name: string, path: FieldPath): FieldError[] {
  const errors = resourceNameErrors(name, path);
  if (!name.includes('/')) {
    const usable = containerResources.includes(name) || name.startsWith('hugepages-');
    if (!usable) errors.push(invalid(path, name, 'must be a standard resource for containers'));
  } else if (!isNative(name) && !isExtended(name)) {
    errors.push(invalid(path, name, "doesn't follow extended resource name standard"));
  }
  return errors;
}

function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

function isExtended(name: string): boolean {
  return !isNative(name) && !name.startsWith('requests.') && labelKeyErrors(`requests.${name}`).length === 0;
}

type Claims = NonNullable<ResourceRequirements['claims']>;

/** `validateResourceClaimNames`: `known` are the claims of the pod. */
export function* validateClaims(claims: Claims, known: ReadonlySet<string>, path: FieldPath): Errors {
  const seen = new Set<string>();
  for (const [at, { name, request }] of claims.entries()) {
    const own = path.index(at);
    if (!name) {
      yield required(own);
      continue;
    }
    if (seen.has(name)) yield duplicate(own, name);
    else {
      if (request) yield* invalidEach(own.child('request'), request, dnsLabelErrors(request));
      const key = request ? `${name}/${request}` : name;
      if (seen.has(key)) yield duplicate(own, key);
      else if (!request && [...seen].some((other) => other.startsWith(`${name}/`)))
        yield duplicate(own, name);
      seen.add(key);
    }
    if (known.has(name)) continue;
    const choice = known.size === 0 ? ' which is empty' : `: ${[...known].sort().join(', ')}`;
    const missing = notFound(own, name);
    const detail = `must be one of the names in pod.spec.resourceClaims${choice}`;
    yield { ...missing, message: `${missing.message}: ${detail}` };
  }
}
