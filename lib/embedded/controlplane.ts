import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { adminUser, tokenAuthenticator } from '../apiserver/authenticate';
import { localClient } from '../apiserver/local';
import { createApiServer } from '../apiserver/server';
import type { ApiClient } from '../client/client';
import { startControllers } from '../controllers/start';
import { startKubelet } from '../kubelet/start';
import { failure, StatusError } from '../meta/status';
import { strategies } from '../resources/strategies';
import { openLmdbJournal } from '../store/lmdb';
import { createStore } from '../store/memory';
import type { Clock } from '../time/clock';
import type { Random } from '../time/random';
import { keptCertificates } from './certificates';
import { readIfThere, writePrivate } from './files';
import { serveHttps } from './httpserver';
import { kubeconfigText } from './kubeconfig';
import { describeMachine, openDriver } from './machine';
import type { ControlPlaneOptions } from './options';

/** A control plane that serves. */
export interface ControlPlane {
  server: string;
  /** Ends pods, streams and controllers, in this order, and closes the store; within five seconds. */
  stop(): Promise<void>;
}

interface Surroundings {
  clock: Clock;
  random: Random;
  log: (line: string) => void;
}

/** What requests under way get to finish when the control plane stops. */
const stopGraceMs = 1000;

/**
 * Starts a control plane on a data directory that is already locked: store, API server, controllers, pod runtime. Resolves when it
 * serves and the kubeconfig is written. Rejects when the address is taken or the store cannot be opened.
 */
export async function startControlPlane(
  options: ControlPlaneOptions,
  { clock, random, log }: Surroundings,
): Promise<ControlPlane> {
  const { dataDir, host, port, kubeconfig } = options;
  const certificates = await keptCertificates(dataDir, clock.now());
  const token = keptToken(dataDir);
  const storeDir = path.join(dataDir, 'store');
  mkdirSync(storeDir, { recursive: true, mode: 0o700 });
  const store = createStore({ clock, journal: openLmdbJournal(storeDir) });
  let kubelet: ReturnType<typeof startKubelet> | undefined;
  const api = createApiServer({
    store,
    clock,
    random,
    strategies,
    authenticate: tokenAuthenticator(new Map([[token, adminUser]])),
    podLogs: (...request) => (kubelet ? kubelet.podLogs(...request) : Promise.reject(noKubelet())),
  });
  const { certificate, key, ca } = certificates;
  const https = await serveHttps({ host, port, certificate, key, handle: api.handle, log }).catch(
    async (error) => {
      await store.close();
      throw error;
    },
  );
  const client = localClient(api);
  const controllers = startControllers({ client, clock, random, log, rootCa: ca });
  kubelet = startRuntime(options, client, { clock, random, log });

  const server = `https://${host.includes(':') ? `[${host}]` : host}:${https.port}`;
  writePrivate(kubeconfig, kubeconfigText({ server, ca, token }));
  return {
    server,
    async stop() {
      await kubelet?.stop();
      api.close();
      await controllers.stop();
      await https.stop(stopGraceMs);
      await store.close();
    },
  };
}

function startRuntime(
  { runtime, dataDir }: ControlPlaneOptions,
  client: ApiClient,
  { clock, random, log }: Surroundings,
): ReturnType<typeof startKubelet> | undefined {
  if (runtime === 'none') return undefined;
  const driver = openDriver(runtime, path.join(dataDir, 'pods'), { clock, random, log });
  return startKubelet({ client, clock, driver, node: describeMachine(runtime), log });
}

function keptToken(dataDir: string): string {
  const file = path.join(dataDir, 'token');
  const kept = readIfThere(file)?.trim();
  if (kept) return kept;
  const token = randomBytes(24).toString('base64url');
  writePrivate(file, `${token}\n`);
  return token;
}

/** What the API server answers when it cannot reach a kubelet, which is the case when pods are left to somebody else. */
function noKubelet(): StatusError {
  return new StatusError(
    failure(
      500,
      'InternalError',
      'Internal error occurred: the control plane runs without a pod runtime, so it has no logs',
      {
        causes: [{ message: 'the control plane runs without a pod runtime, so it has no logs' }],
      },
    ),
  );
}
