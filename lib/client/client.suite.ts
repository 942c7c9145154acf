import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StatusError } from '../meta/status';
import { type ConfigMap, configMaps } from '../resources/configmap/types';
import { jobs } from '../resources/job/types';
import type { ApiClient, WatchEvent } from './client';

export interface ClientWorld {
  client: ApiClient;
  close: () => Promise<void>;
}

const namespace = 'default';

function configMap(name: string, data: Record<string, string> = {}, labels = {}): ConfigMap {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace, name, labels }, data };
}

async function refusalOf(work: Promise<unknown>): Promise<{ code: number; reason?: string }> {
  const { code, reason } = await work.then(
    () => ({ code: 0, reason: 'not refused' }),
    (error: StatusError) => error,
  );
  return { code, reason };
}

function described<T extends ConfigMap>(event: WatchEvent<T>): string {
  return `${event.type} ${'metadata' in event.object && 'name' in event.object.metadata ? event.object.metadata.name : ''}`;
}

/** Takes events until there are `count`, bookmarks not counted. */
async function take(events: AsyncIterable<WatchEvent<ConfigMap>>, count: number): Promise<string[]> {
  const taken: string[] = [];
  for await (const event of events) {
    if (event.type !== 'BOOKMARK') taken.push(described(event));
    if (taken.length === count) break;
  }
  return taken;
}

/**
 * What every `ApiClient` promises, whatever stands between it and the server. `open` makes a server that has the namespace
 * `default` and nothing in it but what Kubernetes puts there.
 */
export function describeClient(name: string, open: () => Promise<ClientWorld>): void {
  describe(name, () => {
    let world: ClientWorld;
    let client: ApiClient;

    beforeEach(async () => {
      world = await open();
      client = world.client;
    });
    afterEach(() => world.close());

    it('takes an undefined member for an absent one', async () => {
      const given = { ...configMap('a', { x: '1' }), binaryData: undefined };
      await client.create(configMaps, {
        ...given,
        metadata: { ...given.metadata, ownerReferences: undefined },
      });
      const patch = { immutable: undefined, data: { x: undefined, y: '2' } };
      const patched = await client.patch(configMaps, namespace, 'a', 'merge', patch);
      expect(patched.data).toEqual({ x: '1', y: '2' });
      const again = await client.patch(configMaps, namespace, 'a', 'strategic', { data: { x: null } });
      expect(Object.keys(again.data ?? {})).toEqual(['y']);
      expect('binaryData' in again || 'immutable' in again).toBe(false);
    });

    it('creates, gets, updates and deletes', async () => {
      const made = await client.create(configMaps, configMap('a', { x: '1' }));
      expect(made).toMatchObject({ kind: 'ConfigMap', data: { x: '1' } });
      expect(await client.get(configMaps, namespace, 'a')).toEqual(made);
      const changed = await client.update(configMaps, { ...made, data: { x: '2' } });
      expect(changed.metadata.resourceVersion).not.toBe(made.metadata.resourceVersion);
      expect(await client.delete(configMaps, namespace, 'a')).toMatchObject({ status: 'Success' });
      expect(await refusalOf(client.get(configMaps, namespace, 'a'))).toEqual({
        code: 404,
        reason: 'NotFound',
      });
    });

    it('refuses with the code and reason of the API', async () => {
      const made = await client.create(configMaps, configMap('a'));
      await client.update(configMaps, { ...made, data: { x: '1' } });
      expect(await refusalOf(client.create(configMaps, configMap('a')))).toEqual({
        code: 409,
        reason: 'AlreadyExists',
      });
      expect(await refusalOf(client.update(configMaps, { ...made, data: { x: '2' } }))).toEqual({
        code: 409,
        reason: 'Conflict',
      });
      expect(await refusalOf(client.create(configMaps, configMap('No Name')))).toEqual({
        code: 422,
        reason: 'Invalid',
      });
      const preconditions = { uid: 'another' };
      expect(await refusalOf(client.delete(configMaps, namespace, 'a', { preconditions }))).toEqual({
        code: 409,
        reason: 'Conflict',
      });
    });

    it('stores nothing in a dry run', async () => {
      await client.create(configMaps, configMap('a'), { dryRun: 'All' });
      expect((await refusalOf(client.get(configMaps, namespace, 'a'))).code).toBe(404);
    });

    it('patches in every form', async () => {
      await client.create(configMaps, configMap('a', { x: '1', y: '1' }));
      const merge = { data: { x: null, z: '1' } };
      expect((await client.patch(configMaps, namespace, 'a', 'merge', merge)).data).toEqual({
        y: '1',
        z: '1',
      });
      const json = [{ op: 'replace', path: '/data/y', value: '2' }];
      expect((await client.patch(configMaps, namespace, 'a', 'json', json)).data).toEqual({
        y: '2',
        z: '1',
      });
      const strategic = { data: { $patch: 'replace', w: '3' } };
      expect((await client.patch(configMaps, namespace, 'a', 'strategic', strategic)).data).toEqual({
        w: '3',
      });
    });

    it('writes the status apart from the rest', async () => {
      const spec = {
        // Nobody else writes this Job's status.
        managedBy: 'example.com/somebody',
        suspend: true,
        template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } },
      };
      const object = { apiVersion: 'batch/v1', kind: 'Job', metadata: { namespace, name: 'j' }, spec };
      const made = await client.create(jobs, object as never);
      const status = { ...made.status, active: 1 };
      const changed = { ...made, spec: { ...made.spec, suspend: false }, status };
      const written = await client.update(jobs, changed as never, { subresource: 'status' });
      expect([written.status?.active, written.spec.suspend]).toEqual([1, true]);
    });

    it('lists by labels and in pages, with the kind of each item', async () => {
      for (const one of ['a', 'b', 'c']) {
        await client.create(configMaps, configMap(one, {}, { own: one < 'c' ? 'yes' : 'no' }));
      }
      const labelSelector = 'own=yes';
      const seen: unknown[] = [];
      let next: string | undefined;
      do {
        const page = await client.list(configMaps, { namespace, labelSelector, limit: 1, continue: next });
        expect(page.items.length).toBeLessThanOrEqual(1);
        seen.push(...page.items.map(({ kind, metadata }) => [kind, metadata.name]));
        next = page.metadata.continue;
      } while (next);
      expect(seen).toEqual([
        ['ConfigMap', 'a'],
        ['ConfigMap', 'b'],
      ]);
    });

    it('deletes a collection by labels', async () => {
      await client.create(configMaps, configMap('a', {}, { own: 'yes' }));
      await client.create(configMaps, configMap('b', {}, { own: 'no' }));
      await client.deleteCollection(configMaps, { namespace, labelSelector: 'own in (yes)' });
      const left = await client.list(configMaps, { namespace, labelSelector: 'own' });
      expect(left.items.map(({ metadata }) => metadata.name)).toEqual(['b']);
    });

    it('watches on from a list without a gap', async () => {
      const labelSelector = 'own';
      const { metadata } = await client.list(configMaps, { namespace });
      const a = await client.create(configMaps, configMap('a', {}, { own: '' }));
      await client.create(configMaps, configMap('unseen'));
      const { resourceVersion } = metadata;
      const events = take(client.watch(configMaps, { namespace, labelSelector, resourceVersion }), 3);
      await client.update(configMaps, { ...a, data: { x: '1' } });
      await client.patch(configMaps, namespace, 'a', 'merge', { metadata: { labels: { own: null } } });
      expect(await events).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a']);
    });

    it('tells what is there first when a watch names no version', async () => {
      await client.create(configMaps, configMap('a', {}, { own: '' }));
      expect(await take(client.watch(configMaps, { namespace, labelSelector: 'own' }), 1)).toEqual([
        'ADDED a',
      ]);
    });

    it('marks the end of the initial events', async () => {
      const watching = {
        namespace,
        labelSelector: 'own',
        sendInitialEvents: true,
        allowWatchBookmarks: true,
      };
      for await (const event of client.watch(configMaps, watching)) {
        expect(event.type).toBe('BOOKMARK');
        const { annotations } = (event.object as ConfigMap).metadata;
        expect(annotations).toMatchObject({ 'k8s.io/initial-events-end': 'true' });
        break;
      }
    });

    it('ends a watch without error when its signal aborts', async () => {
      const abort = new AbortController();
      const { signal } = abort;
      const { metadata } = await client.list(configMaps, { namespace });
      const { resourceVersion } = metadata;
      const labelSelector = 'own';
      const events = client.watch(configMaps, { namespace, labelSelector, resourceVersion, signal });
      const waiting = events[Symbol.asyncIterator]().next();
      await client.get(configMaps, namespace, 'kube-root-ca.crt').catch(() => {});
      abort.abort();
      expect((await waiting).done).toBe(true);
    });

    it('says that a version is too old', async () => {
      for await (const event of client.watch(configMaps, { namespace, resourceVersion: '1' })) {
        expect(event).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
        break;
      }
    });
  });
}
