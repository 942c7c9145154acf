import type { LogOptions } from '../../client/client';
import {
  type FieldError,
  FieldPath,
  forbidden,
  invalid as invalidField,
  notSupported,
  required,
} from '../../meta/field';
import type { Condition, KubeObject, ObjectMeta } from '../../meta/object';
import type { Pod } from '../../resources/pod/types';
import { readTime } from '../../resources/schema/times';
import { toTime } from '../../time/clock';
import { checkPreconditions } from '../deletion';
import { badRequest, conflict, expectSame, invalid, joinedErrors, notFound, serverError } from '../errors';
import { keyOf, type Served } from '../kinds';
import { checkDeletion, flag, integer } from '../options';
import type { Registry, WriteContext } from '../registry';

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
  if (metadata.name !== name) throw badRequest('name in URL does not match name in Binding object');
  const errors = bindingErrors(target);
  if (errors.length > 0) throw serverError(joinedErrors(errors));
  const current = registry.store.get<Pod>(keyOf(served, namespace, name));
  if (!current) throw notFound(served.plural, name);
  const pod = current.object;
  expectSame(served.plural, pod, metadata);
  const why = whyUnbindable(pod);
  if (why) throw conflict(bindings, name, why);
  await registry.replace(
    served,
    current,
    boundPod(pod, target!.name!, metadata, registry.clock.now()),
    context,
  );
}

function bindingErrors({ kind, name }: NonNullable<Binding['target']> = {}): FieldError[] {
  const path = FieldPath.of('target');
  return [
    ...(kind && kind !== 'Node' ? [notSupported(path.child('kind'), kind, ['Node', '<empty>'])] : []),
    ...(name ? [] : [required(path.child('name'))]),
  ];
}

function whyUnbindable({ metadata, spec }: Pod): string | undefined {
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
  const { nominatedNodeName: _, ...status } = pod.status ?? {};
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      ...(annotations ? { annotations: { ...pod.metadata.annotations, ...annotations } } : {}),
      ...(labels ? { labels: { ...pod.metadata.labels, ...labels } } : {}),
    },
    spec: { ...pod.spec, nodeName },
    status: withCondition(status, { type: 'PodScheduled', status: 'True' }, nowMs),
  };
}

/** A pod's status with a condition set, where it stood before or at the end (`UpdatePodCondition`). */
function withCondition(
  status: NonNullable<Pod['status']>,
  condition: Condition,
  nowMs: number,
): Pod['status'] {
  const conditions = status.conditions ?? [];
  const at = conditions.findIndex(({ type }) => type === condition.type);
  const before = at < 0 ? undefined : conditions[at];
  const isSame = before?.status === condition.status;
  const lastTransitionTime = isSame ? before.lastTransitionTime : toTime(nowMs);
  const next = { lastProbeTime: null, ...condition, lastTransitionTime };
  return { ...status, conditions: before ? conditions.with(at, next) : [...conditions, next] };
}

/**
 * Evicts a pod: there are no disruption budgets here, so it gets the condition that tells of the disruption, and is
 * deleted with the options the eviction carries. 404 without the pod, 409 when a precondition does not hold.
 */
export async function evictPod(
  registry: Registry,
  served: Served,
  namespace: string | undefined,
  name: string,
  body: KubeObject,
  dryRun: readonly string[] = [],
): Promise<void> {
  const { metadata, deleteOptions = {} } = body as Eviction;
  if (metadata.name !== name) throw badRequest('name in URL does not match name in Eviction object');
  const options = checkDeletion({
    ...deleteOptions,
    dryRun: agreedDryRun(dryRun, deleteOptions.dryRun ?? []),
  });
  if (options.dryRun) {
    await registry.delete(served, namespace, name, options);
    return;
  }
  const nowMs = registry.clock.now();
  const change = (current: KubeObject) => {
    checkPreconditions(served, current, options);
    const pod = current as Pod;
    return { ...pod, status: withCondition(pod.status ?? {}, evicting, nowMs) };
  };
  const marked = await registry.update(served, namespace, name, change, { subresource: 'status' });
  const { preconditions } = options;
  const { resourceVersion } = marked.metadata;
  const next = preconditions?.resourceVersion ? { ...preconditions, resourceVersion } : preconditions;
  await registry.delete(served, namespace, name, { ...options, preconditions: next });
}

const evicting: Condition = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'EvictionByEvictionAPI',
  message: 'Eviction API: evicting',
};

/** What the request and the eviction in it say of a dry run: one may be silent. */
function agreedDryRun(asked: readonly string[], carried: readonly string[]): readonly string[] {
  if (carried.length === 0) return asked;
  if (asked.length === 0 || asked.join() === carried.join()) return carried;
  throw serverError(
    `Non-matching dry-run options in request and content: [${asked.join(' ')}] and [${carried.join(' ')}]`,
  );
}

/** Reads and checks the options of a log request; 400 or 422 for what is wrong with them. */
export function readLogOptions(query: URLSearchParams, name: string): LogOptions {
  const options: LogOptions = {
    container: query.get('container') || undefined,
    follow: flag(query, 'follow') ?? false,
    previous: flag(query, 'previous') ?? false,
    timestamps: flag(query, 'timestamps') ?? false,
    sinceSeconds: integer(query, 'sinceSeconds'),
    sinceTime: sinceTimeOf(query),
    tailLines: integer(query, 'tailLines'),
    limitBytes: integer(query, 'limitBytes'),
  };
  checkLogOptions(options, name, query.has('stream'));
  return options;
}

function sinceTimeOf(query: URLSearchParams): string | undefined {
  const text = query.get('sinceTime') || undefined;
  try {
    if (text !== undefined && text !== 'null') readTime(text);
  } catch (error) {
    throw badRequest((error as Error).message);
  }
  return text;
}

/** Refuses with 422 log options that contradict each other or are out of range. */
export function checkLogOptions(options: LogOptions, name: string, namesStream = false): void {
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
  if (namesStream) errors.push(forbidden(FieldPath.of('stream'), 'may not be specified'));
  if (errors.length > 0) throw invalid({ group: '', name: 'PodLogOptions' }, name, errors);
}

/** The container whose log is asked for: the one named, or the only one. 400 when that is none. */
export function logContainer({ metadata, spec }: Pod, asked: string | undefined): string {
  const { name } = metadata;
  const all = [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])];
  const names = all.map((container) => container.name);
  if (asked) {
    if (names.includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${name}`);
  }
  if (spec.containers.length === 1) return spec.containers[0]!.name;
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]`);
}
