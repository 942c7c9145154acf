import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApiClient, WatchOptions } from '../../client/client';
import { startInformer } from '../../client/informer';
import type { KubeObject } from '../../meta/object';
import { type Pod, pods } from '../../resources/pod/types';
import type { VirtualClock } from '../../time/virtual';
import { adminUser } from '../access/authenticate';
import { localClient } from '../local';
import type { ApiServer } from '../server';
import { openServer } from '../server.fixture';

/** Watches tell exactly what lists at consecutive versions differ by. */

interface Told {
  type: string;
  object: KubeObject;
}

type Scope = Pick<WatchOptions, 'namespace' | 'labelSelector' | 'fieldSelector'>;

/** What is watched: everything, and selections that objects come into and leave by labels, by fields, and by both. */
const scopes: readonly Scope[] = [
  {},
  { namespace: 'default' },
  { labelSelector: 'a=x' },
  { labelSelector: 'a notin (x),b' },
  { namespace: 'kube-system', labelSelector: '!a' },
  { fieldSelector: 'status.phase=Running' },
  { fieldSelector: 'status.phase!=Running,spec.nodeName=n1' },
  { fieldSelector: 'metadata.name=p1' },
  { namespace: 'default', labelSelector: 'a in (x,y)', fieldSelector: 'status.phase!=Failed' },
];

const place = {
  namespace: fc.constantFrom('default', 'kube-system'),
  name: fc.constantFrom('p1', 'p2', 'p3'),
};
const labels = fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('x', 'y'), { maxKeys: 2 });
const write = fc.oneof(
  { weight: 4, arbitrary: fc.record({ act: fc.constant('create' as const), ...place, labels }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('label' as const), ...place, labels }) },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('phase' as const),
      ...place,
      phase: fc.constantFrom('Pending', 'Running', 'Failed'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('bind' as const), ...place }) },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('delete' as const),
      ...place,
      graceSeconds: fc.constantFrom(0, 5),
    }),
  },
);
type Write = typeof write extends fc.Arbitrary<infer T> ? T : never;

async function perform(client: ApiClient, one: Write): Promise<void> {
  const { namespace, name } = one;
  switch (one.act) {
    case 'create': {
      const spec = { containers: [{ name: 'c', image: 'busybox' }] };
      await client.create(pods, { metadata: { namespace, name, labels: one.labels }, spec } as Pod);
      return;
    }
    case 'label': {
      const patch = { metadata: { labels: { a: null, b: null, ...one.labels } } };
      await client.patch(pods, namespace, name, 'merge', patch);
      return;
    }
    case 'phase':
      await client.patch(
        pods,
        namespace,
        name,
        'merge',
        { status: { phase: one.phase } },
        { subresource: 'status' },
      );
      return;
    case 'bind':
      await client.createSubresource(pods, namespace, name, 'binding', {
        metadata: { name },
        target: { name: 'n1' },
      });
      return;
    case 'delete':
      await client.delete(pods, namespace, name, { gracePeriodSeconds: one.graceSeconds });
  }
}

function openWorld() {
  const { clock, server } = openServer({ authenticate: () => adminUser });
  return { clock, server, client: localClient(server, 'test') };
}

/** A watch over HTTP that goes on until it is ended; answers what it told. */
async function openWatch(
  server: ApiServer,
  scope: Scope,
  resourceVersion: string,
): Promise<{ end(): Promise<Told[]> }> {
  const { namespace, ...selectors } = scope;
  const query = new URLSearchParams({ watch: 'true', resourceVersion, ...selectors });
  const path = namespace === undefined ? '/api/v1/pods' : `/api/v1/namespaces/${namespace}/pods`;
  const abort = new AbortController();
  const response = await server.handle(
    new Request(`http://server${path}?${query}`, { signal: abort.signal }),
  );
  expect(response.status).toBe(200);
  return {
    async end() {
      abort.abort();
      const text = await response.text();
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Told);
    },
  };
}

/** A watch through the client of the same process. */
function followLocally(client: ApiClient, scope: Scope, resourceVersion: string): { end(): Promise<Told[]> } {
  const abort = new AbortController();
  const told = (async () => {
    const events: Told[] = [];
    const watching = { ...scope, resourceVersion, signal: abort.signal };
    for await (const event of client.watch(pods, watching)) events.push(event as Told);
    return events;
  })();
  return {
    end: () => {
      abort.abort();
      return told;
    },
  };
}

const keyOf = ({ metadata }: KubeObject) => `${metadata.namespace}/${metadata.name}`;

/** What a collection was at every version from `first` to `last`. */
async function statesOf(
  client: ApiClient,
  scope: Scope,
  first: number,
  last: number,
): Promise<Map<string, KubeObject>[]> {
  const states: Map<string, KubeObject>[] = [];
  for (let version = first; version <= last; version++) {
    const { items } = await client.list(pods, {
      ...scope,
      resourceVersion: `${version}`,
      resourceVersionMatch: 'Exact',
    });
    states.push(new Map(items.map((item) => [keyOf(item), item])));
  }
  return states;
}

/** The events that lead from one state to the next, whose version is `version`. */
function difference(
  before: Map<string, KubeObject>,
  after: Map<string, KubeObject>,
  version: number,
): Told[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key): Told[] => {
    const [was, is] = [before.get(key), after.get(key)];
    if (!is) {
      const metadata = { ...was!.metadata, resourceVersion: `${version}` };
      return [{ type: 'DELETED', object: { ...was!, metadata } }];
    }
    if (was?.metadata.resourceVersion === is.metadata.resourceVersion) return [];
    return [{ type: was ? 'MODIFIED' : 'ADDED', object: is }];
  });
}

const onWire = (told: Told[]) => JSON.parse(JSON.stringify(told)) as Told[];

describe('watches', () => {
  it('tell what lists differ by, from every version on, whatever is selected', {
    timeout: 60_000,
  }, async () => {
    const turns = fc.array(fc.array(write, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(turns, async (batches) => {
        const { clock, server, client } = openWorld();
        await clock.settle();
        const first = server.registry.store.revision;
        const live: { scope: Scope; from: number; end(): Promise<Told[]> }[] = [];
        for (const batch of batches) {
          for (const scope of scopes) {
            const from = server.registry.store.revision;
            live.push({ scope, from, ...(await openWatch(server, scope, `${from}`)) });
          }
          // Several clients at once: none waits for another's write, and refusals are part of it.
          await Promise.allSettled(batch.map((one) => perform(client, one)));
          await clock.settle();
        }
        const last = server.registry.store.revision;

        const expected = new Map<Scope, Told[][]>();
        for (const scope of scopes) {
          const states = await statesOf(client, scope, first, last);
          const steps = states.slice(1).map((after, at) => difference(states[at]!, after, first + at + 1));
          expected.set(scope, steps.map(onWire));
        }
        const since = (scope: Scope, from: number) =>
          expected
            .get(scope)!
            .slice(from - first)
            .flat();
        for (const { scope, from, end } of live)
          expect([scope, from, await end()]).toEqual([scope, from, since(scope, from)]);
        for (const scope of scopes) {
          for (let from = first; from <= last; from++) {
            const [late, local] = [
              await openWatch(server, scope, `${from}`),
              followLocally(client, scope, `${from}`),
            ];
            await clock.settle();
            expect([scope, from, await late.end()]).toEqual([scope, from, since(scope, from)]);
            expect(onWire(await local.end())).toEqual(since(scope, from));
          }
        }
      }),
      { numRuns: 15 },
    );
  });

  it('begin with what is there when they name no version', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(write, { maxLength: 25 }), async (writes) => {
        const { clock, server, client } = openWorld();
        const [before, after] = [writes.slice(0, -8), writes.slice(-8)];
        await performAll(client, clock, before);
        const from = server.registry.store.revision;
        const watches = await Promise.all(
          scopes.flatMap((scope) => ['', '0'].map((version) => openWatch(server, scope, version))),
        );
        await performAll(client, clock, after);
        const last = server.registry.store.revision;
        for (const [at, scope] of scopes.entries()) {
          const states = await statesOf(client, scope, from, last);
          const initial = [...states[0]!.values()].map((object) => ({ type: 'ADDED', object }));
          const later = states
            .slice(1)
            .flatMap((state, step) => difference(states[step]!, state, from + step + 1));
          const wanted = onWire([...initial, ...later]);
          for (const watch of [watches[2 * at]!, watches[2 * at + 1]!])
            expect([scope, await watch.end()]).toEqual([scope, wanted]);
        }
      }),
      { numRuns: 40 },
    );
  });
});

async function performAll(client: ApiClient, clock: VirtualClock, writes: readonly Write[]): Promise<void> {
  for (const one of writes) await perform(client, one).catch(() => {});
  await clock.settle();
}

describe('informers', () => {
  it('hold what a list answers, and have told how it came to be', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(write, { maxLength: 60 }), async (writes) => {
        const { clock, client } = openWorld();
        await performAll(client, clock, writes.slice(0, 10));
        const followed = scopes.map((scope) => ({ scope, ...follow(client, clock, scope) }));
        await clock.settle();
        await performAll(client, clock, writes.slice(10));
        for (const { scope, informer, told } of followed) {
          const { items } = await client.list(pods, scope);
          const sorted = [...informer.list()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
          expect([scope, sorted]).toEqual([scope, items]);
          expect([...told.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))).toEqual(items);
          informer.stop();
        }
      }),
      { numRuns: 40 },
    );
  });
});

/** An informer, and the objects as its listener has been told of them; each change must follow on the one before. */
function follow(client: ApiClient, clock: VirtualClock, scope: Scope) {
  const informer = startInformer(client, clock, pods, scope);
  const told = new Map<string, Pod>();
  informer.subscribe((next, previous) => {
    const key = keyOf((next ?? previous)!);
    expect(told.get(key)?.metadata.uid).toBe(previous?.metadata.uid);
    if (next) told.set(key, next);
    else told.delete(key);
  });
  return { informer, told };
}
