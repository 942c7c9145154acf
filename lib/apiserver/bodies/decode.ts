import type { KubeObject } from '../../meta/object';
import { type DecodeOptions, decode } from '../../resources/schema/decode';
import { describe } from '../../resources/schema/jsontype';
import { badRequest, tooLarge, unsupportedBody } from '../errors';
import type { Kinds, Served } from '../kinds';
import type { ApiRequest } from '../message';
import { checkDeletion, type Deletion, type WriteQuery } from '../options';
import { type Body, type BodyDocument, parseBody, strictFaults, warningsOf } from './bodytext';
import { isRegistered } from './registered';

const mostBodyBytes = 3 * 1024 * 1024;
const bodyTypes = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const scheme = '"pkg/api/legacyscheme/scheme.go:30"';
const deleteOptions = 'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions';
const metaScheme = '"k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:33"';

type FieldValidation = WriteQuery['fieldValidation'];

/** A request's bytes; 413 when they are too many. */
export function readBytes({ headers, body }: ApiRequest): Uint8Array {
  const length = Math.max(body.length, Number(headers.get('content-length') ?? 0));
  if (length > mostBodyBytes) throw tooLarge(mostBodyBytes);
  return body;
}

/** Reads a request's body; 413 when it is too long, 415 when of an unknown form. */
export function readBody(request: ApiRequest): Body {
  const form = bodyForm(request.headers.get('content-type'));
  return { form, bytes: readBytes(request) };
}

/** How a body is to be read by its `Content-Type`, as JSON when there is none; 415 for others. */
export function bodyForm(contentType: string | null): Body['form'] {
  const type = (contentType ?? '').split(';')[0]!.trim().toLowerCase();
  if (type === '' || type === 'application/json') return 'json';
  if (type === 'application/yaml') return 'yaml';
  if (type === 'application/vnd.kubernetes.protobuf') return 'protobuf';
  throw unsupportedBody(bodyTypes);
}

/** What must be known of a kind to decode its objects. */
export interface Decodable extends Pick<Served, 'resource' | 'apiVersion' | 'schema' | 'read'> {
  /** Versions in which it may come as well. */
  otherVersions?: readonly string[];
}

/**
 * Decodes the body of a create or update into an object in its stored form. 400 for a broken text, another
 * kind, a value of the wrong type, and, with strict field validation, for unknown and duplicate fields;
 * otherwise `warn` is told of these.
 */
export function decodeObject(
  kinds: Kinds,
  served: Decodable,
  body: Body,
  fieldValidation: FieldValidation,
  warn: (text: string) => void,
): KubeObject {
  const expected = served.resource.kind;
  const document = readDocument(body, expected);
  const { kind, apiVersion } = typeOf(document.value, served);
  const refuse = (why: string) => {
    const version = apiVersion.split('/').at(-1)!;
    return badRequest(`${kind} in version "${version}" cannot be handled as a ${expected}: ${why}`);
  };
  let shaped: ShapedObject;
  try {
    shaped = shapeObject(kinds, served, document.value, document);
  } catch (error) {
    throw refuse((error as Error).message);
  }
  const faults = fieldValidation === 'Ignore' ? [] : strictFaults(document, shaped.unknown);
  if (faults.length > 0 && fieldValidation === 'Strict') {
    throw refuse(`strict decoding error: ${faults.join(', ')}`);
  }
  warningsOf(faults).forEach(warn);
  if (apiVersion !== served.apiVersion && !served.otherVersions?.includes(apiVersion)) {
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match ` +
        `the expected API version (${served.apiVersion})`,
    );
  }
  return shaped.object;
}

/** An object in its stored form, and the paths of fields it had that its kind has not. */
export interface ShapedObject {
  object: KubeObject;
  unknown: readonly string[];
}

/**
 * Brings a parsed value into the form of a kind. Throws an `Error` in the decoder's words when it is none of
 * that kind. `given` is what the decoder may be told.
 */
export function shapeObject(
  kinds: Kinds,
  served: Decodable,
  value: unknown,
  given?: DecodeOptions,
): ShapedObject {
  checkPatched(value);
  const { kind, apiVersion } = typeOf(value, served);
  const mismatch = kindMismatch(kinds, served, apiVersion, kind);
  if (mismatch) throw new Error(mismatch);
  const { value: known, unknownFields } = decode(served.schema, value ?? {}, given);
  const object = { ...known, apiVersion, kind } as unknown as KubeObject;
  return { object: served.read(object), unknown: unknownFields };
}

/** What an object says it is; the kind that is expected where it says nothing. */
function typeOf(value: unknown, served: Decodable): { kind: string; apiVersion: string } {
  const { kind, apiVersion } = (value ?? {}) as Partial<KubeObject>;
  return { kind: kind || served.resource.kind, apiVersion: apiVersion || served.apiVersion };
}

/** Why an object of this kind cannot be taken here, if so. */
function kindMismatch(kinds: Kinds, served: Decodable, apiVersion: string, kind: string): string | undefined {
  if (kind === served.resource.kind && apiVersion === served.apiVersion) return undefined;
  const found = kinds.byKind(apiVersion, kind);
  // Versions of one kind, and the two groups of Event, have one plural.
  if (found?.resource.plural === served.resource.plural) return undefined;
  if (!found && !isRegistered(apiVersion, kind)) {
    return `no kind "${kind}" is registered for version "${apiVersion}" in scheme ${scheme}`;
  }
  // A version that Kubernetes reads but no longer serves.
  if (kind === served.resource.kind && apiVersion.split('/')[0] === served.resource.group) return undefined;
  const group = served.resource.group.split('.')[0] || 'core';
  const version = apiVersion.split('/').at(-1);
  return `converting (${version}.${kind}) to (${group}.${served.resource.kind}): unknown conversion`;
}

function readDocument(body: Body, expected: string): BodyDocument {
  try {
    const document = parseBody(body);
    if (body.form !== 'protobuf') checkTypeMeta(document.value);
    return document;
  } catch (error) {
    const { message } = error as Error;
    const isOwn = body.form === 'protobuf' || /^(yaml|unexpected GroupVersion string):/.test(message);
    const why = isOwn ? message : `${unreadableType}${message}`;
    throw badRequest(
      `the object provided is unrecognized (must be of type ${expected}): ${why} (${summaryOf(body.bytes)})`,
    );
  }
}

/** The same for what a patch made: there the words say where they come from, too. */
function checkPatched(value: unknown): void {
  try {
    checkTypeMeta(value);
  } catch (error) {
    const { message } = error as Error;
    throw message.startsWith('json:') ? new Error(unreadableType + message) : error;
  }
}

const unreadableType = "couldn't get version/kind; json parse error: ";

const typeStruct =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** Throws an `Error` in Go's words when a value cannot tell of which kind it is (`SimpleMetaFactory`). */
function checkTypeMeta(value: unknown): void {
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new Error(`json: cannot unmarshal ${describe(value)} into Go value of type ${typeStruct}`);
  }
  for (const [name, word] of Object.entries(value ?? {})) {
    if ((name !== 'kind' && name !== 'apiVersion') || word === null || typeof word === 'string') continue;
    throw new Error(`json: cannot unmarshal ${describe(word)} into Go struct field .${name} of type string`);
  }
  const { apiVersion } = (value ?? {}) as Partial<KubeObject>;
  if ((apiVersion ?? '').split('/').length > 2) {
    throw new Error(`unexpected GroupVersion string: ${apiVersion}`);
  }
}

/** A body's first thirty bytes for a message: as they are when they look like JSON, else in hexadecimal. */
function summaryOf(bytes: Uint8Array): string {
  if (bytes.length === 0) return '<empty>';
  const start = bytes.subarray(0, 30);
  const isJson = bytes[0] === '{'.charCodeAt(0);
  const shown = isJson
    ? new TextDecoder().decode(start)
    : [...start].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return bytes.length > 30 ? `${shown} ...` : shown;
}

/** Kinds of the same scheme, whatever version they name. */
const knownElsewhere: ReadonlySet<string> = new Set(
  'APIGroup APIGroupList APIResourceList APIVersions CreateOptions Status UpdateOptions'.split(' '),
);

/** Decodes `DeleteOptions` from a body. 400 for a broken or foreign one, 422 for what is wrong in it. */
export function decodeDeletion(body: Body): Deletion {
  const { value, numbers } = readDeletion(body);
  const { kind = '', apiVersion = '' } = (value ?? {}) as Partial<KubeObject>;
  if (knownElsewhere.has(kind)) throw badRequest('decoded object cannot be converted to DeleteOptions');
  if (kind && kind !== 'DeleteOptions') {
    throw badRequest(`no kind "${kind}" is registered for version "${apiVersion}" in scheme ${metaScheme}`);
  }
  let options: DeletionBody;
  try {
    options = decode(deleteOptions, value ?? {}, { numbers, partial: true }).value;
  } catch (error) {
    throw badRequest((error as Error).message);
  }
  const { propagationPolicy, orphanDependents, gracePeriodSeconds, preconditions, dryRun } = options;
  return checkDeletion({ propagationPolicy, orphanDependents, gracePeriodSeconds, preconditions, dryRun });
}

type DeletionBody = Parameters<typeof checkDeletion>[0];

function readDeletion(body: Body): BodyDocument {
  try {
    const document = parseBody(body);
    checkTypeMeta(document.value);
    return document;
  } catch (error) {
    const { message } = error as Error;
    throw badRequest(message.startsWith('yaml:') ? message : `${unreadableType}${message}`);
  }
}
