import type { KubeObject } from '../meta/object';
import { failure } from '../meta/status';
import { DecodeError, decode } from '../resources/schema/decode';
import type { Manifest } from './document';
import { parseFieldPath } from './documentplace';
import { objectToSend, resourceOf, strategyOf } from './documentresource';
import { type Verdict, verdictsOf } from './documentverdict';

/** Stands for the uid the server would give; generated labels hold it. */
const someUid = '00000000-0000-4000-8000-000000000000';

/**
 * What the API server would find wrong with a document, by the server's own code: unknown fields and wrong types, then the kind's
 * validation of the defaulted object. Kinds that Gantry does not serve are left to the server. `nowMs` as the server's clock would say.
 */
export function checkDocument(
  manifest: Manifest,
  index: number,
  namespace: string,
  nowMs: number,
): Verdict[] {
  const value = manifest.documents[index]?.value;
  const verdict = (field: string, message: string): Verdict => ({
    index,
    path: field ? parseFieldPath(field, value) : [],
    field,
    message,
    from: 'check',
  });
  const strategy = strategyOf(value);
  const object = objectToSend(value, namespace);
  const resource = resourceOf(value);
  if (!strategy || !object || !resource) return [];
  const decoded = decodeOrError(strategy.schema, object);
  if (decoded instanceof DecodeError)
    return verdictsOf(failure(400, 'BadRequest', decoded.message), manifest, index).map(asCheck);
  const unknown = decoded.unknownFields.map((field) => verdict(field, `unknown field "${field}"`));
  const request = { nowMs, version: resource.version };
  const started = decoded.value as unknown as KubeObject;
  const named = { ...started, metadata: { ...withName(started.metadata), uid: someUid } };
  const errors = strategy.validate(strategy.prepareCreate(strategy.defaults(named), request), request);
  return [...unknown, ...errors.map((error) => verdict(error.field, error.message))];
}

function asCheck(verdict: Verdict): Verdict {
  return { ...verdict, from: 'check' };
}

function decodeOrError(schema: string, object: KubeObject): ReturnType<typeof decode> | DecodeError {
  try {
    return decode(schema, object);
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
}

/** An object with `generateName` gets its name from the server. */
function withName(metadata: KubeObject['metadata']): KubeObject['metadata'] {
  return metadata.name || !metadata.generateName
    ? metadata
    : { ...metadata, name: `${metadata.generateName}x` };
}
