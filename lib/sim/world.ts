import { localClient } from '../apiserver/local';
import { createApiServer } from '../apiserver/server';
import type { ApiClient } from '../client/client';
import { startControllers } from '../controllers/start';
import { simulatedDriver } from '../kubelet/drivers/simulated';
import { startKubelet } from '../kubelet/start';
import { failure, StatusError } from '../meta/status';
import { strategies } from '../resources/strategies';
import { createStore } from '../store/memory';
import type { Store } from '../store/store';
import { seededRandom } from '../time/random';
import { type VirtualClock, virtualClock } from '../time/virtual';

/** A whole cluster in memory, on a clock that stands still until told to move. */
export interface World {
  client: ApiClient;
  clock: VirtualClock;
  store: Store;
  /** What controllers and kubelet logged, a line each. */
  lines: readonly string[];
  /** Stops everything; the clock has settled when it resolves. */
  stop(): Promise<void>;
}

/** How a world is to be. */
export interface WorldOptions {
  seed?: number;
  startMs?: number;
  /** Runs pods by simulation; without it pods stay as they are and somebody else acts as the kubelet. */
  kubelet?: boolean;
  rootCa?: string;
}

const nodeName = 'simulated';

/**
 * Starts a store, an API server, all controllers and, if asked, a simulated kubelet. The same options give the same run. Resolves when all
 * of it is in step.
 */
export async function createWorld({ seed = 1, startMs, kubelet, rootCa }: WorldOptions = {}): Promise<World> {
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
  const client = localClient(server);
  const controllers = startControllers({ client, clock, log, rootCa });
  const runtime = kubelet
    ? startKubelet({ client, clock, driver: simulatedDriver({ clock, seed }), node: nodeOf(), log })
    : undefined;
  await clock.settle();
  return {
    client,
    clock,
    store,
    lines,
    async stop() {
      const stopping = Promise.all([controllers.stop(), runtime?.stop()]);
      await clock.advance(5000);
      await stopping;
      server.close();
      await store.close();
    },
  };
}

function nodeOf() {
  return {
    name: nodeName,
    ip: '127.0.0.1',
    capacity: { cpu: '1000000', memory: '1000Ti', pods: '1000000', 'ephemeral-storage': '1000Ti' },
    nodeInfo: {},
  };
}
