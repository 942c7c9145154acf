import { ageColumn, nameColumn } from '../columns';
import type { Strategy } from '../kind';
import { subdomainName, validateMetadata, validateMetadataUpdate } from '../metadata';
import { type ServiceAccount, serviceAccounts } from './types';

/**
 * ServiceAccounts, as `pkg/registry/core/serviceaccount` serves them: of secrets they keep the names only.
 */
export const serviceAccountStrategy: Strategy<ServiceAccount> = {
  resource: serviceAccounts,
  shortNames: ['sa'],
  categories: [],
  schema: 'io.k8s.api.core.v1.ServiceAccount',
  columns: [nameColumn, ageColumn],
  answersDeletedObject: true,
  defaults: (account) => account,
  prepareCreate: withBareSecrets,
  validate: ({ metadata }) => [...validateMetadata(metadata, true, subdomainName)],
  prepareUpdate: withBareSecrets,
  validateUpdate: (next, previous) => [
    ...validateMetadataUpdate(next.metadata, previous.metadata),
    ...validateMetadata(next.metadata, true, subdomainName),
  ],
};

function withBareSecrets(account: ServiceAccount): ServiceAccount {
  if (!account.secrets) return account;
  return { ...account, secrets: account.secrets.map(({ name }) => (name ? { name } : {})) };
}
