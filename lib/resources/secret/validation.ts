import { type FieldError, FieldPath, invalid, required, tooLong } from '../../meta/field';
import { configKeyErrors } from '../../meta/names';
import { immutableErrors } from '../configmap/validation';
import {
  type Errors,
  invalidEach,
  sortedEntries,
  subdomainName,
  validateImmutable,
  validateMetadata,
  validateMetadataUpdate,
} from '../metadata';
import type { Secret } from './types';

const maxBytes = 1024 * 1024;
const path = FieldPath.of('data');

/** `ValidateSecret`: the types Kubernetes knows must have their entries. */
export function validateSecret(secret: Secret): FieldError[] {
  return [
    ...validateMetadata(secret.metadata, true, subdomainName),
    ...dataErrors(secret),
    ...typeErrors(secret),
  ];
}

function* dataErrors({ data }: Secret): Errors {
  let bytes = 0;
  for (const [key, value] of sortedEntries(data)) {
    yield* invalidEach(path.key(key), key, configKeyErrors(key));
    bytes += Math.floor((value.replace(/=+$/, '').length * 3) / 4);
  }
  if (bytes > maxBytes) yield tooLong(path, maxBytes);
}

function* typeErrors({ type, data = {}, metadata }: Secret): Errors {
  const has = (key: string) => data[key] !== undefined;
  switch (type) {
    case 'kubernetes.io/service-account-token': {
      const key = 'kubernetes.io/service-account.name';
      if (!metadata.annotations?.[key]) yield required(FieldPath.of('metadata', 'annotations').key(key));
      return;
    }
    case 'kubernetes.io/dockercfg':
      yield* validateJson(data, '.dockercfg');
      return;
    case 'kubernetes.io/dockerconfigjson':
      yield* validateJson(data, '.dockerconfigjson');
      return;
    case 'kubernetes.io/basic-auth':
      if (!has('username') && !has('password')) {
        yield required(path.key('username'));
        yield required(path.key('password'));
      }
      return;
    case 'kubernetes.io/ssh-auth':
      if (!data['ssh-privatekey']) yield required(path.key('ssh-privatekey'));
      return;
    case 'kubernetes.io/tls':
      for (const key of ['tls.crt', 'tls.key']) if (!has(key)) yield required(path.key(key));
  }
}

function* validateJson(data: Record<string, string>, key: string): Errors {
  const encoded = data[key];
  if (encoded === undefined) {
    yield required(path.key(key));
    return;
  }
  try {
    JSON.parse(atob(encoded));
  } catch {
    // What stands in the secret is not repeated.
    yield invalid(path.key(key), '<secret contents redacted>', 'must be valid JSON');
  }
}

/** `ValidateSecretUpdate`. */
export function validateSecretUpdate(next: Secret, previous: Secret): FieldError[] {
  return [
    ...validateMetadataUpdate(next.metadata, previous.metadata),
    ...validateImmutable(next.type, previous.type, FieldPath.of('type')),
    ...immutableErrors(next, previous, ['data']),
    ...validateSecret(next),
  ];
}
