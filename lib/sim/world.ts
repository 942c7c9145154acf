import { localClient } from '../apiserver/local';
import { createApiServer } from '../apiserver/server';
import type { ApiClient } from '../client/client';
import { type ControllersOptions, startControllers } from '../controllers/start';
import { simulatedDriver } from '../kubelet/drivers/simulated';
import { startKubelet } from '../kubelet/start';
import { failure, StatusError } from '../meta/status';
import { strategies } from '../resources/strategies';
import { createStore } from '../store/memory';
import { seededRandom } from '../time/random';
import { type VirtualClock, virtualClock } from '../time/virtual';
import { type Faults, faultyClient } from './faults';

/** A whole cluster in memory, on a clock that stands still until told to move. */
export interface World {
  client: ApiClient;
  clock: VirtualClock;
  /** What controllers and kubelet logged, a line each. */
  lines: readonly string[];
  /** How often writes of the controllers fail from now on. */
  setFaults(faults: Faults): void;
  /** Stops the controllers and starts them anew, as after a crash of theirs. */
  restartControllers(): Promise<void>;
  /** Stops everything. */
  stop(): Promise<void>;
}

/** How a world is to be. */
export interface WorldOptions {
  seed?: number;
  startMs?: number;
  /** Runs pods by simulation; without it pods stay as they are and somebody else acts as the kubelet. */
  kubelet?: boolean;
  rootCa?: string;
  observer?: ControllersOptions['observer'];
}

/** The node pods are put on. */
const nodeName = 'simulated';

const stopLimitMs = 10_000;

/**
 * Starts a store, an API server, all controllers and, if asked, a simulated kubelet. The same options give
 * the same run. Resolves when all of it is in step.
 */
export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const { seed = 1, startMs, kubelet, rootCa, observer } = options;
  const clock = virtualClock(startMs);
  const random = seededRandom(seed);
  const store = createStore({ clock });
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const server = createApiServer({
    store,
    clock,
    random,
    strategies,
    authenticate: () => undefined,
    podLogs: () => Promise.reject(new StatusError(failure(404, 'NotFound', 'there are no logs here'))),
  });
  await clock.settle();
  const client = localClient(server, 'kube-controller-manager');
  let faults: Faults = { before: 0, after: 0 };
  const controllersClient = faultyClient(client, seededRandom(seed + 1), () => faults);
  const start = () => startControllers({ client: controllersClient, clock, log, rootCa, observer });
  let controllers = start();
  const driver = simulatedDriver({ clock, seed });
  const runtime = kubelet ? startKubelet({ client, clock, driver, node: describeNode(), log }) : undefined;
  await clock.settle();

  /** Waits for something that may need time to pass. */
  async function finish(work: Promise<unknown>): Promise<void> {
    let isDone = false;
    const done = work.then(() => {
      isDone = true;
    });
    await clock.runUntil(() => isDone, stopLimitMs);
    await done;
  }

  return {
    client,
    clock,
    lines,
    setFaults(next) {
      faults = next;
    },
    async restartControllers() {
      await finish(controllers.stop());
      controllers = start();
      await clock.settle();
    },
    async stop() {
      await finish(Promise.all([controllers.stop(), runtime?.stop()]));
      server.close();
      await store.close();
    },
  };
}

function describeNode() {
  return {
    name: nodeName,
    ip: '127.0.0.1',
    capacity: { cpu: '1000000', memory: '1000Ti', pods: '1000000', 'ephemeral-storage': '1000Ti' },
  };
}
