import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { adminUser, tokenAuthenticator, viewUser } from '../apiserver/access/authenticate';
import { systemNamespaces } from '../apiserver/admission';
import { localClient } from '../apiserver/local';
import { type ApiServer, createApiServer } from '../apiserver/server';
import type { ApiClient } from '../client/client';
import { type ControllersOptions, startControllers } from '../controllers/start';
import type { Driver } from '../kubelet/driver';
import { processDriver } from '../kubelet/drivers/process';
import { simulatedDriver } from '../kubelet/drivers/simulated';
import { type Kubelet, startKubelet } from '../kubelet/start';
import { failure, StatusError } from '../meta/status';
import { strategies } from '../resources/strategies';
import { openLmdbJournal } from '../store/lmdb';
import { createStore } from '../store/memory';
import type { Journal, Store } from '../store/store';
import { type Clock, toTime } from '../time/clock';
import type { Random } from '../time/random';
import { keptCertificates } from './certificates';
import { controllerMetrics } from './controllermetrics';
import { serveHttps } from './httpsserver';
import { writeKubeconfig } from './kubeconfig';
import { lockDataDir } from './lock';
import type { Log } from './log';
import { describeMachine } from './machine';
import type { ControlPlaneOptions } from './options';
import { processFamilies } from './processmetrics';
import { keepToken } from './token';

/** What the control plane is started with, besides its command line. */
export interface Surroundings {
  options: ControlPlaneOptions;
  clock: Clock;
  random: Random;
  log: Log;
  /** Is called when nothing more can be made durable: the process must end, and what is on disk counts. */
  fail: (error: unknown) => void;
}

export interface ControlPlane {
  url: string;
  /** Ends everything in order: requests, controllers, pods, store. */
  stop(): Promise<void>;
}

const version = 'v1.36.0+gantry';

/**
 * Puts the control plane together and starts it: store, API server, controllers, pod runtime, HTTPS. Resolves when it serves.
 * Rejects with a `HeldError` when another process has the data directory, and with the system's error when it cannot listen;
 * everything started by then has been stopped again.
 */
export async function startControlPlane(surroundings: Surroundings): Promise<ControlPlane> {
  const stops: (() => unknown)[] = [];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    return { ...(await start(surroundings, stops)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts the parts; each puts what stops it onto `stops`, which are called in reverse order. */
async function start(
  { options, clock, random, log, fail }: Surroundings,
  stops: (() => unknown)[],
): Promise<{ url: string }> {
  const { dataDir, runtime, host, port, kubeconfig } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  stops.push(lockDataDir(dataDir, toTime(clock.now())));
  const certificates = await keptCertificates(dataDir, clock.now());
  const { ca } = certificates;
  const token = keepToken(dataDir, 'token');
  const viewToken = keepToken(dataDir, 'token-view');

  const journal = failingLoudly(openLmdbJournal(path.join(dataDir, 'store')), fail);
  const store = createStore({ clock, journal });
  stops.push(() => store.close());
  for (const problem of store.check()) log(`the store is damaged: ${problem}`);

  const kubelet: { current?: Kubelet } = {};
  const measured = controllerMetrics(() => clock.now());
  const startMs = clock.now() - process.uptime() * 1000;
  const apiServer = createApiServer({
    store,
    clock,
    random,
    strategies,
    authenticate: tokenAuthenticator(
      new Map([
        [token, adminUser],
        [viewToken, viewUser],
      ]),
    ),
    podLogs: (...request) => (kubelet.current?.podLogs ?? noLogs)(...request),
    version,
    collectors: [measured.collect, () => processFamilies(startMs)],
  });
  await namespacesOf(store);

  const driver = await driverOf(options, clock, log);
  if (driver) {
    kubelet.current = startKubelet({
      client: localClient(apiServer, 'kubelet'),
      clock,
      driver,
      node: describeMachine(dataDir, runtime, version),
      log: (message) => log(`kubelet: ${message}`),
    });
    stops.push(() => kubelet.current?.stop());
  }
  const work = { clock, log, rootCa: ca, observer: measured.observer };
  startWork(localClient(apiServer, 'kube-controller-manager'), work, stops);

  const serving = await serveHttps({ handler: apiServer.answer, certificates, host, port, clock, log });
  stops.push(() => stopServing(apiServer, serving));
  writeKubeconfig(kubeconfig, { server: serving.url, ca, token });
  const viewing = { server: serving.url, ca, token: viewToken, user: 'built-in-view' };
  writeKubeconfig(path.join(dataDir, 'kubeconfig-view'), viewing);
  return { url: serving.url };
}

function startWork(
  client: ApiClient,
  { log, ...options }: Omit<ControllersOptions, 'client'>,
  stops: (() => unknown)[],
): void {
  const controllers = startControllers({
    ...options,
    client,
    log: (line) => log(`controllers: ${line}`),
  });
  stops.push(() => controllers.stop());
}

async function stopServing(apiServer: ApiServer, serving: { close(): Promise<void> }): Promise<void> {
  const closed = serving.close();
  apiServer.close();
  await closed;
}

/** A journal whose failure is told, besides rejecting what waits for it. */
function failingLoudly(journal: Journal, fail: (error: unknown) => void): Journal {
  return {
    ...journal,
    async append(revision, changes) {
      try {
        await journal.append(revision, changes);
      } catch (error) {
        fail(error);
        throw error;
      }
    },
  };
}

async function driverOf(options: ControlPlaneOptions, clock: Clock, log: Log): Promise<Driver | undefined> {
  const { dataDir, runtime } = options;
  switch (runtime) {
    case 'none':
      return undefined;
    case 'simulated':
      return simulatedDriver({ clock });
    case 'process':
      return processDriver({ dataDir, clock, log: (message) => log(`kubelet: ${message}`) });
  }
}

const noLogs: ApiServer['podLogs'] = async () => {
  const message = 'this control plane runs no pods (--runtime none), so it has no logs of them';
  throw new StatusError(failure(500, 'InternalError', message));
};

/** Resolves when the namespaces every cluster has are there. */
function namespacesOf(store: Store): Promise<void> {
  const keys = systemNamespaces.map((name) => `namespaces/${name}`);
  const missing = new Set(keys.filter((key) => !store.get(key)));
  if (missing.size === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = store.watch('namespaces/', store.durableRevision, (changes) => {
      for (const { key } of changes) missing.delete(key);
      if (missing.size > 0) return;
      queueMicrotask(() => stop());
      resolve();
    });
  });
}
