import type { LogOptions } from '../client/client';
import type { Store } from '../store/store';
import type { Clock } from '../time/clock';
import type { Random } from '../time/random';
import { systemNamespaces } from './admission';
import { type AnyStrategy, type Kinds, kindsOf } from './kinds';
import { Registry } from './registry';

/** Reads the log of a pod's container; rejects with a `StatusError`. The kubelet provides it. */
export type PodLogs = (
  namespace: string,
  pod: string,
  options: LogOptions,
) => Promise<ReadableStream<Uint8Array>>;

export interface ApiCoreOptions {
  store: Store;
  clock: Clock;
  random: Random;
  strategies: readonly AnyStrategy[];
  podLogs: PodLogs;
}

/** The API without a wire: the kinds that are served and the verbs on their objects. */
export interface ApiCore {
  readonly registry: Registry;
  readonly kinds: Kinds;
  readonly podLogs: PodLogs;
}

/** Creates the API on a store, and the namespaces every cluster has. */
export function createApiCore({ store, clock, random, strategies, podLogs }: ApiCoreOptions): ApiCore {
  const kinds = kindsOf(strategies);
  const registry = new Registry(store, clock, random);
  const namespaces = kinds.find('', 'v1', 'namespaces');
  const missing = systemNamespaces.filter((name) => !store.get(`namespaces/${name}`));
  for (const name of namespaces ? missing : []) {
    const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
    clock.spawn(
      async () => void (await registry.create(namespaces!, undefined, object, { manager: 'kube-apiserver' })),
    );
  }
  return { registry, kinds, podLogs };
}
