import { type FieldError, FieldPath, invalid } from '../../meta/field';
import { subdomainName, validateAnyMetadata, validateNonNegative } from '../metadata';
import type { Lease } from './types';

/** `ValidateLease`. */
export function validateLease(lease: Lease): FieldError[] {
  return [...validateAnyMetadata(lease.metadata, true, subdomainName), ...validateLeaseSpec(lease)];
}

/** `ValidateLeaseSpec`. */
export function validateLeaseSpec({ spec }: Lease): FieldError[] {
  const path = FieldPath.of('spec');
  const seconds = spec?.leaseDurationSeconds;
  const durationErrors =
    seconds !== undefined && seconds <= 0
      ? [invalid(path.child('leaseDurationSeconds'), seconds, 'must be greater than 0')]
      : [];
  return [...durationErrors, ...validateNonNegative(spec?.leaseTransitions, path.child('leaseTransitions'))];
}
