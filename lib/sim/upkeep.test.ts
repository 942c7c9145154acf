import { beforeEach, describe, expect, it } from 'vitest';
import { isTrue } from '../meta/object';
import { configMaps } from '../resources/configmap/types';
import { events } from '../resources/event/types';
import { jobs } from '../resources/job/types';
import { namespaces } from '../resources/namespace/types';
import { nodes } from '../resources/node/types';
import { pods } from '../resources/pod/types';
import { serviceAccounts } from '../resources/serviceaccount/types';
import type { Hand } from './hand';
import type { World } from './world';
import { eachWorld } from './world.suite';

let world: World;
let hand: Hand;

const each = eachWorld({ rootCa: 'certificate' });
beforeEach(() => {
  ({ world, hand } = each());
});

const isThere = async (name: string) =>
  (await world.client.list(jobs, { namespace: 'default' })).items.some(
    ({ metadata }) => metadata.name === name,
  );

describe('garbage collection', () => {
  async function runningJob(): Promise<void> {
    await hand.makeJob('work', { parallelism: 2, completions: 2 });
    await world.clock.advance(1000);
    for (const pod of await hand.activePods('work')) await hand.run(pod);
    await world.clock.advance(1000);
  }

  it('in the background removes the Job at once, and its pods after it', async () => {
    await runningJob();
    await world.client.delete(jobs, 'default', 'work', { propagationPolicy: 'Background' });
    await world.clock.advance(1000);
    expect(await isThere('work')).toBe(false);
    const left = await hand.pods();
    expect(left.every(({ metadata }) => metadata.deletionTimestamp && !metadata.finalizers?.length)).toBe(
      true,
    );
    for (const pod of left) await hand.remove(pod);
    expect(await hand.pods()).toEqual([]);
  });

  it('in the foreground removes the Job only after its pods', async () => {
    await runningJob();
    await world.client.delete(jobs, 'default', 'work', { propagationPolicy: 'Foreground' });
    await world.clock.advance(5000);
    expect(await isThere('work')).toBe(true);
    const left = await hand.pods();
    expect(left.map(({ metadata }) => Boolean(metadata.deletionTimestamp))).toEqual([true, true]);
    for (const pod of left) await hand.remove(pod);
    await world.clock.advance(1000);
    expect(await isThere('work')).toBe(false);
  });

  it('in the foreground tells all that is owned to go at once, and waits for what blocks alone', async () => {
    await runningJob();
    const { uid } = (await hand.job('work')).metadata;
    const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'work', uid: uid! };
    await world.client.create(configMaps, {
      metadata: { name: 'beside', namespace: 'default', ownerReferences: [owner] },
    });
    await world.clock.advance(1000);
    await world.client.delete(jobs, 'default', 'work', { propagationPolicy: 'Foreground' });
    await world.clock.advance(1000);
    const { items } = await world.client.list(configMaps, { namespace: 'default' });
    expect(items.map(({ metadata }) => metadata.name)).toEqual(['kube-root-ca.crt']);
    expect(await isThere('work')).toBe(true);
    for (const pod of await hand.pods()) await hand.remove(pod);
    await world.clock.advance(1000);
    expect(await isThere('work')).toBe(false);
  });

  it('leaves orphans alone, without owner and finalizer', async () => {
    await runningJob();
    await world.client.delete(jobs, 'default', 'work', { propagationPolicy: 'Orphan' });
    await world.clock.advance(5000);
    expect(await isThere('work')).toBe(false);
    const left = await hand.pods();
    expect(left.map(({ metadata }) => [metadata.ownerReferences ?? [], metadata.finalizers ?? []])).toEqual([
      [[], []],
      [[], []],
    ]);
    expect(left.some(({ metadata }) => metadata.deletionTimestamp)).toBe(false);
  });

  it('removes what names an owner that never was', async () => {
    const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'nobody', uid: 'no-such-uid' };
    const metadata = { name: 'lost', namespace: 'default', ownerReferences: [owner] };
    await world.client.create(configMaps, { metadata });
    const foreign = { ...owner, apiVersion: 'example.com/v1', kind: 'Thing' };
    await world.client.create(configMaps, {
      metadata: { ...metadata, name: 'foreign', ownerReferences: [foreign] },
    });
    await world.clock.advance(1000);
    const { items } = await world.client.list(configMaps, { namespace: 'default' });
    expect(items.map((item) => item.metadata.name)).toEqual(['foreign', 'kube-root-ca.crt']);
  });

  it('leaves everything as it is while nothing is known of one owner', async () => {
    const gone = { apiVersion: 'batch/v1', kind: 'Job', name: 'nobody', uid: 'no-such-uid' };
    const foreign = { apiVersion: 'example.com/v1', kind: 'Thing', name: 'thing', uid: 'thing-uid' };
    const ownerReferences = [gone, foreign];
    await world.client.create(configMaps, {
      metadata: { name: 'kept', namespace: 'default', ownerReferences },
    });
    await world.clock.advance(1000);
    expect((await world.client.get(configMaps, 'default', 'kept')).metadata.ownerReferences).toHaveLength(2);
  });

  it('removes what names an owner in another namespace, says so, and leaves those beside the owner', async () => {
    await world.client.create(namespaces, { metadata: { name: 'team' } });
    const { metadata } = await world.client.create(configMaps, {
      metadata: { name: 'owner', namespace: 'default' },
    });
    const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: metadata.uid! };
    await world.clock.advance(1000);
    for (const namespace of ['team', 'default']) {
      await world.client.create(configMaps, {
        metadata: { name: 'child', namespace, ownerReferences: [owner] },
      });
    }
    await world.clock.advance(1000);
    const { items } = await world.client.list(configMaps);
    const children = items.filter((item) => item.metadata.name === 'child');
    expect(children.map((child) => child.metadata.namespace)).toEqual(['default']);
    const told = (await world.client.list(events, { namespace: 'team' })).items;
    expect(
      told.map(({ type, reason, message, source }) => [type, reason, message, source?.component]),
    ).toEqual([
      [
        'Warning',
        'OwnerRefInvalidNamespace',
        `ownerRef [v1/ConfigMap, namespace: team, name: owner, uid: ${owner.uid}] does not exist in namespace "team"`,
        'garbage-collector-controller',
      ],
    ]);
  });
});

describe('a finished Job with a time to live', () => {
  const seconds = (count: number) => world.clock.advance(count * 1000);

  async function finished(ttlSecondsAfterFinished: number): Promise<void> {
    await hand.makeJob('work', { ttlSecondsAfterFinished });
    await seconds(1);
    for (const pod of await hand.activePods('work')) await hand.succeed(pod);
    await seconds(1);
  }

  it('goes in the foreground, by whatever finalizers it has', async () => {
    await finished(10);
    const finalizers = ['example.com/hold'];
    await world.client.patch(jobs, 'default', 'work', 'merge', { metadata: { finalizers } });
    await seconds(8);
    expect((await hand.job('work')).metadata.deletionTimestamp).toBeUndefined();
    await seconds(2);
    const { deletionTimestamp, finalizers: left } = (await hand.job('work')).metadata;
    expect([deletionTimestamp, left]).toEqual(['2026-01-01T00:00:11Z', ['example.com/hold']]);
    await world.client.patch(jobs, 'default', 'work', 'merge', { metadata: { finalizers: null } });
    await seconds(1);
    expect([await isThere('work'), await hand.pods()]).toEqual([false, []]);
  });

  it('stays for as long as it is given later, and goes at once when that has passed', async () => {
    await finished(10);
    await hand.patchJob('work', { ttlSecondsAfterFinished: 3600 });
    await seconds(3000);
    expect(await isThere('work')).toBe(true);
    await hand.patchJob('work', { ttlSecondsAfterFinished: 5 });
    await seconds(1);
    expect(await isThere('work')).toBe(false);
  });
});

describe('a namespace', () => {
  it('is furnished, and furnished again', async () => {
    await world.client.create(namespaces, { metadata: { name: 'team' } });
    await world.clock.advance(1000);
    expect((await world.client.get(configMaps, 'team', 'kube-root-ca.crt')).data).toEqual({
      'ca.crt': 'certificate',
    });
    await world.client.delete(serviceAccounts, 'team', 'default');
    const note = 'kubernetes.io/description';
    for (const change of [
      { data: { 'ca.crt': 'x' } },
      { data: { other: 'x' } },
      { metadata: { annotations: { [note]: null } } },
    ]) {
      await world.client.patch(configMaps, 'team', 'kube-root-ca.crt', 'merge', change);
      await world.clock.advance(1000);
      const { data, metadata } = await world.client.get(configMaps, 'team', 'kube-root-ca.crt');
      expect(data).toEqual({ 'ca.crt': 'certificate' });
      expect(metadata.annotations?.[note]).toContain('Contains a CA bundle');
    }
    await world.client.get(serviceAccounts, 'team', 'default');
  });

  const conditionsOf = async () =>
    (await world.client.get(namespaces, undefined, 'team')).status?.conditions?.map(
      ({ status, reason, message }) => `${status} ${reason}: ${message}`,
    );
  const allWell = [
    'False ResourcesDiscovered: All resources successfully discovered',
    'False ParsedGroupVersions: All legacy kube types successfully parsed',
    'False ContentDeleted: All content successfully deleted, may be waiting on finalization',
    'False ContentRemoved: All content successfully removed',
    'False ContentHasNoFinalizers: All content-preserving finalizers finished',
  ];

  it('is emptied before it goes, pods first, and says what it waits for when they are gone', async () => {
    await world.client.create(namespaces, { metadata: { name: 'team' } });
    await world.clock.advance(1000);
    const template = {
      spec: { restartPolicy: 'Never' as const, containers: [{ name: 'main', image: 'x' }] },
    };
    await world.client.create(jobs, { metadata: { name: 'work', namespace: 'team' }, spec: { template } });
    const finalizers = ['example.com/hold'];
    await world.client.create(configMaps, { metadata: { name: 'kept', namespace: 'team', finalizers } });
    await world.clock.advance(1000);
    const [pod] = (await world.client.list(pods, { namespace: 'team' })).items;
    await world.client.patch(pods, 'team', pod!.metadata.name!, 'strategic', { metadata: { finalizers } });
    await world.client.delete(namespaces, undefined, 'team');
    await world.clock.advance(4000);
    expect((await world.client.get(namespaces, undefined, 'team')).status).toEqual({ phase: 'Terminating' });
    await world.clock.advance(1000);
    expect((await world.client.list(jobs, { namespace: 'team' })).items).toHaveLength(1);
    expect(await conditionsOf()).toEqual(allWell);
    const free = { metadata: { finalizers: null } };
    await world.client.patch(pods, 'team', pod!.metadata.name!, 'merge', free);
    await world.clock.advance(10_000);
    expect((await world.client.list(jobs, { namespace: 'team' })).items).toEqual([]);
    expect(await conditionsOf()).toEqual([
      ...allWell.slice(0, 3),
      'True SomeResourcesRemain: Some resources are remaining: configmaps. has 1 resource instances',
      'True SomeFinalizersRemain: Some content in the namespace has finalizers remaining: ' +
        'example.com/hold in 1 resource instances',
    ]);
    await world.client.patch(configMaps, 'team', 'kept', 'merge', free);
    await world.clock.advance(20_000);
    const { items } = await world.client.list(namespaces);
    expect(items.map(({ metadata }) => metadata.name)).not.toContain('team');
  });
});

describe('pods nobody else removes', () => {
  it('are failed and removed when their node is gone', async () => {
    await world.client.create(nodes, { metadata: { name: 'by-hand' } });
    await hand.makeJob('work', { backoffLimit: 9 });
    await world.clock.advance(1000);
    const [pod] = await hand.activePods('work');
    await hand.run(pod!);
    await world.clock.advance(100_000);
    expect(await hand.activePods('work')).toHaveLength(1);
    await world.client.delete(nodes, undefined, 'by-hand');
    await world.clock.advance(100_000);
    const { items } = await world.client.list(pods, { namespace: 'default' });
    expect(items.map(({ metadata }) => metadata.uid)).not.toContain(pod!.metadata.uid);
    const { status } = await hand.job('work');
    expect(status).toMatchObject({ failed: 1, active: 1 });
    expect(isTrue(status?.conditions, 'Failed')).toBe(false);
  });

  it('are removed when they were told to end and never had a node', async () => {
    const spec = { containers: [{ name: 'main', image: 'x' }] };
    const finalizers = ['example.com/hold'];
    await world.client.create(pods, {
      metadata: { name: 'waiting', namespace: 'default', finalizers },
      spec,
    });
    await world.client.delete(pods, 'default', 'waiting');
    await world.clock.advance(20_000);
    const { metadata, status } = await world.client.get(pods, 'default', 'waiting');
    expect(status).toMatchObject({ phase: 'Failed', observedGeneration: metadata.generation });
    expect(metadata.deletionGracePeriodSeconds).toBe(0);
  });

  it('carry what became of them when their node is gone', async () => {
    await world.client.create(nodes, { metadata: { name: 'by-hand' } });
    const spec = { nodeName: 'by-hand', containers: [{ name: 'main', image: 'x' }] };
    const finalizers = ['example.com/hold'];
    await world.client.create(pods, { metadata: { name: 'lost', namespace: 'default', finalizers }, spec });
    await world.client.delete(nodes, undefined, 'by-hand');
    world.clock.jump(3_600_000);
    await world.clock.advance(100_000);
    const { metadata, status } = await world.client.get(pods, 'default', 'lost');
    expect(status?.conditions).toEqual([
      {
        type: 'DisruptionTarget',
        lastProbeTime: null,
        observedGeneration: 1,
        status: 'True',
        reason: 'DeletionByPodGC',
        message: 'PodGC: node no longer exists',
        lastTransitionTime: expect.any(String),
      },
    ]);
    expect(metadata.deletionTimestamp).toBeDefined();
    await world.client.create(pods, { metadata: { name: 'late', namespace: 'default' }, spec });
    await world.clock.advance(60_000);
    const left = await world.client.list(pods, { namespace: 'default' });
    expect(left.items.map((pod) => pod.metadata.name)).toEqual(['lost']);
  });
});
