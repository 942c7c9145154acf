import type { KubeObject, ListMeta } from '../meta/object';
import type { Status } from '../meta/status';
import { yamlOf } from './bodies/yamltext';
import type { ApiResponse } from './message';
import type { Format } from './negotiation';
import { warningHeaders } from './warningheaders';

/** What has been encoded of an object. Stored objects never change, so this holds as long as they live. */
interface Encoded {
  /** Without `kind` and `apiVersion`, as an item of a list has it. */
  item?: Uint8Array<ArrayBuffer>;
  metadata?: string;
}

/** A piece of an answer: text that is still to be encoded, or bytes that are. */
export type Part = string | Uint8Array;

const encoded = new WeakMap<object, Encoded>();
const encoder = new TextEncoder();

/** UTF-8 bytes of a text. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

function encodedOf(object: KubeObject): Encoded {
  let known = encoded.get(object);
  if (!known) {
    known = {};
    encoded.set(object, known);
  }
  return known;
}

/** The JSON of an object as an item of a list: without `kind` and `apiVersion`. Encoded once. */
function itemBytes(object: KubeObject): Uint8Array<ArrayBuffer> {
  const known = encodedOf(object);
  if (!known.item) {
    const { kind: _kind, apiVersion: _apiVersion, ...rest } = object;
    known.item = bytesOf(JSON.stringify(rest));
  }
  return known.item;
}

function metadataText(object: KubeObject): string {
  const known = encodedOf(object);
  known.metadata ??= JSON.stringify(object.metadata);
  return known.metadata;
}

/** All parts in one array. Texts that follow each other are encoded together. */
export function joinParts(parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  const chunks: Uint8Array<ArrayBufferLike>[] = [];
  let text = '';
  for (const part of parts) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    if (text) chunks.push(encoder.encode(text));
    text = '';
    chunks.push(part);
  }
  if (chunks.length === 0) return encoder.encode(text);
  if (text) chunks.push(encoder.encode(text));
  return joinBytes(chunks);
}

function joinBytes(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (const chunk of chunks) length += chunk.length;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}

const comma = bytesOf(',');

/** The parts of one object's JSON. */
export function objectParts(object: KubeObject): Part[] {
  const head = `{"kind":${JSON.stringify(object.kind)},"apiVersion":${JSON.stringify(object.apiVersion)},`;
  return [head, itemBytes(object).subarray(1)];
}

/** An object's JSON as `PartialObjectMetadata`. */
export function partialText(object: KubeObject, version: string): string {
  const head = `{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/${version}","metadata":`;
  return `${head}${metadataText(object)}}`;
}

/** The parts of a list's JSON, each item as an item of its kind. */
export function listParts(
  kind: string,
  apiVersion: string,
  metadata: ListMeta,
  items: readonly KubeObject[],
): Part[] {
  const parts: Part[] = [listHead(kind, apiVersion, metadata), '['];
  for (const [position, item] of items.entries()) {
    if (position > 0) parts.push(comma);
    parts.push(itemBytes(item));
  }
  parts.push(']}');
  return parts;
}

/** The JSON of a list of `PartialObjectMetadata`; an empty one is `null`, as Go's nil list is. */
export function partialListText(version: string, metadata: ListMeta, items: readonly KubeObject[]): string {
  const head = listHead('PartialObjectMetadataList', `meta.k8s.io/${version}`, metadata);
  if (items.length === 0) return `${head}null}`;
  return `${head}[${items.map((item) => partialText(item, version)).join(',')}]}`;
}

function listHead(kind: string, apiVersion: string, metadata: ListMeta): string {
  return `{"kind":"${kind}","apiVersion":"${apiVersion}","metadata":${JSON.stringify(metadata)},"items":`;
}

/**
 * An answer of JSON parts in the format asked for, with a content length and, where given, `Warning` headers.
 */
export function respondParts(
  parts: readonly Part[],
  format: Format,
  code = 200,
  warnings: readonly string[] = [],
): ApiResponse {
  if (format.media === 'json' && !format.pretty) {
    return respond(joinParts([...parts, '\n']), 'application/json', code, warnings);
  }
  return respondValue(JSON.parse(new TextDecoder().decode(joinParts(parts))), format, code, warnings);
}

/** An answer of any value in the format asked for. */
export function respondValue(
  value: unknown,
  format: Format,
  code = 200,
  warnings: readonly string[] = [],
): ApiResponse {
  if (format.media === 'yaml') {
    return respond(bytesOf(yamlOf(value)), 'application/yaml', code, warnings);
  }
  const text = format.pretty ? JSON.stringify(value, null, 2) : `${JSON.stringify(value)}\n`;
  return respond(bytesOf(text), 'application/json', code, warnings);
}

/** An answer of plain text. */
export function respondText(text: string, code = 200): ApiResponse {
  return respond(bytesOf(text), 'text/plain; charset=utf-8', code);
}

/** The answer to a request that failed: the `Status` in the format asked for. */
export function respondStatus(status: Status, format: Format, warnings: readonly string[] = []): ApiResponse {
  const response = respondValue(status, format, status.code, warnings);
  const seconds = status.details?.retryAfterSeconds;
  if (!seconds) return response;
  return { ...response, headers: [...response.headers, ['retry-after', String(seconds)]] };
}

/** An answer of bytes. */
export function respond(
  body: Uint8Array<ArrayBuffer>,
  contentType: string,
  code: number,
  warnings: readonly string[] = [],
): ApiResponse {
  const headers: [string, string][] = [
    ['content-type', contentType],
    ['content-length', String(body.length)],
    ['cache-control', 'no-cache, private'],
  ];
  for (const header of warningHeaders(warnings)) headers.push(['warning', header]);
  return { status: code, headers, body };
}
