import { beforeEach, describe, expect, it } from 'vitest';
import { type ConfigMap, configMaps } from '../resources/configmap/types';
import { type Pod, pods, type Volume } from '../resources/pod/types';
import { type Secret, secrets } from '../resources/secret/types';
import type { VirtualClock } from '../time/virtual';
import type { TestCluster } from './cluster.suite';
import type { VolumeSetup } from './driver';
import { eachTrial, simulate } from './trial.suite';

/** What the kubelet makes of volumes whose sources come, change and go. */

let clock: VirtualClock;
let cluster: TestCluster;
/** The files of all volumes, as the driver last got them. */
let mounted: Record<string, string>;
let updates: number;
/** What each volume takes. */
let usedBytes: number;

const trial = eachTrial();
beforeEach(() => {
  ({ clock, cluster } = trial());
  mounted = {};
  updates = 0;
  usedBytes = 0;
  trial().start({
    ...trial().talkative(),
    async preparePod({ volumes }) {
      mounted = filesOf(volumes);
      return [];
    },
    volumeUsage: async () => usedBytes,
    async updateVolumes(_, volumes) {
      updates++;
      mounted = filesOf(volumes);
    },
  });
});

function filesOf(volumes: readonly VolumeSetup[]): Record<string, string> {
  const files = volumes.flatMap((volume) =>
    volume.kind === 'files'
      ? volume.files.map((file) => [`${volume.name}/${file.path}`, new TextDecoder().decode(file.content)])
      : [],
  );
  return Object.fromEntries(files);
}

const object = (name: string) => ({ apiVersion: 'v1', metadata: { name, namespace: 'default' } });

function createConfigMap(data: Record<string, string>, more: Partial<ConfigMap> = {}) {
  return cluster.client.create<ConfigMap>(configMaps, { ...object('c'), kind: 'ConfigMap', data, ...more });
}

const change = (patch: object) => cluster.client.patch(configMaps, 'default', 'c', 'merge', patch);

async function createPod(volume: Omit<Volume, 'name'>, labels?: Record<string, string>): Promise<Pod> {
  const pod = await cluster.createPod(
    'a',
    { volumes: [{ name: 'v', ...volume }] },
    simulate({ duration: 'forever' }),
  );
  return labels ? cluster.client.patch<Pod>(pods, 'default', 'a', 'merge', { metadata: { labels } }) : pod;
}

const minutes = (count: number) => clock.advance(count * 60_000);

describe('volumes', () => {
  it('follow a ConfigMap that changes, within the minute', async () => {
    await createConfigMap({ key: 'one' });
    await createPod({ configMap: { name: 'c' } });
    await trial().reached('a', 'Running');
    expect(mounted).toEqual({ 'v/key': 'one' });
    await change({ data: { key: 'two', other: 'three' } });
    await minutes(1);
    expect(mounted).toEqual({ 'v/key': 'two', 'v/other': 'three' });
  });

  it('follow a Secret in a projected volume', async () => {
    const secret: Secret = { ...object('s'), kind: 'Secret', data: { key: btoa('one') } };
    await cluster.client.create(secrets, secret);
    await createPod({ projected: { sources: [{ secret: { name: 's' } }] } });
    await trial().reached('a', 'Running');
    await cluster.client.patch(secrets, 'default', 's', 'merge', { data: { key: btoa('two') } });
    await minutes(1);
    expect(mounted).toEqual({ 'v/key': 'two' });
  });

  it('show the labels of the pod as soon as they change', async () => {
    const items = [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }];
    await createPod({ downwardAPI: { items } }, { app: 'one' });
    await trial().reached('a', 'Running');
    expect(mounted).toEqual({ 'v/labels': 'app="one"' });
    await cluster.client.patch(pods, 'default', 'a', 'merge', { metadata: { labels: { app: 'two' } } });
    await clock.settle();
    expect(mounted).toEqual({ 'v/labels': 'app="two"' });
  });

  it('keep what is immutable, also when it is made anew', async () => {
    await createConfigMap({ key: 'one' }, { immutable: true });
    await createPod({ configMap: { name: 'c' } });
    await trial().reached('a', 'Running');
    await cluster.client.delete(configMaps, 'default', 'c');
    await createConfigMap({ key: 'two' });
    await minutes(2);
    expect(mounted).toEqual({ 'v/key': 'one' });
  });

  it('keep what they have when their source goes, and say so', async () => {
    await createConfigMap({ key: 'one' });
    await createPod({ configMap: { name: 'c' } });
    await trial().reached('a', 'Running');
    await cluster.client.delete(configMaps, 'default', 'c');
    await minutes(1);
    expect(mounted).toEqual({ 'v/key': 'one' });
    const message = 'MountVolume.SetUp failed for volume "v" : configmap "c" not found';
    expect(cluster.events('a')).toContain(`FailedMount: ${message}`);
    await createConfigMap({ key: 'two' });
    await minutes(1);
    expect(mounted).toEqual({ 'v/key': 'two' });
  });

  it('are waited for', async () => {
    await createPod({ configMap: { name: 'c' } });
    await minutes(1);
    expect(trial().phase('a')).toBe('Pending');
    expect(trial().statusOf('a')!.state).toEqual({ waiting: { reason: 'ContainerCreating' } });
    await createConfigMap({ key: 'one' });
    await trial().reached('a', 'Running');
    expect(mounted).toEqual({ 'v/key': 'one' });
  });

  it('without such a source are left alone', async () => {
    await createPod({ emptyDir: {} });
    await trial().reached('a', 'Running');
    await minutes(5);
    expect(updates).toBe(0);
  });

  it('that grow beyond their limit have the pod evicted', async () => {
    await createPod({ emptyDir: { sizeLimit: '1Mi' } });
    await trial().reached('a', 'Running');
    usedBytes = 1024 * 1024;
    await minutes(1);
    expect(trial().phase('a')).toBe('Running');
    usedBytes++;
    const sinceMs = clock.now();
    await trial().reached('a', 'Failed');
    expect(clock.now() - sinceMs).toBeLessThanOrEqual(11_000);
    const message = 'Usage of EmptyDir volume "v" exceeds the limit "1Mi". ';
    expect(cluster.pod('a')!.status).toMatchObject({ reason: 'Evicted', message });
    expect(cluster.events('a')).toContain(`Evicted: ${message}`);
  });
});
