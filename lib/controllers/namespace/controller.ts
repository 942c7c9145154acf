import type { ApiClient } from '../../client/client';
import type { Informer } from '../../client/informer';
import { hasReason } from '../../meta/status';
import type { Resource } from '../../resources/kind';
import { type Namespace, namespaces as namespaceResource } from '../../resources/namespace/types';
import { pods as podResource } from '../../resources/pod/types';
import { type Clock, fromTime } from '../../time/clock';
import type { ControllersObserver } from '../runtime/observer';
import { createWorkQueue } from '../runtime/queue';
import { deletionConditions } from './conditions';
import { graceOf, type Leftover, leftoverOf, unexpectedIn } from './leftover';

/** What the namespace controller is started with. */
export interface NamespaceControllerOptions {
  client: ApiClient;
  clock: Clock;
  namespaces: Informer<Namespace>;
  /** The kinds that namespaces hold; pods are removed before the others. */
  contents: readonly Resource[];
  report: (key: string, error: unknown) => void;
  observer?: ControllersObserver;
}

/** What comes into a namespace at the last moment is seen before it is emptied. */
const graceMs = 5000;

/**
 * Content goes on its own once told to; this is how soon to look whether it has. It grows to the longer
 * time.
 */
const firstLookMs = 250;
const longestLookMs = 10_000;

interface Removal {
  left: readonly Leftover[];
  errors: readonly Error[];
  /** The conditions do not speak of what is left. */
  untold: boolean;
}

/**
 * Empties namespaces that are being deleted, tells in their conditions what is left, and lets them go when
 * nothing is. Call when the informer is in step. Answers a function that stops it.
 */
export function startNamespaceController(options: NamespaceControllerOptions): () => Promise<void> {
  const { client, clock, namespaces, contents, report, observer } = options;
  const looks = new Map<string, number>();
  const podKinds = contents.filter(({ plural }) => plural === podResource.plural);
  const otherKinds = contents.filter(({ plural }) => plural !== podResource.plural);
  const queue = createWorkQueue({ clock, work: empty, report, observer: observer?.queue('namespace') });

  async function empty(name: string): Promise<number | undefined> {
    const namespace = await fetch(name);
    if (!namespace?.metadata.deletionTimestamp || !namespace.spec?.finalizers?.length) {
      looks.delete(name);
      return undefined;
    }
    const { left, untold, errors } = await removeContents(
      name,
      fromTime(namespace.metadata.deletionTimestamp)!,
    );
    const told = await tell(namespace, untold ? [] : left, errors);
    if (errors.length > 0) throw errors[0];
    if (left.length > 0) {
      const lookMs = Math.min((looks.get(name) ?? firstLookMs / 2) * 2, longestLookMs);
      looks.set(name, lookMs);
      return lookMs;
    }
    looks.delete(name);
    await finalize(told);
    return undefined;
  }

  async function fetch(name: string): Promise<Namespace | undefined> {
    try {
      return await client.get(namespaceResource, undefined, name);
    } catch (error) {
      if (hasReason(error, 'NotFound')) return undefined;
      throw error;
    }
  }

  /** Pods first: what they use is taken away only when they are gone. That they are not yet is not told. */
  async function removeContents(name: string, deletedMs: number): Promise<Removal> {
    const pods = await removeKinds(podKinds, name, deletedMs);
    if (pods.left.length > 0) return { ...pods, untold: true };
    const others = await removeKinds(otherKinds, name, deletedMs);
    return { left: others.left, errors: [...pods.errors, ...others.errors], untold: false };
  }

  async function removeKinds(
    kinds: readonly Resource[],
    name: string,
    deletedMs: number,
  ): Promise<Omit<Removal, 'untold'>> {
    const left: Leftover[] = [];
    const errors: Error[] = [];
    for (const resource of kinds) {
      try {
        const leftover = await removeKind(resource, name, deletedMs);
        const unexpected = unexpectedIn(name, leftover);
        if (unexpected) errors.push(unexpected);
        if (leftover.objects.length > 0) left.push(leftover);
      } catch (error) {
        if (!hasReason(error, 'NotFound') && !hasReason(error, 'MethodNotAllowed'))
          errors.push(error as Error);
      }
    }
    return { left, errors };
  }

  async function removeKind(resource: Resource, name: string, deletedMs: number): Promise<Leftover> {
    const namespace = { namespace: name };
    const isPods = resource.plural === podResource.plural;
    const graceS = isPods
      ? graceOf((await client.list(podResource, namespace)).items, deletedMs, clock.now())
      : 0;
    await client.deleteCollection(resource, namespace, { propagationPolicy: 'Background' });
    return leftoverOf(resource, (await client.list(resource, namespace)).items, graceS);
  }

  async function tell(
    namespace: Namespace,
    left: readonly Leftover[],
    errors: readonly Error[],
  ): Promise<Namespace> {
    const before = namespace.status?.conditions ?? [];
    const conditions = deletionConditions(before, left, errors, clock.now());
    if (conditions === before && namespace.status?.phase === 'Terminating') return namespace;
    const status: Namespace['status'] = {
      ...namespace.status,
      phase: 'Terminating',
      conditions: [...conditions],
    };
    return client.update(namespaceResource, { ...namespace, status }, { subresource: 'status' });
  }

  async function finalize(namespace: Namespace): Promise<void> {
    const finalizers = namespace.spec?.finalizers?.filter((finalizer) => finalizer !== 'kubernetes');
    const finalized = { ...namespace, spec: { ...namespace.spec, finalizers } };
    try {
      await client.update(namespaceResource, finalized, { subresource: 'finalize' });
    } catch (error) {
      if (!hasReason(error, 'NotFound')) throw error;
    }
  }

  const end = namespaces.subscribe((next) => {
    if (next?.metadata.deletionTimestamp) queue.addAfter(next.metadata.name!, graceMs);
  });
  return async () => {
    end();
    await queue.stop();
  };
}
