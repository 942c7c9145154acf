import { ageColumn, nameColumn, textColumn } from '../columns';
import type { Strategy } from '../kind';
import { type Secret, secrets } from './types';
import { validateSecret, validateSecretUpdate } from './validation';

/** Secrets, as `pkg/registry/core/secret` serves them. */
export const secretStrategy: Strategy<Secret> = {
  resource: secrets,
  shortNames: [],
  categories: [],
  schema: 'io.k8s.api.core.v1.Secret',
  columns: [
    nameColumn,
    textColumn('Type', 'What the secret is for.', ({ type }) => type ?? ''),
    textColumn('Data', 'Number of entries.', ({ data = {} }) => Object.keys(data).length),
    ageColumn,
  ],
  fields: { type: ({ type }) => type ?? '' },
  defaults: (secret) => withEncodedStrings({ ...secret, type: secret.type || 'Opaque' }),
  prepareCreate: (secret) => secret,
  validate: validateSecret,
  prepareUpdate: (next, previous) => (next.type ? next : { ...next, type: previous.type }),
  validateUpdate: validateSecretUpdate,
};

/** `stringData` is for writing only: it goes into `data`, in base64. */
function withEncodedStrings({ stringData, ...secret }: Secret): Secret {
  if (!stringData) return secret;
  const encoded = Object.entries(stringData).map(([key, text]) => [key, encode(text)]);
  return { ...secret, data: { ...secret.data, ...Object.fromEntries(encoded) } };
}

function encode(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}
