import type { ApiClient } from '../../client/client';
import type { Informer } from '../../client/informer';
import { hasReason } from '../../meta/status';
import type { Resource } from '../../resources/kind';
import { type Namespace, namespaces as namespaceResource } from '../../resources/namespace/types';
import type { Clock } from '../../time/clock';
import type { ControllersObserver } from '../runtime/observer';
import { createWorkQueue } from '../runtime/queue';
import { deletionConditions, type Remains } from './conditions';

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

/**
 * Empties namespaces that are being deleted, tells in their conditions what is left, and lets them go when
 * nothing is. Call when the informer is in step. Answers a function that stops it.
 */
export function startNamespaceController(options: NamespaceControllerOptions): () => Promise<void> {
  const { client, clock, namespaces, contents, report, observer } = options;
  const looks = new Map<string, number>();
  const queue = createWorkQueue({ clock, work: empty, report, observer: observer?.queue('namespace') });

  async function empty(name: string): Promise<number | undefined> {
    const namespace = await fetch(name);
    if (!namespace?.metadata.deletionTimestamp || !namespace.spec?.finalizers?.length) {
      looks.delete(name);
      return undefined;
    }
    const { remains, errors } = await removeContents(name);
    const told = await tell(namespace, remains, errors);
    if (errors.length > 0) throw errors[0];
    if (remains.length > 0) {
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

  /** Pods first: what they use is taken away only when they have ended. */
  async function removeContents(name: string): Promise<{ remains: Remains[]; errors: Error[] }> {
    const remains: Remains[] = [];
    const errors: Error[] = [];
    const pods = contents.filter(({ plural }) => plural === 'pods');
    const others = contents.filter(({ plural }) => plural !== 'pods');
    for (const group of [pods, others]) {
      for (const resource of group) {
        try {
          await client.deleteCollection(resource, { namespace: name }, { propagationPolicy: 'Background' });
          const { items } = await client.list(resource, { namespace: name });
          if (items.length > 0) remains.push({ resource, objects: items });
        } catch (error) {
          if (!hasReason(error, 'NotFound') && !hasReason(error, 'MethodNotAllowed'))
            errors.push(error as Error);
        }
      }
      if (remains.length > 0) break;
    }
    return { remains, errors };
  }

  async function tell(namespace: Namespace, remains: Remains[], errors: Error[]): Promise<Namespace> {
    const before = namespace.status?.conditions ?? [];
    const conditions = deletionConditions(before, remains, errors, clock.now());
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
