import { ageColumn, nameColumn } from '../columns';
import type { Strategy } from '../kind';
import { type ServiceAccount, serviceAccounts } from './types';

/** ServiceAccounts, as `pkg/registry/core/serviceaccount` serves them: of secrets they keep the names only. */
export const serviceAccountStrategy: Strategy<ServiceAccount> = {
  resource: serviceAccounts,
  shortNames: ['sa'],
  categories: [],
  subresources: {
    token: { kind: 'TokenRequest', verbs: ['create'], group: 'authentication.k8s.io', version: 'v1' },
  },
  schema: 'io.k8s.api.core.v1.ServiceAccount',
  columns: [nameColumn, ageColumn],
  defaults: (account) => account,
  prepareCreate: withBareSecrets,
  validate: () => [],
  prepareUpdate: withBareSecrets,
  validateUpdate: () => [],
};

function withBareSecrets(account: ServiceAccount): ServiceAccount {
  if (!account.secrets) return account;
  return { ...account, secrets: account.secrets.map(({ name }) => (name ? { name } : {})) };
}
