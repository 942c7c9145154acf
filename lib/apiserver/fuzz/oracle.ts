import { parse } from 'yaml';
import { sameJson } from '../../meta/equal';
import type { KubeObject } from '../../meta/object';
import type { Job } from '../../resources/job/types';
import type { Store } from '../../store/store';
import { parsePath, type ResourcePath } from '../requestinfo';
import type { FuzzRequest } from './requests';
import { bytesOf } from './textmutation';

/** What came back. */
export interface Answer {
  status: number;
  contentType: string;
  text: string;
}

/** A server under test. */
export interface Target {
  /** Sends a request; `undefined` when HTTP itself cannot carry it. Rejects when no answer comes in time. */
  send(request: FuzzRequest): Promise<Answer | undefined>;
  /** The store behind it, where that can be looked into. */
  store?: Pick<Store, 'revision' | 'check'>;
}

/** Refusals to show what was written, which Kubernetes makes after it was. */
const shownTooLate = /^406|Unable to convert to Table as requested/;

/** Whether an answer may have left a change behind: not when it refuses, reads, or only tries. */
export function mayChange({ method, path, body }: FuzzRequest, { status, text }: Answer): boolean {
  const isTrial = new URL(path, 'http://server').searchParams.getAll('dryRun').includes('All');
  // A deletion that has a body takes nothing from the query.
  const isDryRun = isTrial && (method !== 'DELETE' || !body?.length);
  const isDone = status < 300 || shownTooLate.test(`${status} ${text}`);
  return isDone && /^(POST|PUT|PATCH|DELETE)$/.test(method) && !isDryRun;
}

/** What Kubernetes itself answers with a code of 500 or more, by recorded cases and by its source. */
const kubernetesFaults: readonly RegExp[] = [
  /^(resourceVersion: Invalid value: .*: )?strconv\.ParseUint: parsing /s,
  /^resourceVersion should not be set on objects to be created$/,
  /^Timeout: Too large resource version: /,
  /^unknown patch type: /,
  /does not contain declared merge key: /,
  /^list element types are not identical: /,
  /^merging lists cannot yet be specified in the patch$/,
  /^The order in patch list:\n/,
  /^expected a \S+( \{\})?, but received a /,
  /^cannot merge lists without merge key for struct$/,
  /^\[?target\.(name: Required value|kind: Unsupported value)/,
  /^failed to create typed patch object /,
  /^failed to convert new object /,
];

/**
 * What Kubernetes itself stores and then refuses: a Binding may name a node as no node can be named, and a status be written with a prefix
 * that no name of the kind may have.
 */
const kubernetesLaxity = /is invalid: (spec\.nodeName|metadata\.generateName): Invalid value: /;

/** What is wrong with an answer by itself: its code, and the form of its body. One line for each fault. */
export function judgeAnswer(request: FuzzRequest, answer: Answer): string[] {
  const { status, text } = answer;
  if (status < 200 || status > 599) return [`the code is ${status}`];
  const path = pathOf(request);
  if (status < 300) return isWatch(answer) ? judgeStream(text) : judgeBody(answer);
  if (!path.isResource) return status < 500 ? [] : [`${status} for a path that is no resource`];
  if (request.method === 'HEAD') return status < 500 ? [] : [`${status} for HEAD`];
  return judgeRefusal(answer);
}

function judgeRefusal(answer: Answer): string[] {
  const { status, text } = answer;
  const body = readBody(answer) as
    | { kind?: string; status?: string; code?: number; message?: string }
    | undefined;
  if (body?.kind !== 'Status' || body.status !== 'Failure')
    return [`${status} without a Status: ${text.slice(0, 200)}`];
  const problems = body.code === status ? [] : [`the code is ${status}, that of the Status ${body.code}`];
  const isKnown = kubernetesFaults.some((pattern) => pattern.test(body.message ?? ''));
  return status >= 500 && !isKnown ? [...problems, `${status} ${body.message}`] : problems;
}

function judgeBody(answer: Answer): string[] {
  return answer.status !== 204 && readBody(answer) === undefined
    ? [`${answer.contentType} that is none`]
    : [];
}

function isWatch({ contentType, text }: Answer): boolean {
  return contentType === 'application/json' && /^\{"type":"[A-Z]+","object":/.test(text);
}

function judgeStream(text: string): string[] {
  for (const line of text.split('\n').slice(0, -1)) {
    const { type, object } = JSON.parse(line) as { type: string; object: { kind?: string; code?: number } };
    if (!/^(ADDED|MODIFIED|DELETED|BOOKMARK|ERROR)$/.test(type)) return [`a watch tells of ${type}`];
    if (type === 'ERROR' && (object.kind !== 'Status' || !object.code)) return ['an ERROR without a Status'];
  }
  return text.endsWith('\n') ? [] : ['a watch breaks off within a line'];
}

/** The value of an answer; `undefined` when it is not what its media type says. */
export function readBody({ contentType, text }: Answer): unknown {
  try {
    if (contentType.startsWith('application/json')) return text === '' ? null : JSON.parse(text);
    return contentType === 'application/yaml' ? parse(text) : text;
  } catch {
    return undefined;
  }
}

function pathOf({ path }: FuzzRequest): ReturnType<typeof parsePath> {
  return parsePath(new URL(path, 'http://server').pathname);
}

/** An object as a write left it, and where it is to be found. */
export interface Written {
  object: KubeObject;
  path: string;
  /** `/status`, where that was written. */
  subresource: string;
}

/** The object a write has stored, if the answer shows it as it is. */
export function writtenBy(request: FuzzRequest, answer: Answer): Written | undefined {
  const { pathname, searchParams } = new URL(request.path, 'http://server');
  const path = parsePath(pathname);
  const isWrite = /^(POST|PUT|PATCH)$/.test(request.method) && answer.status < 300;
  if (!isWrite || !path.isResource || searchParams.getAll('dryRun').some(Boolean)) return undefined;
  if (path.subresource !== '' && path.subresource !== 'status') return undefined;
  const object = readBody(answer) as KubeObject | null | undefined;
  if (!object?.metadata?.uid || /^meta\.k8s\.io/.test(object.apiVersion ?? '')) return undefined;
  const subresource = path.subresource && '/status';
  return { object, path: objectPath(path, object.metadata.name ?? ''), subresource };
}

function objectPath({ group, version, namespace, plural }: ResourcePath, name: string): string {
  const root = group ? `/apis/${group}/${version}` : `/api/${version}`;
  const below = [...(namespace === undefined ? [] : ['namespaces', namespace]), plural, name].map(
    encodeURIComponent,
  );
  return [root, ...below].join('/');
}

const asTable = 'application/json;as=Table;v=v1;g=meta.k8s.io';

/**
 * What is wrong with what was stored: it must be read as it was answered, as itself and as a row of a table, and a write that changes
 * nothing must be taken and change nothing.
 */
export async function judgeWritten(
  target: Target,
  { object, path, subresource }: Written,
): Promise<string[]> {
  const read = await target.send({ method: 'GET', path, headers: {}, body: undefined });
  if (read?.status === 404 && object.metadata.deletionTimestamp) return [];
  if (read?.status !== 200)
    return [`what was stored is read with ${read?.status}: ${read?.text.slice(0, 300)}`];
  const found = readBody(read);
  if (!sameJson(found, object)) return [`what is read is not what was answered: ${read.text.slice(0, 2000)}`];
  const table = await target.send({ method: 'GET', path, headers: { accept: asTable }, body: undefined });
  const { rows } = (table ? readBody(table) : {}) as { rows?: unknown[] };
  if (rows?.length !== 1) return [`what was stored is no row: ${table?.status} ${table?.text.slice(0, 500)}`];
  let kept = object;
  for (const below of ['', '', subresource]) {
    const body = bytesOf(JSON.stringify(kept));
    const put = await target.send({
      method: 'PUT',
      path: path + below,
      headers: { 'content-type': 'application/json' },
      body,
    });
    if (put?.status === 422 && kubernetesLaxity.test(put.text)) continue;
    const answer = put?.status === 200 ? (readBody(put) as KubeObject) : undefined;
    // The first update of a Job that shows the labels of its template is a change that does not show.
    const isFirst = kept === object && showsLabelsOfTemplate(object);
    if (
      !answer ||
      !sameJson(isFirst ? withoutVersion(answer) : answer, isFirst ? withoutVersion(kept) : kept)
    ) {
      return [
        `what is stored is refused or changed by PUT${below}: ${put?.status} ${put?.text.slice(0, 3000)}`,
      ];
    }
    kept = answer;
  }
  return [];
}

function showsLabelsOfTemplate(object: KubeObject): boolean {
  const { metadata, spec } = object as Partial<Job> & KubeObject;
  return metadata.labels !== undefined && sameJson(metadata.labels, spec?.template?.metadata?.labels);
}

function withoutVersion({ metadata: { resourceVersion: _, ...metadata }, ...rest }: KubeObject): object {
  return { ...rest, metadata };
}
