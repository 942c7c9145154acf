import type { KubeObject } from '../meta/object';
import type { User } from './authenticate';
import { type Body, bodyText, parseBody } from './bodytext';
import { bodyForm, decodeDeletion, decodeObject, readBytes } from './decode';
import { respondParts, respondValue } from './encode';
import { badRequest, conflict, methodNotAllowed, unknownResource } from './errors';
import type { Served } from './kinds';
import { readVersion } from './listing';
import { negotiate } from './negotiation';
import { type Deletion, readDeletionQuery, readListQuery, readWriteQuery } from './options';
import { afterAdmission, withOwnersOnce } from './owners';
import { applyPatch, patchTypeOf } from './patching';
import { handlePodSubresource } from './podroutes';
import type { Deleted } from './registry';
import { type Representation, representList, representObject } from './represent';
import type { ResourcePath } from './requestinfo';
import { answerReview } from './reviews';
import type { ServerContext } from './server';
import { watchResponse } from './watchstream';

/** One request for a resource. */
export interface ResourceRequest {
  context: ServerContext;
  request: Request;
  query: URLSearchParams;
  path: ResourcePath;
  user: User;
  /** Takes the texts of `Warning` headers. */
  warnings: string[];
}

/** A request whose resource is known and whose answer's form is settled. */
export interface ServedRequest extends ResourceRequest {
  served: Served;
  representation: Representation;
}

/** Answers a request for a resource: finds its kind, settles the form of the answer, and calls the verb. */
export async function handleResource(request: ResourceRequest): Promise<Response> {
  const { context, path, query } = request;
  const served = context.kinds.find(path.group, path.version, path.plural);
  if (!served) return handleReview(request);
  if (!served.resource.namespaced && path.namespace !== undefined) throw unknownResource();
  if (served.resource.namespaced && path.namespace === undefined && path.name) throw unknownResource();
  const { headers, method } = request.request;
  const verb = verbFor(request, served);
  if (!verb) throw methodNotAllowed();
  if (method === 'PATCH') patchTypeOf(headers.get('content-type'));
  const isList = path.name === undefined;
  const format = negotiate(headers.get('accept') ?? '', headers.get('user-agent') ?? '', query, isList);
  const nowMs = context.registry.clock.now();
  return verb({ ...request, served, representation: { served, format, query, nowMs } });
}

type Verb = (request: ServedRequest) => Promise<Response>;

/**
 * The verb a method means for the collection, the object or the subresource of a path; none when it is not
 * allowed there.
 */
function verbFor({ request: { method }, path }: ResourceRequest, served: Served): Verb | undefined {
  if (path.isLegacyWatch) return method === 'GET' ? list : undefined;
  if (path.subresource) return subresourceVerb(method, path.subresource, served);
  if (path.name !== undefined) return objectVerbs[method];
  const isWhole = served.resource.namespaced && path.namespace === undefined;
  if (isWhole) return method === 'GET' ? list : undefined;
  if (method === 'DELETE' && served.collection === 'namespaces') return undefined;
  return collectionVerbs[method];
}

function subresourceVerb(
  method: string,
  subresource: string,
  { strategy, collection }: Served,
): Verb | undefined {
  if (subresource === 'status' && strategy.status) return statusVerbs[method];
  if (subresource === 'finalize' && collection === 'namespaces') return method === 'PUT' ? update : undefined;
  if (collection === 'pods') return handlePodSubresource(method, subresource);
  throw unknownResource();
}

const collectionVerbs: Record<string, Verb | undefined> = { GET: list, POST: create, DELETE: removeAll };
const objectVerbs: Record<string, Verb | undefined> = { GET: get, PUT: update, PATCH: patch, DELETE: remove };
const statusVerbs: Record<string, Verb | undefined> = { GET: get, PUT: update, PATCH: patch };

async function get({ context, served, path, query, representation }: ServedRequest): Promise<Response> {
  const version = query.get('resourceVersion');
  if (version) readVersion(version, 'get');
  const object = await context.registry.get(served, path.namespace, path.name!);
  return respondParts(representObject(representation, object), representation.format);
}

async function list(request: ServedRequest): Promise<Response> {
  const { context, served, path, representation } = request;
  const { registry, openWatches } = context;
  const query = readListQuery(request.query, served, path.name);
  if (query.watch || path.isLegacyWatch) {
    const { signal } = request.request;
    const { namespace } = path;
    return watchResponse({ registry, representation, namespace, query, open: openWatches, signal });
  }
  const listing = await registry.list(served, path.namespace, query);
  return respondParts(representList(representation, listing), representation.format);
}

async function create(request: ServedRequest): Promise<Response> {
  const { context, served, path, representation, warnings } = request;
  const body = await readBody(request.request);
  const { dryRun, fieldValidation } = readWriteQuery(request.query, 'CreateOptions');
  const warn = (warning: string) => warnings.push(warning);
  const decoded = decodeObject(context.kinds, served, body, fieldValidation, warn);
  const input = withOwnersOnce(decoded, warn);
  const object = await context.registry.create(served, path.namespace, input, { dryRun, warn });
  return respondParts(representObject(representation, object), representation.format, 201, warnings);
}

async function update(request: ServedRequest): Promise<Response> {
  const { context, served, path, representation, warnings } = request;
  const body = await readBody(request.request);
  const { dryRun, fieldValidation } = readWriteQuery(request.query, 'UpdateOptions');
  const warn = (warning: string) => warnings.push(warning);
  const decoded = decodeObject(context.kinds, served, body, fieldValidation, warn);
  checkIdentity(decoded, path);
  const input = withOwnersOnce(decoded, warn);
  const { subresource } = path;
  const object = await context.registry.update(
    served,
    path.namespace,
    path.name!,
    (current) => checkUid(served, path, input, current),
    { dryRun, warn, subresource },
  );
  return respondParts(representObject(representation, object), representation.format, 200, warnings);
}

async function patch(request: ServedRequest): Promise<Response> {
  const { context, served, path, representation, warnings } = request;
  const type = patchTypeOf(request.request.headers.get('content-type'));
  const text = bodyText({ bytes: await readBytes(request.request) });
  const { dryRun, fieldValidation } = readWriteQuery(request.query, 'PatchOptions');
  const warn = (warning: string) => warnings.push(warning);
  const { subresource } = path;
  const object = await context.registry.update(
    served,
    path.namespace,
    path.name!,
    (current) => {
      const next = applyPatch({ kinds: context.kinds, served, type, text, fieldValidation, warn }, current);
      checkIdentity(next, path);
      return withOwnersOnce(next, warn, afterAdmission);
    },
    { dryRun, warn, subresource },
  );
  return respondParts(representObject(representation, object), representation.format, 200, warnings);
}

async function remove(request: ServedRequest): Promise<Response> {
  const { context, served, path, representation, warnings } = request;
  const options = await readDeletion(request);
  const warn = (warning: string) => warnings.push(warning);
  const deleted = await context.registry.delete(served, path.namespace, path.name!, options, { warn });
  return deletedResponse(deleted, options, representation, warnings);
}

function deletedResponse(
  deleted: Deleted,
  options: Deletion,
  representation: Representation,
  warnings: readonly string[],
): Response {
  const { format } = representation;
  if ('details' in deleted) {
    const head = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' };
    return respondValue({ ...head, details: deleted.details }, format, 200, warnings);
  }
  const code = options.orphanDependents === false ? 202 : 200;
  return respondParts(representObject(representation, deleted.object), format, code, warnings);
}

async function removeAll(request: ServedRequest): Promise<Response> {
  const { context, served, path, representation, warnings } = request;
  const query = readListQuery(request.query, served);
  const options = await readDeletion(request);
  const warn = (warning: string) => warnings.push(warning);
  const listing = await context.registry.deleteCollection(served, path.namespace, query, options, { warn });
  const parts = representList(representation, listing);
  return respondParts(parts, representation.format, 200, warnings);
}

/** The options of a deletion: from the body when there is one, else from the query. */
async function readDeletion({ request, query }: ServedRequest): Promise<Deletion> {
  const bytes = await readBytes(request);
  if (bytes.length === 0) return readDeletionQuery(query);
  return decodeDeletion({ bytes, form: bodyForm(request.headers.get('content-type')) });
}

async function readBody(request: Request): Promise<Body> {
  const form = bodyForm(request.headers.get('content-type'));
  return { form, bytes: await readBytes(request) };
}

async function handleReview({ context, request, path, user }: ResourceRequest): Promise<Response> {
  const { discovery, registry } = context;
  const isKnown = discovery.groupVersions.some(
    ({ group, version, resources }) =>
      group === path.group && version === path.version && resources.some(({ name }) => name === path.plural),
  );
  if (!isKnown) throw unknownResource();
  if (request.method !== 'POST' || path.name !== undefined) throw methodNotAllowed();
  const { value } = parseBody(await readBody(request), false);
  const answer = answerReview(path, user, value, registry.clock);
  if (!answer) throw unknownResource();
  return respondValue(answer, { media: 'json', pretty: false, as: '', version: '' }, 201);
}

/** Refuses with 400 an object that bears another name or namespace than the URL. */
function checkIdentity({ metadata }: KubeObject, { name, namespace }: ResourcePath): void {
  if (namespace !== undefined && metadata.namespace && metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  if (!metadata.name) {
    throw badRequest(
      `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
    );
  }
  if (metadata.name !== name) {
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
    );
  }
}

/** Refuses with 409 to replace an object by one meant for another of the same name. */
function checkUid(
  served: Served,
  path: ResourcePath,
  next: KubeObject,
  { metadata }: KubeObject,
): KubeObject {
  const { uid } = next.metadata;
  if (!uid || uid === metadata.uid) return next;
  const key = ['/registry', served.resource.plural, path.namespace, path.name].filter(Boolean).join('/');
  const why =
    `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ` +
    `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`;
  throw conflict(served.plural, metadata.name ?? '', why);
}
