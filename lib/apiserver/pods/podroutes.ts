import type { Pod } from '../../resources/pod/types';
import { admitCreate } from '../admission';
import { type Decodable, decodeObject, readBody } from '../bodies/decode';
import { respondValue } from '../encode';
import { unknownResource } from '../errors';
import type { ApiResponse } from '../message';
import type { RequestRecord } from '../metrics/requests';
import { readWriteQuery } from '../options';
import { expectNamespace } from '../registry';
import type { ServedRequest } from '../resourceroutes';
import { bindPod, evictPod, logContainer, readLogOptions } from './pods';

type Verb = (request: ServedRequest) => Promise<ApiResponse>;

const verbs: Record<string, Record<string, Verb>> = {
  log: { GET: readLog },
  binding: { POST: bind },
  eviction: { POST: evict },
};

/**
 * The verb of a pod's subresource; none when the method is not allowed. Throws 404 for subresources that are
 * not served.
 */
export function handlePodSubresource(method: string, subresource: string): Verb | undefined {
  if (!Object.hasOwn(verbs, subresource)) throw unknownResource();
  const own = verbs[subresource]!;
  return Object.hasOwn(own, method) ? own[method] : undefined;
}

async function readLog({
  context,
  served,
  path,
  query,
  request,
  record,
}: ServedRequest): Promise<ApiResponse> {
  const { registry, podLogs } = context;
  const options = readLogOptions(query, path.name!);
  const pod = (await registry.get(served, path.namespace, path.name!)) as Pod;
  const container = logContainer(pod, options.container);
  if (!pod.spec.nodeName) return { status: 204, headers: [], body: undefined };
  const { signal } = request;
  const log = await podLogs(path.namespace!, path.name!, { ...options, container, signal });
  const body = record ? recorded(log, record) : log;
  return { status: 200, headers: [['content-type', 'text/plain']], body };
}

/** A stream of which it is told when it opens and ends. */
function recorded(body: ReadableStream<Uint8Array>, record: RequestRecord): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  record.opened();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (!done) return controller.enqueue(value);
        record.ended();
        controller.close();
      } catch (error) {
        record.ended();
        controller.error(error);
      }
    },
    cancel(reason) {
      record.ended();
      return reader.cancel(reason);
    },
  });
}

async function bind(request: ServedRequest): Promise<ApiResponse> {
  const { context, served, path } = request;
  const { body, dryRun } = readObject(request, binding);
  await bindPod(context.registry, served, path.namespace, path.name!, body, { dryRun });
  return created(request);
}

async function evict(request: ServedRequest): Promise<ApiResponse> {
  const { context, served, path, query } = request;
  const { body } = readObject(request, eviction);
  await evictPod(context.registry, served, path.namespace, path.name!, body, query.getAll('dryRun'));
  return created(request);
}

const binding = unstored('v1', 'Binding', 'io.k8s.api.core.v1.Binding');
const eviction: Decodable = {
  ...unstored('policy/v1', 'Eviction', 'io.k8s.api.policy.v1.Eviction'),
  otherVersions: ['policy/v1beta1'],
};

/** What is asked of a pod as an object, and not kept. */
function unstored(apiVersion: string, kind: string, schema: string): Decodable {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const singular = kind.toLowerCase();
  const resource = { group, version, plural: `${singular}s`, singular, kind, namespaced: true };
  return { resource, apiVersion, schema, read: (object) => object };
}

/** Reads what is to be created under a pod, if its namespace takes anything new. */
function readObject({ context, served, path, request, query, warnings }: ServedRequest, expected: Decodable) {
  const given = readBody(request);
  const { dryRun, fieldValidation } = readWriteQuery(query, 'CreateOptions');
  const warn = (warning: string) => void warnings.push(warning);
  const body = decodeObject(context.kinds, expected, given, fieldValidation, warn);
  const { name, namespace = '' } = path;
  expectNamespace(body.metadata, namespace);
  admitCreate(context.registry.store, served, namespace, { ...body, metadata: { name } });
  return { body, dryRun };
}

function created({ representation, warnings }: ServedRequest): ApiResponse {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
  return respondValue(status, representation.format, 201, warnings);
}
