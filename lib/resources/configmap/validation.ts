import { type FieldError, FieldPath, forbidden, invalid, tooLong } from '../../meta/field';
import { byteLength, configKeyErrors } from '../../meta/names';
import { sameValue } from '../equality';
import {
  type Errors,
  entryOf,
  invalidEach,
  sortedEntries,
  subdomainName,
  validateMetadata,
  validateMetadataUpdate,
} from '../metadata';
import type { ConfigMap } from './types';

/** Of all entries together. */
const maxBytes = 1024 * 1024;

/** `ValidateConfigMap`. */
export function validateConfigMap(configMap: ConfigMap): FieldError[] {
  return [...validateMetadata(configMap.metadata, true, subdomainName), ...dataErrors(configMap)];
}

function* dataErrors({ data, binaryData }: ConfigMap): Errors {
  let bytes = 0;
  for (const [key, value] of sortedEntries(data)) {
    const path = FieldPath.of('data').key(key);
    yield* invalidEach(path, key, configKeyErrors(key));
    if (entryOf(binaryData, key) !== undefined) {
      yield invalid(path, key, 'duplicate of key present in binaryData');
    }
    bytes += byteLength(value);
  }
  for (const [key, value] of sortedEntries(binaryData)) {
    yield* invalidEach(FieldPath.of('binaryData').key(key), key, configKeyErrors(key));
    bytes += Math.floor((value.replace(/=+$/, '').length * 3) / 4);
  }
  if (bytes > maxBytes) yield tooLong(FieldPath.whole, maxBytes);
}

/** `ValidateConfigMapUpdate`: one that is `immutable` stays as it is. */
export function validateConfigMapUpdate(next: ConfigMap, previous: ConfigMap): FieldError[] {
  return [
    ...validateMetadataUpdate(next.metadata, previous.metadata),
    ...immutableErrors(next, previous, ['data', 'binaryData']),
    ...validateConfigMap(next),
  ];
}

/** What an immutable ConfigMap or Secret refuses. */
export function* immutableErrors<T extends { immutable?: boolean }>(
  next: T,
  previous: T,
  fields: readonly (keyof T & string)[],
): Errors {
  if (!previous.immutable) return;
  const detail = 'field is immutable when `immutable` is set';
  if (!next.immutable) yield forbidden(FieldPath.of('immutable'), detail);
  for (const field of fields) {
    if (!sameValue(next[field] ?? {}, previous[field] ?? {})) yield forbidden(FieldPath.of(field), detail);
  }
}
