import type { LogOptions } from '../client/client';
import { type FieldError, FieldPath, forbidden, invalid as invalidField } from '../meta/field';
import type { Condition, KubeObject, ObjectMeta } from '../meta/object';
import type { Pod } from '../resources/pod/types';
import { toTime } from '../time/clock';
import { badRequest, conflict, invalid, notFound, serverError } from './errors';
import { keyOf, type Served } from './kinds';
import { checkDeletion, flag, integer } from './options';
import type { Registry, WriteContext } from './registry';

/** A Binding: the node a scheduler chose for a pod. */
interface Binding extends KubeObject {
  target?: { kind?: string; name?: string };
}

/** An Eviction: a deletion that asks first. */
interface Eviction extends KubeObject {
  deleteOptions?: Parameters<typeof checkDeletion>[0];
}

const bindings = { group: '', name: 'pods/binding' };

/**
 * Binds a pod to a node: sets `spec.nodeName`, takes over the binding's annotations and labels, and notes
 * `PodScheduled`. 404 without the pod, 409 when it is bound already, being deleted, or gated.
 */
export async function bindPod(
  registry: Registry,
  served: Served,
  namespace: string | undefined,
  name: string,
  body: KubeObject,
  context: WriteContext = {},
): Promise<void> {
  const { target, metadata } = body as Binding;
  if (!target?.name) throw serverError('target.name: Required value');
  if (target.kind && target.kind !== 'Node') {
    throw serverError(
      `target.kind: Unsupported value: ${JSON.stringify(target.kind)}: supported values: "Node", "<empty>"`,
    );
  }
  const current = registry.store.get<Pod>(keyOf(served, namespace, name));
  if (!current) throw notFound(served.plural, name);
  const pod = current.object;
  const why = whyUnbindable(pod, metadata);
  if (why) throw conflict(bindings, name, why);
  await registry.replace(
    served,
    current,
    boundPod(pod, target.name, metadata, registry.clock.now()),
    context,
  );
}

function whyUnbindable({ metadata, spec }: Pod, asked: ObjectMeta): string | undefined {
  if (asked.uid && asked.uid !== metadata.uid) {
    return `Precondition failed: UID in precondition: ${asked.uid}, UID in object meta: ${metadata.uid}`;
  }
  if (metadata.deletionTimestamp) {
    return `pod ${metadata.name} is being deleted, cannot be assigned to a host`;
  }
  if (spec.nodeName) return `pod ${metadata.name} is already assigned to node "${spec.nodeName}"`;
  if ((spec.schedulingGates ?? []).length > 0) {
    return `pod ${metadata.name} has non-empty .spec.schedulingGates`;
  }
  return undefined;
}

function boundPod(pod: Pod, nodeName: string, { annotations, labels }: ObjectMeta, nowMs: number): Pod {
  const scheduled: Condition = {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: toTime(nowMs),
  };
  const others = pod.status?.conditions?.filter(({ type }) => type !== scheduled.type) ?? [];
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      ...(annotations ? { annotations: { ...pod.metadata.annotations, ...annotations } } : {}),
      ...(labels ? { labels: { ...pod.metadata.labels, ...labels } } : {}),
    },
    spec: { ...pod.spec, nodeName },
    status: { ...pod.status, conditions: [...others, scheduled] },
  };
}

/**
 * Evicts a pod: there are no disruption budgets here, so it is deleted with the options the eviction carries.
 */
export async function evictPod(
  registry: Registry,
  served: Served,
  namespace: string | undefined,
  name: string,
  body: KubeObject,
): Promise<void> {
  const { metadata, deleteOptions } = body as Eviction;
  if (metadata.name && metadata.name !== name) {
    throw badRequest('name in URL does not match name in Eviction object');
  }
  await registry.delete(served, namespace, name, checkDeletion(deleteOptions ?? {}));
}

/** Reads and checks the options of a log request; 400 or 422 for what is wrong with them. */
export function readLogOptions(query: URLSearchParams, name: string): LogOptions {
  const options: LogOptions = {
    container: query.get('container') || undefined,
    follow: flag(query, 'follow') ?? false,
    previous: flag(query, 'previous') ?? false,
    timestamps: flag(query, 'timestamps') ?? false,
    sinceSeconds: integer(query, 'sinceSeconds'),
    sinceTime: query.get('sinceTime') || undefined,
    tailLines: integer(query, 'tailLines'),
    limitBytes: integer(query, 'limitBytes'),
  };
  checkLogOptions(options, name);
  return options;
}

/** Refuses with 422 log options that contradict each other or are out of range. */
export function checkLogOptions(options: LogOptions, name: string): void {
  const errors: FieldError[] = [];
  const { tailLines, limitBytes, sinceSeconds, sinceTime } = options;
  const positive = 'must be greater than 0';
  if (tailLines !== undefined && tailLines < 0) {
    errors.push(invalidField(FieldPath.of('tailLines'), tailLines, 'must be greater than or equal to 0'));
  }
  if (limitBytes !== undefined && limitBytes < 1) {
    errors.push(invalidField(FieldPath.of('limitBytes'), limitBytes, positive));
  }
  if (sinceSeconds !== undefined && sinceTime !== undefined) {
    errors.push(forbidden(FieldPath.whole, 'at most one of `sinceTime` or `sinceSeconds` may be specified'));
  } else if (sinceSeconds !== undefined && sinceSeconds < 1) {
    errors.push(invalidField(FieldPath.of('sinceSeconds'), sinceSeconds, positive));
  }
  if (errors.length > 0) throw invalid({ group: '', name: 'PodLogOptions' }, name, errors);
}

/** The container whose log is asked for: the one named, or the only one. 400 when that is none. */
export function logContainer({ metadata, spec }: Pod, asked: string | undefined): string {
  const { name } = metadata;
  const containers = spec.containers.map((container) => container.name);
  const init = (spec.initContainers ?? []).map((container) => container.name);
  const ephemeral = (spec.ephemeralContainers ?? []).map((container) => container.name);
  if (asked) {
    if ([...containers, ...init, ...ephemeral].includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${name}`);
  }
  if (containers.length === 1) return containers[0]!;
  const others = init.length > 0 ? ` or one of the init containers: [${init.join(' ')}]` : '';
  throw badRequest(
    `a container name must be specified for pod ${name}, choose one of: [${containers.join(' ')}]${others}`,
  );
}
