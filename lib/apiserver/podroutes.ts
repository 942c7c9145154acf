import type { Pod } from '../resources/pod/types';
import { bodyForm, decodeSubresource, readBytes } from './decode';
import { respondValue } from './encode';
import { unknownResource } from './errors';
import { readWriteQuery } from './options';
import { bindPod, evictPod, logContainer, readLogOptions } from './pods';
import type { ServedRequest } from './resourceroutes';

type Verb = (request: ServedRequest) => Promise<Response>;

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
  return verbs[subresource]![method];
}

async function readLog({ context, served, path, query, request }: ServedRequest): Promise<Response> {
  const { registry, podLogs } = context;
  const options = readLogOptions(query, path.name!);
  const pod = (await registry.get(served, path.namespace, path.name!)) as Pod;
  const container = logContainer(pod, options.container);
  if (!pod.spec.nodeName) return new Response(null, { status: 204 });
  const { signal } = request;
  const body = await podLogs(path.namespace!, path.name!, { ...options, container, signal });
  return new Response(body, { status: 200, headers: { 'content-type': 'text/plain' } });
}

async function bind(request: ServedRequest): Promise<Response> {
  const { context, served, path } = request;
  const { dryRun } = readWriteQuery(request.query, 'CreateOptions');
  const body = await readObject(request, 'Binding', 'io.k8s.api.core.v1.Binding');
  await bindPod(context.registry, served, path.namespace, path.name!, body, { dryRun });
  return created(request);
}

async function evict(request: ServedRequest): Promise<Response> {
  const { context, served, path, query } = request;
  readWriteQuery(query, 'CreateOptions');
  const body = await readObject(request, 'Eviction', 'io.k8s.api.policy.v1.Eviction');
  await evictPod(context.registry, served, path.namespace, path.name!, body, query.getAll('dryRun'));
  return created(request);
}

async function readObject({ request }: ServedRequest, kind: string, definition: string) {
  const form = bodyForm(request.headers.get('content-type'));
  return decodeSubresource({ form, bytes: await readBytes(request) }, kind, definition);
}

function created({ representation }: ServedRequest): Response {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
  return respondValue(status, representation.format, 201);
}
