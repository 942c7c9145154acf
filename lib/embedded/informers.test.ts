import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CoreV1Api, KubeConfig, makeInformer, type V1ConfigMap } from '@kubernetes/client-node';
import { Agent, fetch as fetchWith } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { adminUser, tokenAuthenticator } from '../apiserver/access/authenticate';
import { localClient } from '../apiserver/local';
import { createApiServer } from '../apiserver/server';
import type { ApiClient } from '../client/client';
import { httpClient } from '../client/http';
import { startInformer } from '../client/informer';
import { type ConfigMap, configMaps } from '../resources/configmap/types';
import { strategies } from '../resources/strategies';
import { openLmdbJournal } from '../store/lmdb';
import { createStore } from '../store/memory';
import type { Store } from '../store/store';
import { seededRandom } from '../time/random';
import { systemClock } from '../time/system';
import { keptCertificates } from './certificates';
import { type DroppingProxy, openDroppingProxy } from './droppingproxy.fixture';
import { serveHttps } from './httpsserver';

/**
 * Informers through the changes of a busy hour, sent as fast as they are taken, with everything that happens to watches in that time:
 * connections that break, streams that end by their timeout, an outage longer than the server's memory.
 */
const changes = 20_000;
/** The control plane remembers 50,000 changes; this little is remembered here, so that an outage ends with 410 Gone. */
const remembered = 4000;
const batch = 20;
const dropEvery = 1500;
const outages = [
  [4000, 8500],
  [12_000, 16_500],
] as const;

const clock = systemClock();
const dataDir = mkdtempSync(path.join(tmpdir(), 'gantry-informers-'));
const token = 'secret';
const stops: (() => unknown)[] = [];
let store: Store;
let writer: ApiClient;
let proxy: DroppingProxy;
let ca: string;

beforeAll(async () => {
  store = createStore({
    clock,
    journal: openLmdbJournal(path.join(dataDir, 'store')),
    watchWindow: remembered,
  });
  const server = createApiServer({
    store,
    clock,
    random: seededRandom(1),
    strategies,
    authenticate: tokenAuthenticator(new Map([[token, adminUser]])),
    podLogs: async () => new Blob([]).stream(),
  });
  writer = localClient(server, 'test');
  const certificates = await keptCertificates(dataDir, clock.now());
  ca = certificates.ca;
  const serving = await serveHttps({
    handler: server.answer,
    certificates,
    host: '127.0.0.1',
    port: 0,
    clock,
    log: () => {},
  });
  proxy = await openDroppingProxy(Number(new URL(serving.url).port));
  stops.push(
    () => store.close(),
    () => {
      server.close();
      return serving.close();
    },
    () => proxy.close(),
  );
});
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** What one informer has told, and the stretches of versions it jumped over by listing anew. */
class Account {
  /** Versions in the order in which they were told. */
  readonly told: number[] = [];
  readonly jumps: { from: number; to: number }[] = [];
  private readonly lastOf = new Map<string, number>();
  private latest = 0;
  private arrived = () => {};
  private readonly waiting = new Set<() => void>();
  /** Resolves when the last object of all is there. */
  readonly done = new Promise<void>((resolve) => {
    this.arrived = resolve;
  });

  /** Resolves at the next list. */
  nextList(): Promise<void> {
    return new Promise((resolve) => this.waiting.add(resolve));
  }

  tell({ metadata }: V1ConfigMap | ConfigMap, isGone = false): void {
    const { name = '', resourceVersion } = metadata ?? {};
    const version = Number(resourceVersion);
    const last = this.lastOf.get(name) ?? 0;
    // A deletion found out by a list is told with the last version known of the object.
    if (isGone && version === last) return;
    expect(version).toBeGreaterThan(last);
    this.lastOf.set(name, version);
    this.latest = Math.max(this.latest, version);
    this.told.push(version);
    if (name === lastName) this.arrived();
  }

  listed(version: string | undefined): void {
    this.jumps.push({ from: this.latest, to: Number(version) });
    this.latest = Math.max(this.latest, Number(version));
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }

  /** Of all changes that were made, those that must have been told. */
  expected(made: readonly number[]): number[] {
    return made.filter((version) => !this.jumps.some(({ from, to }) => version > from && version <= to));
  }
}

const lastName = 'last';
const namespace = 'default';

function followByClientNode(account: Account): { cache: () => readonly V1ConfigMap[] } {
  const config = new KubeConfig();
  const cluster = {
    name: 'c',
    server: `https://127.0.0.1:${proxy.port}`,
    caData: Buffer.from(ca).toString('base64'),
  };
  config.loadFromOptions({
    clusters: [cluster],
    users: [{ name: 'u', token }],
    contexts: [{ name: 'x', cluster: 'c', user: 'u' }],
    currentContext: 'x',
  });
  const api = config.makeApiClient(CoreV1Api);
  const list = async () => {
    const listed = await api.listNamespacedConfigMap({ namespace });
    account.listed(listed.metadata?.resourceVersion);
    return listed;
  };
  const informer = makeInformer(config, `/api/v1/namespaces/${namespace}/configmaps?timeoutSeconds=1`, list);
  informer.on('add', (object) => account.tell(object));
  informer.on('update', (object) => account.tell(object));
  informer.on('delete', (object) => account.tell(object, true));
  let isStopped = false;
  // Users of this library are told to start again after an error.
  informer.on('error', () => {
    if (!isStopped) clock.after(50, () => void informer.start());
  });
  void informer.start();
  stops.push(() => {
    isStopped = true;
    return informer.stop();
  });
  return { cache: () => informer.list() };
}

function followByOurs(account: Account): { cache: () => readonly ConfigMap[] } {
  const agent = new Agent({ connect: { ca }, bodyTimeout: 0 });
  const http = httpClient(async ({ path: target, headers, ...request }) => {
    const init = { ...request, headers: { ...headers, authorization: `Bearer ${token}` }, dispatcher: agent };
    return (await fetchWith(`https://127.0.0.1:${proxy.port}${target}`, init)) as unknown as Response;
  });
  const counting: ApiClient = {
    ...http,
    async list(resource, options) {
      const listed = await http.list(resource, options);
      if (!listed.metadata.continue) account.listed(listed.metadata.resourceVersion);
      return listed;
    },
  };
  const informer = startInformer(counting, clock, configMaps, { namespace });
  informer.subscribe((next, previous) => account.tell((next ?? previous)!, !next));
  stops.push(async () => {
    informer.stop();
    await agent.destroy();
  });
  return { cache: () => informer.list() };
}

/** Creates, changes and deletes as fast as the store takes it; breaks the way to the server now and then. */
async function churn(accounts: readonly Account[]): Promise<void> {
  const random = seededRandom(7);
  const living = new Set<string>();
  let nextName = 0;
  for (let made = 0; made < changes; made += batch) {
    const names = [...living].sort(() => random() - 0.5).slice(0, batch);
    await Promise.all(
      Array.from({ length: batch }, (_, at) => {
        const name = names[at];
        if (name === undefined || random() < 0.3) {
          const added = `c-${nextName++}`;
          living.add(added);
          return writer.create(configMaps, {
            metadata: { namespace, name: added },
            data: { made: `${made}` },
          });
        }
        if (random() < 0.4) {
          living.delete(name);
          return writer.delete(configMaps, namespace, name);
        }
        return writer.patch(configMaps, namespace, name, 'merge', { data: { made: `${made}` } });
      }),
    );
    await breakWay(made, accounts);
  }
  await writer.create(configMaps, { metadata: { namespace, name: lastName } });
}

/** What happens to the connections after so many changes. An outage is over when everybody has come back. */
async function breakWay(made: number, accounts: readonly Account[]): Promise<void> {
  const isOut = outages.some(([from, to]) => made > from && made < to);
  if (outages.some(([from]) => from === made)) proxy.setUp(false);
  else if (outages.some(([, to]) => to === made)) {
    const back = accounts.map((account) => account.nextList());
    proxy.setUp(true);
    await Promise.all(back);
  } else if (!isOut && made % dropEvery === 0) proxy.drop();
}

it('miss nothing in a busy hour', { timeout: 120_000 }, async () => {
  const made: number[] = [];
  store.watch(`configmaps/${namespace}/`, store.revision, (some) =>
    made.push(...some.map(({ revision }) => revision)),
  );
  const followers = [followByClientNode, followByOurs].map((follow) => {
    const account = new Account();
    return { account, ...follow(account) };
  });
  const accounts = followers.map(({ account }) => account);
  await Promise.all(accounts.map((account) => account.nextList()));
  await churn(accounts);
  await Promise.all(accounts.map((account) => account.done));

  const { items } = await writer.list(configMaps, { namespace });
  const versions = (objects: readonly (V1ConfigMap | ConfigMap)[]) =>
    new Map(objects.map(({ metadata }) => [metadata?.name, metadata?.resourceVersion]));
  for (const { account, cache } of followers) {
    expect(versions(cache())).toEqual(versions(items));
    const expected = account.expected(made);
    const owed = new Set(expected);
    const told = account.told.filter((version) => owed.has(version));
    expect(told.length).toBe(expected.length);
    expect(expected.filter((version, at) => told[at] !== version)).toEqual([]);
    // The first list, and one after each outage.
    expect(account.jumps.length).toBeGreaterThanOrEqual(1 + outages.length);
    expect(expected.length).toBeGreaterThan(changes / 4);
  }
});
