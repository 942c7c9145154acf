import { afterEach, beforeEach } from 'vitest';
import type { ApiClient } from '../client/client';
import type { ContainerStatus } from '../resources/pod/types';
import { type VirtualClock, virtualClock } from '../time/virtual';
import { type TestCluster, testCluster } from './cluster.suite';
import type { Driver } from './driver';
import { simulatedDriver } from './drivers/simulated';
import { type Kubelet, startKubelet } from './start';

const node = { name: 'node', ip: '10.0.0.1', capacity: { cpu: '4', memory: '8Gi', pods: '110' } };

/** A kubelet on a virtual clock and a cluster in memory, made anew for each test of a file. */
export class Trial {
  clock: VirtualClock = virtualClock();
  cluster: TestCluster = testCluster(this.clock);
  kubelet!: Kubelet;
  /** Makes the kubelet that runs as good as dead: nothing it says is heard, and it hears nothing. */
  vanish = () => {};

  /** Starts a kubelet, by default with the simulated driver, but telling everything. */
  start(driver = this.talkative(), capacity: Record<string, string> = node.capacity): void {
    const client = this.mortal(this.cluster.client);
    const options = { client, clock: this.clock, driver, node: { ...node, capacity }, log: () => {} };
    this.kubelet = startKubelet(options);
  }

  talkative(): Driver {
    return { ...simulatedDriver({ clock: this.clock }), isQuiet: false };
  }

  phase(name: string): string | undefined {
    return this.cluster.pod(name)?.status?.phase;
  }

  reached(name: string, wanted: string): Promise<void> {
    return this.clock.runUntil(() => this.phase(name) === wanted);
  }

  statusOf(name: string, container = 'main'): ContainerStatus | undefined {
    const { containerStatuses = [], initContainerStatuses = [] } = this.cluster.pod(name)?.status ?? {};
    return [...containerStatuses, ...initContainerStatuses].find((status) => status.name === container);
  }

  /** Type, status and reason of each condition. */
  conditionsOf(name: string): string[] {
    return (this.cluster.pod(name)?.status?.conditions ?? []).map(({ type, status, reason }) =>
      [type, status, reason].filter(Boolean).join(' '),
    );
  }

  private mortal(client: ApiClient): ApiClient {
    let isDead = false;
    this.vanish = () => {
      isDead = true;
    };
    return new Proxy(client, {
      get(target, verb: keyof ApiClient) {
        if (verb === 'watch') {
          return async function* (...given: Parameters<ApiClient['watch']>) {
            for await (const event of target.watch(...given)) if (!isDead) yield event;
          };
        }
        return isDead ? () => new Promise(() => {}) : target[verb];
      },
    });
  }
}

/** Gives each test its own trial, by the function answered, and stops its kubelet after it. */
export function eachTrial(): () => Trial {
  let trial: Trial;
  beforeEach(() => {
    trial = new Trial();
  });
  afterEach(async () => {
    const stopped = trial.kubelet.stop();
    await trial.clock.advance(10_000);
    await stopped;
  });
  return () => trial;
}

/** Annotations for the simulated driver. */
export function simulate(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`simulate.gantry.dev/${name}`, value]),
  );
}
