import type { ApiClient, LogOptions } from '../client/client';
import { startInformer } from '../client/informer';
import { nodes } from '../resources/node/types';
import { pods } from '../resources/pod/types';
import { type Clock, sleep } from '../time/clock';
import type { Driver } from './driver';
import { startRecorder } from './events';
import { selectLog } from './logs/select';
import { logContainer, logTarget } from './logs/target';
import { keepNode, type NodeDescription } from './node/register';
import { startWorkers } from './pods/workers';
import { startScheduler } from './scheduling/scheduler';

export interface KubeletOptions {
  client: ApiClient;
  clock: Clock;
  driver: Driver;
  node: NodeDescription;
  log: (message: string) => void;
}

export interface Kubelet {
  /** Resolves when the node is registered and every pod there was has been taken up. */
  ready(): Promise<void>;
  /** Ends all pods as a node does that shuts down, within about three seconds, and lets go of the driver. */
  stop(): Promise<void>;
  /** The log of a pod's container. Rejects with a `StatusError` in Kubernetes' words. */
  podLogs(namespace: string, pod: string, options: LogOptions): Promise<ReadableStream<Uint8Array>>;
}

/** What pods get to end by themselves when the kubelet stops, and what is waited for them at most. */
const shutdownGraceMs = 2000;
const shutdownLimitMs = 3000;
const startRetryMs = 1000;

/**
 * Starts the pod runtime: registers the one node and keeps it alive, puts pods onto it, runs them through
 * the driver and reports what becomes of them. Pods that an earlier life left running are taken over, not
 * started again.
 */
export function startKubelet(options: KubeletOptions): Kubelet {
  const { client, clock, driver, log } = options;
  const node = describeNode(options.node, driver);
  const recorder = startRecorder({ client, clock, node: node.name, isQuiet: driver.isQuiet });
  const keeper = keepNode({ client, clock, node, log });
  const scheduler = startScheduler({ client, clock, log, recorder, nodeName: node.name });
  const stopping = new AbortController();
  const nodeFacts = { name: node.name, ip: node.ip, allocatable: node.allocatable ?? node.capacity };
  let shutDown = async () => {};

  async function run(): Promise<void> {
    await persist(options, stopping.signal, 'registering the node', () => keeper.register());
    const found = await driver.adopt();
    if (stopping.signal.aborted) return;
    const workers = startWorkers({ client, clock, driver, recorder, node: nodeFacts, log, found });
    const podInformer = startInformer(client, clock, pods);
    const nodeInformer = startInformer(client, clock, nodes);
    shutDown = async () => {
      const limit = sleep(clock, shutdownLimitMs, stopping.signal).catch(() => {});
      await Promise.race([workers.shutDown(shutdownGraceMs), limit]);
      workers.release();
      podInformer.stop();
      nodeInformer.stop();
    };
    podInformer.subscribe((next, previous) => {
      scheduler.observe(next, previous);
      if ((next ?? previous)?.spec.nodeName === node.name) workers.observe(next, previous);
    });
    nodeInformer.subscribe((next, previous) => {
      if (next?.metadata.name === node.name) scheduler.setNode(next);
      const isOurs = previous?.metadata.name === node.name;
      if (!next && isOurs && !stopping.signal.aborted) clock.spawn(() => keeper.register());
    });
    await Promise.all([podInformer.synced(), nodeInformer.synced()]);
    await workers.forgetStrangers();
  }

  const ready = new Promise<void>((resolve) => {
    clock.spawn(async () => {
      await run();
      resolve();
    });
  });

  return {
    ready: () => ready,
    async stop() {
      scheduler.stop();
      await shutDown();
      stopping.abort();
      await keeper.stop();
      await recorder.flush();
      await driver.close();
    },
    podLogs: (namespace, name, logOptions) => openLog(options, namespace, name, logOptions),
  };
}

function describeNode(node: NodeDescription, driver: Driver): NodeDescription {
  const containerRuntimeVersion = `${driver.name}://${driver.version}`;
  return {
    ...node,
    annotations: { ...node.annotations, ...driver.annotations },
    nodeInfo: { ...node.nodeInfo, containerRuntimeVersion },
  };
}

/** Does something until it works or the kubelet stops. */
async function persist(
  { clock, log }: KubeletOptions,
  signal: AbortSignal,
  what: string,
  work: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      return await work();
    } catch (error) {
      log(`${what} failed: ${error instanceof Error ? error.message : error}`);
      await sleep(clock, startRetryMs, signal).catch(() => {});
    }
  }
}

async function openLog(
  { client, clock, driver }: KubeletOptions,
  namespace: string,
  name: string,
  options: LogOptions,
): Promise<ReadableStream<Uint8Array>> {
  const pod = await client.get(pods, namespace, name);
  const container = logContainer(pod, options.container);
  const stop = new AbortController();
  if (!pod.spec.nodeName) return selectLog(nothing(), options, clock.now(), stop);
  const { attempt } = logTarget(pod, container, options.previous ?? false);
  options.signal?.addEventListener('abort', () => stop.abort(), { once: true });
  const ref = { podUid: pod.metadata.uid ?? '', container, attempt };
  const follow = options.follow ?? false;
  const source = driver.readLog(ref, { follow, tailLines: options.tailLines, signal: stop.signal });
  return selectLog(source, options, clock.now(), stop);
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
