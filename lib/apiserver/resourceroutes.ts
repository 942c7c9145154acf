import type { KubeObject } from '../meta/object';
import type { User } from './access/authenticate';
import { handleReview } from './access/reviewroutes';
import { applyTo, readConfiguration, reportFault } from './apply/applying';
import { managerOfAgent } from './apply/fieldmanager';
import { bodyText } from './bodies/bodytext';
import { bodyForm, decodeDeletion, decodeObject, readBody, readBytes } from './bodies/decode';
import { applyPatch, patchTypeOf } from './bodies/patching';
import { respondParts, respondValue } from './encode';
import { badRequest, expectSame, methodNotAllowed, unknownResource } from './errors';
import { keyOf, type Served } from './kinds';
import { expectVersion, readVersion } from './listing';
import type { ApiRequest, ApiResponse } from './message';
import type { RequestRecord } from './metrics/requests';
import { expectStreamable, negotiate } from './negotiation';
import {
  type Deletion,
  flag,
  readDeletionQuery,
  readListQuery,
  readWriteQuery,
  type WriteQuery,
} from './options';
import { dedupOwners } from './ownerreferences';
import { handlePodSubresource } from './pods/podroutes';
import type { Deleted } from './registry';
import { type Representation, representList, representObject } from './represent';
import type { ResourcePath } from './requestinfo';
import type { ServerContext } from './server';
import { watchResponse } from './watch/watchstream';

/** One request for a resource. */
export interface ResourceRequest {
  context: ServerContext;
  request: ApiRequest;
  query: URLSearchParams;
  path: ResourcePath;
  user: User;
  /** Takes the texts of `Warning` headers. */
  warnings: string[];
  /** Is told of streams, where the request is counted. */
  record: RequestRecord | undefined;
}

/** A request whose resource is known and whose answer's form is settled. */
export interface ServedRequest extends ResourceRequest {
  served: Served;
  representation: Representation;
}

/** Answers a request for a resource: finds its kind, settles the form of the answer, and calls the verb. */
export async function handleResource(request: ResourceRequest): Promise<ApiResponse> {
  const { context, path, query } = request;
  const served = context.kinds.find(path.group, path.version, path.plural);
  if (!served) return handleReview(request);
  if (!served.resource.namespaced && path.namespace !== undefined) throw unknownResource();
  if (served.resource.namespaced && path.namespace === undefined && path.name) throw unknownResource();
  const { headers, method } = request.request;
  const verb = verbFor(request, served);
  if (!verb) throw methodNotAllowed();
  if (method === 'PATCH') patchTypeOf(headers.get('content-type'));
  const offer = {
    isList: path.name === undefined,
    others: served.collection === 'pods' && path.subresource === 'log' ? ['text/plain'] : [],
  };
  const format = negotiate(headers.get('accept') ?? '', headers.get('user-agent') ?? '', query, offer);
  const nowMs = context.registry.clock.now();
  return verb({ ...request, served, representation: { served, format, query, nowMs } });
}

type Verb = (request: ServedRequest) => Promise<ApiResponse>;
/** By HTTP method; a map, as a method may have any name. */
type Verbs = ReadonlyMap<string, Verb>;

/**
 * The verb a method means for the collection, the object or the subresource of a path; none when it is not
 * allowed there.
 */
function verbFor({ request: { method }, path }: ResourceRequest, served: Served): Verb | undefined {
  if (path.isLegacyWatch) return method === 'GET' ? list : undefined;
  if (path.subresource) return subresourceVerb(method, path.subresource, served);
  if (path.name !== undefined) return objectVerbs.get(method);
  const isWhole = served.resource.namespaced && path.namespace === undefined;
  if (isWhole) return method === 'GET' ? list : undefined;
  if (method === 'DELETE' && served.collection === 'namespaces') return undefined;
  return collectionVerbs.get(method);
}

function subresourceVerb(
  method: string,
  subresource: string,
  { strategy, collection }: Served,
): Verb | undefined {
  if (subresource === 'status' && strategy.status) return statusVerbs.get(method);
  if (subresource === 'finalize' && collection === 'namespaces') return method === 'PUT' ? update : undefined;
  if (collection === 'pods') return handlePodSubresource(method, subresource);
  throw unknownResource();
}

const collectionVerbs: Verbs = new Map([
  ['GET', list],
  ['POST', create],
  ['DELETE', removeAll],
]);
const objectVerbs: Verbs = new Map([
  ['GET', get],
  ['PUT', update],
  ['PATCH', patch],
  ['DELETE', remove],
]);
const statusVerbs: Verbs = new Map([
  ['GET', get],
  ['PUT', update],
  ['PATCH', patch],
]);

async function get({ context, served, path, query, representation }: ServedRequest): Promise<ApiResponse> {
  if (query.has('export') && flag(query, 'export')) {
    throw badRequest('the export parameter, deprecated since v1.14, is no longer supported');
  }
  const version = query.get('resourceVersion');
  if (version) expectVersion(readVersion(version, 'get'), context.registry.store);
  const object = await context.registry.get(served, path.namespace, path.name!);
  return respondParts(representObject(representation, object), representation.format);
}

async function list(request: ServedRequest): Promise<ApiResponse> {
  const { context, served, path, representation } = request;
  const { registry, openWatches } = context;
  const query = readListQuery(request.query, served, path.name);
  if (query.watch || path.isLegacyWatch) {
    expectStreamable(representation.format);
    const { record } = request;
    const { namespace } = path;
    return watchResponse({ registry, representation, namespace, query, open: openWatches, record });
  }
  const listing = await registry.list(served, path.namespace, query);
  return respondParts(representList(representation, listing), representation.format);
}

async function create(request: ServedRequest): Promise<ApiResponse> {
  const { context, served, path, representation, warnings } = request;
  const body = readBody(request.request);
  const options = readWriteQuery(request.query, 'CreateOptions');
  const write = writeContext(request, options);
  const given = decodeObject(context.kinds, served, body, options.fieldValidation, write.warn);
  const input = dedupOwners(given, write.warn);
  const object = await context.registry.create(served, path.namespace, input, write);
  return respondParts(representObject(representation, object), representation.format, 201, warnings);
}

async function update(request: ServedRequest): Promise<ApiResponse> {
  const { context, served, path, representation, warnings } = request;
  const body = readBody(request.request);
  const options = readWriteQuery(request.query, 'UpdateOptions');
  const write = writeContext(request, options);
  const given = decodeObject(context.kinds, served, body, options.fieldValidation, write.warn);
  const input = dedupOwners(given, write.warn);
  checkIdentity(input, path);
  if (createsOnUpdate(request)) {
    const { resourceVersion: _, ...metadata } = input.metadata;
    expectSame(served.plural, { ...input, metadata: { ...metadata, uid: '' } }, { uid: metadata.uid });
    const created = await context.registry.create(served, path.namespace, { ...input, metadata }, write);
    return respondParts(representObject(representation, created), representation.format, 201, warnings);
  }
  const object = await context.registry.update(
    served,
    path.namespace,
    path.name!,
    (current) => {
      expectSame(served.plural, current, { uid: input.metadata.uid });
      return input;
    },
    write,
  );
  return respondParts(representObject(representation, object), representation.format, 200, warnings);
}

/** Whether an update is of an object that is not there, of a kind that is created so. */
function createsOnUpdate({ context, served, path }: ServedRequest): boolean {
  if (!served.strategy.createsOnUpdate || path.subresource) return false;
  return context.registry.store.get(keyOf(served, path.namespace, path.name!)) === undefined;
}

async function patch(request: ServedRequest): Promise<ApiResponse> {
  const { context, served, path, representation, warnings } = request;
  const type = patchTypeOf(request.request.headers.get('content-type'));
  if (type === 'apply') return apply(request);
  const text = bodyText({ bytes: readBytes(request.request) });
  const options = readWriteQuery(request.query, 'PatchOptions');
  const write = writeContext(request, options);
  const patch = { kinds: context.kinds, served, type, text, ...options, warn: write.warn };
  const object = await context.registry.update(
    served,
    path.namespace,
    path.name!,
    (current) => {
      const next = applyPatch(patch, current);
      checkIdentity(next, path);
      return dedupOwners(next, write.warn, true);
    },
    write,
  );
  return respondParts(representObject(representation, object), representation.format, 200, warnings);
}

async function apply(request: ServedRequest): Promise<ApiResponse> {
  const { context, served, path, representation, warnings } = request;
  const bytes = readBytes(request.request);
  const options = readWriteQuery(request.query, 'PatchOptions', true);
  const write = writeContext(request, options);
  const { configuration, fault } = readConfiguration(bytes);
  const { kinds, registry } = context;
  const { object, isNew } = await registry.apply(
    served,
    path.namespace,
    path.name!,
    (current) => {
      const application = { ...write, kinds, served, isForced: options.force, nowMs: registry.clock.now() };
      const next = applyTo(application, current, configuration);
      reportFault(fault, options.fieldValidation, write.warn);
      checkIdentity(next, path);
      return next;
    },
    write,
  );
  const code = isNew ? 201 : 200;
  return respondParts(representObject(representation, object), representation.format, code, warnings);
}

/** What the registry is told of a write beside the object. */
function writeContext({ request, path, warnings }: ServedRequest, { dryRun, fieldManager }: WriteQuery) {
  return {
    dryRun,
    warn: (warning: string) => void warnings.push(warning),
    manager: fieldManager || managerOfAgent(request.headers.get('user-agent') ?? ''),
    subresource: path.subresource,
  };
}

async function remove(request: ServedRequest): Promise<ApiResponse> {
  const { context, served, path, representation, warnings } = request;
  const options = readDeletion(request);
  const warn = (warning: string) => warnings.push(warning);
  const deleted = await context.registry.delete(served, path.namespace, path.name!, options, { warn });
  return deletedResponse(deleted, options, representation, warnings);
}

function deletedResponse(
  deleted: Deleted,
  options: Deletion,
  representation: Representation,
  warnings: readonly string[],
): ApiResponse {
  const { format } = representation;
  if ('details' in deleted) {
    const head = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' };
    return respondValue({ ...head, details: deleted.details }, format, 200, warnings);
  }
  const code = options.orphanDependents === false && !deleted.isRemoved ? 202 : 200;
  return respondParts(representObject(representation, deleted.object), format, code, warnings);
}

async function removeAll(request: ServedRequest): Promise<ApiResponse> {
  const { context, served, path, representation, warnings } = request;
  const query = readListQuery(request.query, served);
  const options = readDeletion(request);
  const warn = (warning: string) => warnings.push(warning);
  const listing = await context.registry.deleteCollection(served, path.namespace, query, options, { warn });
  const parts = representList(representation, listing);
  return respondParts(parts, representation.format, 200, warnings);
}

/** The options of a deletion: from the body when there is one, else from the query. */
function readDeletion({ request, query }: ServedRequest): Deletion {
  const bytes = readBytes(request);
  if (bytes.length === 0) return readDeletionQuery(query);
  return decodeDeletion({ bytes, form: bodyForm(request.headers.get('content-type')) });
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
