import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pods } from '../resources/pod/types';
import { sleep } from '../time/clock';
import { type VirtualClock, virtualClock } from '../time/virtual';
import { type TestCluster, testCluster } from './cluster.suite';
import { simulatedDriver } from './drivers/simulated';
import { type Kubelet, startKubelet } from './start';

/** A machine with images, and a registry that takes its time. */
class Registry {
  readonly present = new Set<string>();
  readonly served = new Set<string>();
  readonly pulls: string[] = [];
  pullMs = 1500;

  constructor(private readonly clock: VirtualClock) {}

  async find(name: string): Promise<string | undefined> {
    return this.present.has(name) ? `sha256:${name}` : undefined;
  }

  async pull(name: string, signal: AbortSignal): Promise<{ id: string; sizeBytes: number }> {
    this.pulls.push(`${this.clock.now() - startMs} ${name}`);
    await sleep(this.clock, this.pullMs, signal);
    if (!this.served.has(name)) throw new Error(`manifest for ${name} not found`);
    this.present.add(name);
    return { id: `sha256:${name}`, sizeBytes: 4096 };
  }
}

let clock: VirtualClock;
let startMs: number;
let cluster: TestCluster;
let registry: Registry;
let kubelet: Kubelet;

beforeEach(async () => {
  clock = virtualClock();
  startMs = clock.now();
  cluster = testCluster(clock);
  registry = new Registry(clock);
  kubelet = startKubelet({
    client: cluster.client,
    clock,
    driver: { ...simulatedDriver({ clock }), isQuiet: false, images: registry },
    node: { name: 'node', ip: '10.0.0.1', capacity: { cpu: '4', memory: '8Gi', pods: '110' } },
    log: () => {},
  });
});
afterEach(async () => {
  const stopped = kubelet.stop();
  await clock.advance(10_000);
  await stopped;
});

type Policy = 'Always' | 'IfNotPresent' | 'Never';

const create = (name: string, image: string, imagePullPolicy: Policy = 'IfNotPresent') =>
  cluster.createPod(name, { containers: [{ name: 'main', image, imagePullPolicy }] });

const statusOf = (name: string) => cluster.pod(name)?.status?.containerStatuses?.[0];
const waitingOf = (name: string) => statusOf(name)?.state?.waiting;
const waitsWith = (name: string, reason: string) => clock.runUntil(() => waitingOf(name)?.reason === reason);
const succeeded = (name: string) => clock.runUntil(() => cluster.pod(name)?.status?.phase === 'Succeeded');

/** Events about the image and the container's start, in order. */
function told(name: string): string[] {
  return cluster.events(name).filter((line) => !line.startsWith('Scheduled'));
}

describe('the image of a container', () => {
  it('is pulled where it is missing', async () => {
    registry.served.add('app:1');
    await create('a', 'app:1');
    await succeeded('a');
    expect(told('a')).toEqual([
      'Pulling: Pulling image "app:1"',
      'Pulled: Successfully pulled image "app:1" in 1.5s (1.5s including waiting). Image size: 4096 bytes.',
      'Created: Container created',
      'Started: Container started',
    ]);
    expect(statusOf('a')).toMatchObject({ image: 'app:1', imageID: 'sha256:app:1' });
  });

  it('is used where it is present', async () => {
    registry.present.add('app:latest');
    await create('a', 'app');
    await succeeded('a');
    expect(registry.pulls).toEqual([]);
    expect(told('a')[0]).toBe(
      'Pulled: Container image "app" already present on machine and can be accessed by the pod',
    );
  });

  it('is asked for again where the policy is Always', async () => {
    registry.present.add('app:1');
    registry.served.add('app:1');
    await create('a', 'app:1', 'Always');
    await succeeded('a');
    expect(registry.pulls).toEqual(['0 app:1']);
  });

  it('is waited for with growing patience where it cannot be pulled', async () => {
    registry.pullMs = 0;
    await create('a', 'app:1');
    await waitsWith('a', 'ErrImagePull');
    expect(waitingOf('a')).toEqual({ reason: 'ErrImagePull', message: 'manifest for app:1 not found' });
    await waitsWith('a', 'ImagePullBackOff');
    expect(waitingOf('a')!.message).toBe(
      'Back-off pulling image "app:1": ErrImagePull: manifest for app:1 not found',
    );
    expect(cluster.pod('a')!.status!.phase).toBe('Pending');
    await clock.advance(100_000);
    expect(registry.pulls).toEqual(['0 app:1', '10000 app:1', '30000 app:1', '70000 app:1']);
    expect([...new Set(told('a'))]).toEqual([
      'Pulling: Pulling image "app:1"',
      'Failed: Failed to pull image "app:1": manifest for app:1 not found',
      'Failed: Error: ErrImagePull',
      'BackOff: Back-off pulling image "app:1"',
      'Failed: Error: ImagePullBackOff',
    ]);
    registry.served.add('app:1');
    await succeeded('a');
    expect(registry.pulls).toHaveLength(5);
  });

  it('is not pulled where the policy is Never', async () => {
    registry.served.add('app:1');
    await create('a', 'app:1', 'Never');
    await waitsWith('a', 'ErrImageNeverPull');
    const message = 'Container image "app:1" is not present with pull policy of Never';
    expect(waitingOf('a')!.message).toBe(message);
    expect(told('a')).toEqual([`ErrImageNeverPull: ${message}`, 'Failed: Error: ErrImageNeverPull']);
    registry.present.add('app:1');
    await succeeded('a');
    expect(registry.pulls).toEqual([]);
  });

  it('must have a name that is one', async () => {
    await create('a', 'App:1');
    await waitsWith('a', 'InvalidImageName');
    expect(told('a')).toEqual([
      'InspectFailed: Failed to apply default image tag "App:1": ' +
        'couldn\'t parse image name "App:1": invalid reference format',
      'Failed: Error: InvalidImageName',
    ]);
  });

  it('is pulled one after the other', async () => {
    for (const name of ['a:1', 'b:1', 'c:1']) registry.served.add(name);
    await Promise.all(['a', 'b', 'c'].map((name) => create(name, `${name}:1`)));
    await succeeded('c');
    expect(registry.pulls).toEqual(['0 a:1', '1500 b:1', '3000 c:1']);
    expect(told('c')[1]).toContain('in 1.5s (4.5s including waiting)');
  });

  it('is given up when the pod is deleted meanwhile', async () => {
    registry.pullMs = 3600_000;
    await create('a', 'app:1');
    await clock.advance(1000);
    await cluster.client.delete(pods, 'default', 'a');
    await clock.runUntil(() => cluster.pod('a') === undefined);
    expect(clock.now() - startMs).toBeLessThan(10_000);
    expect(told('a')).toContain('Failed: Failed to pull image "app:1": context canceled');
  });
});
