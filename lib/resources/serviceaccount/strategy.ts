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
  warnings: annotationWarnings,
};

/** Tells whoever sets it first that the annotation is going out of use. */
function annotationWarnings({ metadata }: ServiceAccount, previous: ServiceAccount | undefined): string[] {
  const key = 'kubernetes.io/enforce-mountable-secrets';
  const has = (annotations?: Record<string, string>) => Object.hasOwn(annotations ?? {}, key);
  if (!has(metadata.annotations) || has(previous?.metadata.annotations)) return [];
  const advice = 'deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets';
  return [`metadata.annotations[${key}]: ${advice}`];
}

function withBareSecrets(account: ServiceAccount): ServiceAccount {
  if (!account.secrets) return account;
  return { ...account, secrets: account.secrets.map(({ name }) => (name ? { name } : {})) };
}
