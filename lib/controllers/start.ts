import type { ApiClient } from '../client/client';
import { type Informer, startInformer } from '../client/informer';
import type { KubeObject } from '../meta/object';
import { hasReason } from '../meta/status';
import { resources } from '../resources/catalog';
import type { ConfigMap } from '../resources/configmap/types';
import type { CronJob } from '../resources/cronjob/types';
import type { Job } from '../resources/job/types';
import type { Resource } from '../resources/kind';
import type { Namespace } from '../resources/namespace/types';
import type { Node } from '../resources/node/types';
import type { Pod } from '../resources/pod/types';
import type { ServiceAccount } from '../resources/serviceaccount/types';
import type { Clock } from '../time/clock';
import { startBootstrapController } from './bootstrap/controller';
import { startCronJobController } from './cronjob/controller';
import { ofCronJob } from './cronjob/sync';
import { startGarbageCollector } from './gc/controller';
import { ownedBy } from './gc/graph';
import { startJobController } from './job/controller';
import { podIndexes } from './job/podfacts';
import { startNamespaceController } from './namespace/controller';
import { runsAfter, startOrderController } from './order/controller';
import { startPodGc } from './podgc/controller';
import type { ControllersObserver } from './runtime/observer';
import { createEventWriter } from './runtime/recorder';
import { startTtlController } from './ttl/controller';

/** What the controllers are started with. */
export interface ControllersOptions {
  client: ApiClient;
  clock: Clock;
  /** Is given a line for what went wrong and will be tried again. */
  log: (line: string) => void;
  /** PEM of the authority that signed the server's certificate, for the config map pods find it in. */
  rootCa?: string;
  /** Is told what the controllers do, for metrics. */
  observer?: ControllersObserver;
}

/** Kinds the garbage collector does not watch: events belong to nobody. */
const notCollected = new Set(['events']);

/**
 * Starts every controller on one client: Jobs, CronJobs, garbage collection, and the upkeep of namespaces
 * and pods. They begin when their local copies are in step. `stop` resolves when the work under way has
 * ended.
 */
export function startControllers(options: ControllersOptions): { stop(): Promise<void> } {
  const { client, clock } = options;
  const collected = Object.values(resources).filter(({ plural }) => !notCollected.has(plural));
  const informers = new Map(
    collected.map((resource) => {
      const indexes = { ownedBy, ...indexesOf[resource.plural] };
      return [resource.plural, startInformer(client, clock, resource, { indexes })] as const;
    }),
  );
  const informerOf = <T extends KubeObject>(plural: string) =>
    informers.get(plural) as unknown as Informer<T>;
  const stops: (() => Promise<void>)[] = [];
  let stopped = false;

  clock.spawn(async () => {
    await Promise.all([...informers.values()].map((informer) => informer.synced()));
    if (stopped) return;
    const collections = collected.map((resource) => ({
      resource,
      informer: informers.get(resource.plural)!,
    }));
    stops.push(...startAll({ ...options, informerOf, collections }));
  });

  return {
    async stop() {
      stopped = true;
      await Promise.all(stops.map((stop) => stop()));
      for (const informer of informers.values()) informer.stop();
    },
  };
}

/** The indexes controllers read besides that by owner. */
const indexesOf: Readonly<Record<string, Record<string, (object: KubeObject) => readonly string[]>>> = {
  pods: podIndexes as unknown as Record<string, (object: KubeObject) => readonly string[]>,
  jobs: { ofCronJob, runsAfter } as unknown as Record<string, (object: KubeObject) => readonly string[]>,
};

interface Started extends ControllersOptions {
  informerOf: <T extends KubeObject>(plural: string) => Informer<T>;
  collections: { resource: Resource; informer: Informer<KubeObject> }[];
}

function startAll(started: Started): (() => Promise<void>)[] {
  const { client, clock, log, rootCa, observer, informerOf, collections } = started;
  const events = createEventWriter(client, clock, log);
  const reporter = (controller: string) => (key: string, error: unknown) => {
    // Somebody else's write came first, or what it was about is gone: the next look sees it.
    if (hasReason(error, 'Conflict') || hasReason(error, 'NotFound')) return;
    log(`${controller}: ${key}: ${error instanceof Error ? error.message : String(error)}`);
  };
  const jobs = informerOf<Job>('jobs');
  const pods = informerOf<Pod>('pods');
  const namespaces = informerOf<Namespace>('namespaces');
  const contents = Object.values(resources).filter(({ namespaced }) => namespaced);
  return [
    startJobController({ client, clock, jobs, pods, events, report: reporter('job'), observer }),
    startCronJobController({
      client,
      clock,
      cronJobs: informerOf<CronJob>('cronjobs'),
      jobs,
      events,
      report: reporter('cronjob'),
      observer,
    }),
    startOrderController({ client, clock, jobs, events, report: reporter('order'), observer }),
    startTtlController({ client, clock, jobs, report: reporter('ttl'), observer }),
    startGarbageCollector({ client, clock, collections, events, report: reporter('gc'), observer }),
    startPodGc({ client, clock, pods, nodes: informerOf<Node>('nodes'), report: reporter('podgc') }),
    startNamespaceController({
      client,
      clock,
      namespaces,
      contents,
      report: reporter('namespace'),
      observer,
    }),
    startBootstrapController({
      client,
      clock,
      namespaces,
      serviceAccounts: informerOf<ServiceAccount>('serviceaccounts'),
      configMaps: informerOf<ConfigMap>('configmaps'),
      rootCa,
      report: reporter('bootstrap'),
      observer,
    }),
    () => events.flush(),
  ];
}
