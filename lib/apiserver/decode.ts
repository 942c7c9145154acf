import type { KubeObject } from '../meta/object';
import { decode } from '../resources/schema/decode';
import { type Body, type BodyDocument, parseBody } from './bodytext';
import { badRequest, tooLarge, unsupportedBody } from './errors';
import type { Kinds, Served } from './kinds';
import { checkDeletion, type Deletion, type WriteQuery } from './options';
import { isRegistered } from './registered';

const mostBodyBytes = 3 * 1024 * 1024;
const bodyTypes = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const scheme = '"pkg/api/legacyscheme/scheme.go:30"';
const metaScheme = '"k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:33"';

type FieldValidation = WriteQuery['fieldValidation'];

/** Reads a request's bytes; 413 when they are too many. */
export async function readBytes(request: Request): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > mostBodyBytes) throw tooLarge(mostBodyBytes);
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.length > mostBodyBytes) throw tooLarge(mostBodyBytes);
  return bytes;
}

/** How a body is to be read by its `Content-Type`, as JSON when there is none; 415 for others. */
export function bodyForm(contentType: string | null): Body['form'] {
  const type = (contentType ?? '').split(';')[0]!.trim().toLowerCase();
  if (type === '' || type === 'application/json') return 'json';
  if (type === 'application/yaml') return 'yaml';
  if (type === 'application/vnd.kubernetes.protobuf') return 'protobuf';
  throw unsupportedBody(bodyTypes);
}

/**
 * Decodes the body of a create or update into an object in its stored form. 400 for a broken text, another
 * kind, a value of the wrong type, and, with strict field validation, for unknown and duplicate fields;
 * otherwise `warn` is told of these.
 */
export function decodeObject(
  kinds: Kinds,
  served: Served,
  body: Body,
  fieldValidation: FieldValidation,
  warn: (text: string) => void,
): KubeObject {
  const expected = served.resource.kind;
  const document = readDocument(body, fieldValidation !== 'Ignore', expected);
  const { kind, apiVersion } = typeOf(document.value, served);
  const refuse = (why: string) => {
    const version = apiVersion.split('/').at(-1)!;
    return badRequest(`${kind} in version "${version}" cannot be handled as a ${expected}: ${why}`);
  };
  let shaped: ShapedObject;
  try {
    shaped = shapeObject(kinds, served, document.value, document.numbers);
  } catch (error) {
    throw refuse((error as Error).message);
  }
  if (apiVersion !== served.apiVersion) {
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match ` +
        `the expected API version (${served.apiVersion})`,
    );
  }
  const isYaml = document.duplicates[0]?.startsWith('yaml:');
  const { unknown } = shaped;
  const errors = isYaml ? [...document.duplicates, ...unknown] : [...unknown, ...document.duplicates];
  if (errors.length > 0 && fieldValidation === 'Strict') {
    throw refuse(`strict decoding error: ${errors.join(', ')}`);
  }
  if (fieldValidation === 'Warn') errors.forEach(warn);
  return shaped.object;
}

/**
 * Decodes the body of a pod's subresource, such as a Binding. 400 for a broken text or a value of the wrong
 * type.
 */
export function decodeSubresource(body: Body, kind: string, definition: string): KubeObject {
  const { value, numbers } = readDocument(body, false, kind);
  try {
    return decode(definition, value ?? {}, { numbers }).value as unknown as KubeObject;
  } catch (error) {
    throw badRequest(`${kind} in version "v1" cannot be handled as a ${kind}: ${(error as Error).message}`);
  }
}

/** An object in its stored form, and the fields it had that its kind has not, in Kubernetes' words. */
export interface ShapedObject {
  object: KubeObject;
  unknown: readonly string[];
}

/**
 * Brings a parsed value into the form of a kind. Throws an `Error` in the decoder's words when it is none of
 * that kind.
 */
export function shapeObject(
  kinds: Kinds,
  served: Served,
  value: unknown,
  numbers?: ReadonlyMap<string, string>,
): ShapedObject {
  const problem = typeProblem(value);
  if (problem) throw new Error(`couldn't get version/kind; json parse error: ${problem}`);
  const { kind, apiVersion } = typeOf(value, served);
  const mismatch = kindMismatch(kinds, served, apiVersion, kind);
  if (mismatch) throw new Error(mismatch);
  const { value: known, unknownFields } = decode(served.schema, value ?? {}, { numbers });
  const object = { ...known, apiVersion, kind } as unknown as KubeObject;
  return {
    object: served.read(object),
    unknown: unknownFields.map((path) => `unknown field ${JSON.stringify(path)}`),
  };
}

/** What an object says it is; the kind that is expected where it says nothing. */
function typeOf(value: unknown, served: Served): { kind: string; apiVersion: string } {
  const { kind, apiVersion } = (value ?? {}) as Partial<KubeObject>;
  return { kind: kind || served.resource.kind, apiVersion: apiVersion || served.apiVersion };
}

/** Why an object of this kind cannot be taken here, if so. */
function kindMismatch(kinds: Kinds, served: Served, apiVersion: string, kind: string): string | undefined {
  const broken = brokenVersion(apiVersion);
  if (broken) return broken;
  const found = kinds.byKind(apiVersion, kind);
  if (!found && !isRegistered(apiVersion, kind)) {
    return `no kind "${kind}" is registered for version "${apiVersion}" in scheme ${scheme}`;
  }
  if (found ? found.strategy === served.strategy : isOtherVersion(kinds, served, apiVersion, kind)) {
    return undefined;
  }
  const group = served.strategy.resource.group.split('.')[0] || 'core';
  const version = apiVersion.split('/').at(-1);
  return `converting (${version}.${kind}) to (${group}.${served.resource.kind}): unknown conversion`;
}

/** Whether it is the kind in a version that Kubernetes can read but no longer serves. */
function isOtherVersion(kinds: Kinds, { strategy }: Served, apiVersion: string, kind: string): boolean {
  const [group] = apiVersion.split('/');
  return (
    kind === strategy.resource.kind &&
    kinds.all.some((one) => one.strategy === strategy && one.resource.group === group)
  );
}

function brokenVersion(apiVersion: string): string | undefined {
  return apiVersion.split('/').length > 2 ? `unexpected GroupVersion string: ${apiVersion}` : undefined;
}

function readDocument(body: Body, isStrict: boolean, expected: string): BodyDocument {
  let broken: string | undefined;
  try {
    const document = parseBody(body, isStrict);
    checkIsObject(document.value);
    broken = brokenVersion((document.value as Partial<KubeObject> | null)?.apiVersion ?? '');
    if (!broken) return document;
  } catch (error) {
    const { message } = error as Error;
    const isOwn = body.form === 'protobuf' || message.startsWith('yaml:');
    broken = isOwn ? message : `couldn't get version/kind; json parse error: ${message}`;
  }
  throw badRequest(
    `the object provided is unrecognized (must be of type ${expected}): ${broken} (${summaryOf(body.bytes)})`,
  );
}

const typeStruct =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

function checkIsObject(value: unknown): void {
  const problem = typeProblem(value);
  if (problem) throw new Error(problem);
}

/** Why neither version nor kind can be told of a value, in the words of Go's decoder. */
function typeProblem(value: unknown): string | undefined {
  if (typeof value !== 'object' || Array.isArray(value)) {
    return `json: cannot unmarshal ${goName(value)} into Go value of type ${typeStruct}`;
  }
  const wrong = Object.entries(value ?? {}).find(
    ([key, member]) =>
      (key === 'apiVersion' || key === 'kind') && typeof member !== 'string' && member !== null,
  );
  if (!wrong) return undefined;
  return `json: cannot unmarshal ${goName(wrong[1])} into Go struct field .${wrong[0]} of type string`;
}

function goName(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
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

interface DeletionBody extends Omit<Deletion, 'dryRun'> {
  kind?: string;
  apiVersion?: string;
  dryRun?: string[];
}

/** Decodes `DeleteOptions` from a body. 400 for a broken or foreign one, 422 for what is wrong in it. */
export function decodeDeletion(body: Body): Deletion {
  const options = parseDeletion(body);
  const { kind = '', apiVersion = '' } = options;
  if (kind && kind !== 'DeleteOptions') {
    throw badRequest(`no kind "${kind}" is registered for version "${apiVersion}" in scheme ${metaScheme}`);
  }
  const { propagationPolicy, orphanDependents, gracePeriodSeconds, preconditions, dryRun } = options;
  return checkDeletion({
    propagationPolicy: propagationPolicy ?? undefined,
    orphanDependents: orphanDependents ?? undefined,
    gracePeriodSeconds: gracePeriodSeconds ?? undefined,
    preconditions: preconditions ?? undefined,
    dryRun: dryRun ?? undefined,
  });
}

function parseDeletion(body: Body): DeletionBody {
  try {
    const { value } = parseBody(body, false);
    checkIsObject(value);
    return (value ?? {}) as DeletionBody;
  } catch (error) {
    throw badRequest(`couldn't get version/kind; json parse error: ${(error as Error).message}`);
  }
}
