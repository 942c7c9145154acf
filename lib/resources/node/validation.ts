import {
  duplicate,
  type FieldError,
  FieldPath,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../meta/field';
import { labelValueErrors } from '../../meta/names';
import { sameValue } from '../equality';
import {
  type Errors,
  metadataPath,
  sortedEntries,
  subdomainName,
  validateMetadata,
  validateMetadataUpdate,
  validateQualifiedName,
} from '../metadata';
import { validateResourceQuantity } from '../pod/resourcevalidation';
import type { Node, Taint } from './types';

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const once = 'except from "" to valid';

/** `ValidateNode`, but for the form of its ranges of addresses, which nothing here hands out. */
export function validateNode(node: Node): FieldError[] {
  return [
    ...validateMetadata(node.metadata, false, subdomainName),
    ...validateTaints(node.spec?.taints ?? []),
    ...validateResources(node),
  ];
}

/** Taints are reported below metadata, as Kubernetes does. */
function* validateTaints(taints: readonly Taint[]): Errors {
  const path = metadataPath.child('taints');
  const seen = new Set<string>();
  for (const [at, { key = '', value = '', effect = '', timeAdded }] of taints.entries()) {
    const own = path.index(at);
    yield* validateQualifiedName(key, own.child('key'));
    const errors = labelValueErrors(value);
    if (errors.length > 0) yield invalid(own.child('value'), value, errors.join(';'));
    if (!effect) yield required(own.child('effect'));
    else if (!effects.includes(effect)) yield notSupported(own.child('effect'), effect, effects);
    if (seen.has(`${effect}/${key}`)) {
      const quoted = { Key: key, Value: value, Effect: effect, TimeAdded: timeAdded ?? null };
      const repeated = duplicate(own, quoted);
      yield { ...repeated, message: `${repeated.message}: taints must be unique by key and effect pair` };
    }
    seen.add(`${effect}/${key}`);
  }
}

function* validateResources({ status }: Node): Errors {
  for (const field of ['capacity', 'allocatable'] as const) {
    for (const [name, quantity] of sortedEntries(status?.[field])) {
      yield* validateResourceQuantity(name, quantity, FieldPath.of('status', field, name));
    }
  }
}

/** `ValidateUpdate` of the node strategy: the new node as such, then what may not change. */
export function validateNodeUpdate(next: Node, previous: Node): FieldError[] {
  return [...validateNode(next), ...validateNodeChange(next, previous)];
}

/** `ValidateNodeUpdate`, which is all that is checked when the status is written. */
export function validateNodeChange(next: Node, previous: Node): FieldError[] {
  return [
    ...validateMetadataUpdate(next.metadata, previous.metadata),
    ...validateResources(next),
    ...validateAddresses(next),
    ...validateSpecChange(next.spec ?? {}, previous.spec ?? {}),
  ];
}

function* validateAddresses({ status }: Node): Errors {
  const seen = new Set<string>();
  for (const [at, { type, address }] of (status?.addresses ?? []).entries()) {
    const own = FieldPath.of('status', 'addresses').index(at);
    if (seen.has(`${type}/${address}`)) yield duplicate(own, { Type: type, Address: address });
    seen.add(`${type}/${address}`);
  }
}

function* validateSpecChange(next: NonNullable<Node['spec']>, previous: NonNullable<Node['spec']>): Errors {
  const path = FieldPath.of('spec');
  if (previous.podCIDRs?.length && !sameValue(next.podCIDRs, previous.podCIDRs)) {
    yield forbidden(path.child('podCIDRs'), `node updates may not change podCIDR ${once}`);
  }
  if (previous.providerID && previous.providerID !== next.providerID) {
    yield forbidden(path.child('providerID'), `node updates may not change providerID ${once}`);
  }
  yield* validateTaints(next.taints ?? []);
  if ((previous.externalID ?? '') !== (next.externalID ?? '')) {
    yield forbidden(path.child('externalID'), 'may not be updated');
  }
}
