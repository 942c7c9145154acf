import type { KubeObject } from '../meta/object';
import type { Resource } from '../resources/kind';
import { DecodeError, decode } from '../resources/schema/decode';
import type { Manifest } from './document';
import { fieldPathText, parseFieldPath } from './documentplace';
import { objectToSend, resourceOf, strategyOf } from './documentresource';
import { isSame, type Path, pathsIn, withValue } from './documentvalue';
import type { Verdict } from './documentverdict';

/** Stands for the uid the server would give; generated labels hold it. */
const someUid = '00000000-0000-4000-8000-000000000000';

/** More values of a wrong type than this are not looked for. */
const mostMistakes = 20;

/**
 * What the API server would find wrong with a document, by the server's own code: unknown fields and wrong
 * types, then the kind's validation of the defaulted object. The server stops at the first value of a wrong
 * type; here each is told, and the rest is judged without them. Kinds that Gantry does not serve are left to
 * the server. `nowMs` as the server's clock would say.
 */
export function checkDocument(
  manifest: Manifest,
  index: number,
  namespace: string,
  nowMs: number,
): Verdict[] {
  const value = manifest.documents[index]?.value;
  const strategy = strategyOf(value);
  const object = objectToSend(value, namespace);
  const resource = resourceOf(value);
  if (!strategy || !object || !resource) return [];
  const mistakes: Verdict[] = [];
  let readable: unknown = object;
  let decoded = decodeOrError(strategy.schema, readable);
  while (decoded instanceof DecodeError && mistakes.length < mostMistakes) {
    const path = culpritOf(strategy.schema, readable, decoded.message);
    const message = cannotBeHandled(resource, decoded.message);
    mistakes.push({ index, path, field: fieldPathText(path), message, from: 'check' });
    if (path.length === 0) return mistakes;
    // A list goes as a whole, so that the places of what is left stay true.
    const last = path.findLastIndex((step) => typeof step !== 'number');
    readable = withValue(readable, path.slice(0, last + 1), undefined);
    decoded = decodeOrError(strategy.schema, readable);
  }
  if (decoded instanceof DecodeError) return mistakes;
  const unknown = decoded.unknownFields.map((field) =>
    judged(manifest, index, field, `unknown field "${field}"`),
  );
  const request = { nowMs, version: resource.version };
  const started = decoded.value as unknown as KubeObject;
  const named = { ...started, metadata: { ...withName(started.metadata), uid: someUid } };
  const errors = strategy
    .validate(strategy.prepareCreate(strategy.defaults(named), request), request)
    .map(({ field, message }) => judged(manifest, index, field, message));
  const isNew = ({ path }: Verdict) => !mistakes.some((mistake) => isSame(mistake.path, path));
  return [...mistakes, ...unknown, ...errors.filter(isNew)];
}

/** The words of the API server around those of its decoder. */
function cannotBeHandled({ kind, version }: Resource, message: string): string {
  return `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: ${message}`;
}

function judged(manifest: Manifest, index: number, field: string, message: string): Verdict {
  const value = manifest.documents[index]?.value;
  return { index, path: field ? parseFieldPath(field, value) : [], field, message, from: 'check' };
}

/**
 * The value a decoding error is about, which the error itself tells only in part: the innermost one without which there is no error, or
 * another one.
 */
function culpritOf(schema: string, value: unknown, message: string): Path {
  const paths = pathsIn(value).sort((a, b) => b.length - a.length);
  const found = paths.find((path) => {
    const without = decodeOrError(schema, withValue(value, path, undefined) as KubeObject);
    return !(without instanceof DecodeError) || without.message !== message;
  });
  return found ?? [];
}

function decodeOrError(schema: string, value: unknown): ReturnType<typeof decode> | DecodeError {
  try {
    return decode(schema, value);
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
