import type { Status, StatusCause } from '../meta/status';
import type { Manifest } from './document';
import { parseFieldPath, placeOf } from './documentplace';
import type { TextRange } from './documenttext';
import type { Path } from './documentvalue';

/** Something wrong with one field of a document, in the API's words. */
export interface Verdict {
  /** Which document of the text. */
  index: number;
  path: Path;
  /** The field as the API names it; empty for the object as a whole. */
  field: string;
  message: string;
  /** Who says so: the check in the browser, or the API server. */
  from: 'check' | 'server';
}

/** A verdict at its place in the text. */
export interface PlacedVerdict extends Verdict {
  at: TextRange;
}

/**
 * What a refusal says, field by field: its causes where it has them, the fields a strict decoding error
 * names, else the message as a whole. The message itself is never reworded.
 */
export function verdictsOf(status: Status, manifest: Manifest, index: number): Verdict[] {
  const value = manifest.documents[index]?.value;
  const at = (field: string, message: string): Verdict => ({
    index,
    path: field ? parseFieldPath(field, value) : [],
    field,
    message,
    from: 'server',
  });
  const causes = (status.details?.causes ?? []).filter(hasField);
  if (causes.length > 0) return causes.map(({ field, message }) => at(field, message ?? ''));
  const message = status.message ?? status.reason ?? '';
  const named = [...fieldsNamedIn(message), ...fieldsMeantBy(status, message)];
  return named.length > 0 ? named.map(([field, text]) => at(field, text)) : [at('', message)];
}

function hasField(cause: StatusCause): cause is StatusCause & { field: string } {
  return cause.field !== undefined && cause.field !== '' && !/^<nil>$/.test(cause.field);
}

/**
 * The fields that `strict decoding error: unknown field "spec.foo", duplicate field "…"` names, or Go's
 * decoder does.
 */
function fieldsNamedIn(message: string): [field: string, message: string][] {
  const strict = [...message.matchAll(/(unknown|duplicate) field "([^"]+)"/g)];
  if (strict.length > 0) return strict.map(([text, , field]) => [field!, text]);
  const typed = /cannot unmarshal \S+ into Go struct field \w*\.([\w.]+) of type \S+/.exec(message);
  return typed ? [[typed[1]!, message]] : [];
}

/**
 * The field a refusal of the object as a whole is about: a name that is taken, a namespace that is not there,
 * an unknown kind.
 */
function fieldsMeantBy({ reason, details }: Status, message: string): [field: string, message: string][] {
  if (reason === 'AlreadyExists') return [['metadata.name', message]];
  if (reason === 'NotFound' && details?.kind === 'namespaces') return [['metadata.namespace', message]];
  return /^no matches for kind /.test(message) ? [['kind', message]] : [];
}

/** Verdicts with their places in the text as it is now. */
export function placed(verdicts: readonly Verdict[], manifest: Manifest): PlacedVerdict[] {
  return verdicts.map((verdict) => ({ ...verdict, at: placeOf(manifest, verdict.index, verdict.path) }));
}
