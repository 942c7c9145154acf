import type { ApiClient } from '../../client/client';
import type { Informer } from '../../client/informer';
import type { KubeObject } from '../../meta/object';
import { hasReason, StatusError } from '../../meta/status';
import { type ConfigMap, configMaps as configMapResource } from '../../resources/configmap/types';
import type { Resource } from '../../resources/kind';
import type { Namespace } from '../../resources/namespace/types';
import {
  type ServiceAccount,
  serviceAccounts as serviceAccountResource,
} from '../../resources/serviceaccount/types';
import type { Clock } from '../../time/clock';
import type { ControllersObserver } from '../runtime/observer';
import { createWorkQueue } from '../runtime/queue';

/** What this controller is started with. */
export interface BootstrapOptions {
  client: ApiClient;
  clock: Clock;
  namespaces: Informer<Namespace>;
  serviceAccounts: Informer<ServiceAccount>;
  configMaps: Informer<ConfigMap>;
  /** The certificate of the server's authority, in PEM. Without it no config map is made. */
  rootCa: string | undefined;
  report: (key: string, error: unknown) => void;
  observer?: ControllersObserver;
}

const accountName = 'default';
const certificateName = 'kube-root-ca.crt';
const descriptionKey = 'kubernetes.io/description';
const certificateNote = {
  [descriptionKey]:
    'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints ' +
    'such as the internal service IP or kubernetes.default.svc. ' +
    'No other usage is guaranteed across distributions of Kubernetes clusters.',
};

/**
 * Keeps in every active namespace what pods count on: the service account `default` and the config map
 * `kube-root-ca.crt`. Call when the informers are in step. Answers a function that stops it.
 */
export function startBootstrapController(options: BootstrapOptions): () => Promise<void> {
  const { client, clock, namespaces, serviceAccounts, configMaps, rootCa, report, observer } = options;
  const queue = createWorkQueue({ clock, work: furnish, report, observer: observer?.queue('bootstrap') });

  async function furnish(name: string): Promise<undefined> {
    const namespace = namespaces.get(undefined, name);
    if (!namespace || namespace.metadata.deletionTimestamp) return undefined;
    if (!serviceAccounts.get(name, accountName)) {
      await make(serviceAccountResource, { metadata: { name: accountName, namespace: name } });
    }
    if (rootCa === undefined) return undefined;
    const metadata = { name: certificateName, namespace: name, annotations: certificateNote };
    const wanted: ConfigMap = { metadata, data: { 'ca.crt': rootCa } };
    const present = configMaps.get(name, certificateName);
    if (!present) await make(configMapResource, wanted);
    else if (!isAsWanted(present, rootCa)) await client.update(configMapResource, restored(present, wanted));
    return undefined;
  }

  async function make<T extends KubeObject>(resource: Resource<T>, object: T): Promise<void> {
    try {
      await client.create(resource, object);
    } catch (error) {
      // There by now, or the namespace is going or gone.
      const isFine = error instanceof StatusError && [403, 404, 409].includes(error.code);
      if (!isFine || hasReason(error, 'Conflict')) throw error;
    }
  }

  const ends = [
    namespaces.subscribe((next) => next && queue.add(next.metadata.name!)),
    serviceAccounts.subscribe((next, previous) => {
      if (!next && previous?.metadata.name === accountName) queue.add(previous.metadata.namespace!);
    }),
    configMaps.subscribe((next, previous) => {
      const { metadata } = next ?? previous!;
      if (metadata.name === certificateName) queue.add(metadata.namespace!);
    }),
  ];
  return async () => {
    for (const end of ends) end();
    await queue.stop();
  };
}

/** Whether nobody changed the config map: it holds the certificate alone, and says what it is for. */
function isAsWanted({ metadata, data = {} }: ConfigMap, rootCa: string): boolean {
  const isAlone = Object.keys(data).length === 1 && data['ca.crt'] === rootCa;
  return isAlone && Boolean(metadata.annotations?.[descriptionKey]);
}

function restored(present: ConfigMap, { metadata, data }: ConfigMap): ConfigMap {
  const annotations = { ...present.metadata.annotations, ...metadata.annotations };
  return { ...present, metadata: { ...present.metadata, annotations }, data };
}
