import { type FieldError, FieldPath, forbidden, invalid, notSupported, required } from '../../meta/field';
import { labelValueErrors } from '../../meta/names';
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
import type { Node } from './types';

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** `ValidateNode`. */
export function validateNode(node: Node): FieldError[] {
  return [...validateMetadata(node.metadata, false, subdomainName), ...nodeErrors(node)];
}

function* nodeErrors({ spec, status }: Node): Errors {
  // Taints are reported below metadata, as Kubernetes does.
  const path = metadataPath.child('taints');
  for (const [at, { key = '', value = '', effect = '' }] of (spec?.taints ?? []).entries()) {
    const own = path.index(at);
    yield* validateQualifiedName(key, own.child('key'));
    const errors = labelValueErrors(value);
    if (errors.length > 0) yield invalid(own.child('value'), value, errors.join(';'));
    if (!effect) yield required(own.child('effect'));
    else if (!effects.includes(effect)) yield notSupported(own.child('effect'), effect, effects);
  }
  for (const field of ['capacity', 'allocatable'] as const) {
    for (const [name, quantity] of sortedEntries(status?.[field])) {
      yield* validateResourceQuantity(name, quantity, FieldPath.of('status', field, name));
    }
  }
}

/** `ValidateNodeUpdate`, of the spec and of the status alike. */
export function validateNodeUpdate(next: Node, previous: Node): FieldError[] {
  const id = previous.spec?.providerID;
  const idErrors =
    id && id !== next.spec?.providerID
      ? [
          forbidden(
            FieldPath.of('spec', 'providerID'),
            'node updates may not change providerID except from "" to valid',
          ),
        ]
      : [];
  return [...validateNode(next), ...validateMetadataUpdate(next.metadata, previous.metadata), ...idErrors];
}
