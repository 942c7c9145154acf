import { ageColumn, nameColumn, textColumn } from '../columns';
import type { Strategy } from '../kind';
import { validateAnyMetadataUpdate } from '../metadata';
import { type Lease, leases } from './types';
import { validateLease, validateLeaseSpec } from './validation';

/** Leases, as `pkg/registry/coordination/lease` serves them. */
export const leaseStrategy: Strategy<Lease> = {
  resource: leases,
  shortNames: [],
  categories: [],
  schema: 'io.k8s.api.coordination.v1.Lease',
  needsVersion: true,
  columns: [
    nameColumn,
    textColumn('Holder', 'Who holds the lease.', ({ spec }) => spec?.holderIdentity ?? ''),
    ageColumn,
  ],
  createsOnUpdate: true,
  defaults: (lease) => lease,
  prepareCreate: withoutCoordination,
  validate: validateLease,
  prepareUpdate: withoutCoordination,
  validateUpdate: (next, previous) => [
    ...validateAnyMetadataUpdate(next.metadata, previous.metadata),
    ...validateLeaseSpec(next),
  ],
};

/** What stands behind a feature gate that Kubernetes has closed by default. */
function withoutCoordination(lease: Lease): Lease {
  if (!lease.spec?.strategy && !lease.spec?.preferredHolder) return lease;
  const { strategy: _, preferredHolder: __, ...spec } = lease.spec;
  return { ...lease, spec };
}
