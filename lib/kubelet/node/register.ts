import type { ApiClient } from '../../client/client';
import { findCondition } from '../../meta/object';
import { hasReason } from '../../meta/status';
import { leases } from '../../resources/lease/types';
import { namespaces } from '../../resources/namespace/types';
import { type Node, nodes } from '../../resources/node/types';
import { type Clock, toMicroTime, toTime } from '../../time/clock';

/** What the one node of this kubelet is. */
export interface NodeDescription {
  name: string;
  /** Quantities: `cpu`, `memory`, `ephemeral-storage`, `pods` … */
  capacity: Readonly<Record<string, string>>;
  /** What pods may use of it; all when left out. */
  allocatable?: Readonly<Record<string, string>>;
  /** Address of the machine, also that of its pods. */
  ip: string;
  labels?: Readonly<Record<string, string>>;
  annotations?: Readonly<Record<string, string>>;
  /** `NodeSystemInfo`: `operatingSystem`, `architecture`, `kubeletVersion` … */
  nodeInfo?: Readonly<Record<string, string>>;
}

export interface NodeKeeper {
  /** Creates the node, or brings the one that is there up to date. */
  register(): Promise<void>;
  /** Marks the node as not ready and ends the heartbeat. */
  stop(): Promise<void>;
}

interface KeeperOptions {
  client: ApiClient;
  clock: Clock;
  node: NodeDescription;
  log: (message: string) => void;
}

const leaseNamespace = 'kube-node-lease';
/**
 * The kubelet's own figures: a lease of 40 s renewed every 10 s, and the node's status every five minutes.
 */
const leaseSeconds = 40;
const renewMs = 10_000;
const renewalsPerStatus = 30;

/** Keeps the node object and its lease alive until stopped. */
export function keepNode({ client, clock, node, log }: KeeperOptions): NodeKeeper {
  let cancel = () => {};
  let isStopped = false;
  let renewals = 0;

  async function register(): Promise<void> {
    const wanted = nodeObject(node);
    try {
      await client.create(nodes, wanted);
    } catch (error) {
      if (!hasReason(error, 'AlreadyExists')) throw error;
      const { labels, annotations } = wanted.metadata;
      await client.patch(nodes, undefined, node.name, 'merge', { metadata: { labels, annotations } });
    }
    await writeStatus(true);
    await renewLease();
    if (renewals === 0) arm();
  }

  async function writeStatus(isReady: boolean): Promise<void> {
    const present = await client.get(nodes, undefined, node.name);
    const status = nodeStatus(node, present, isReady, clock.now());
    await client.patch(nodes, undefined, node.name, 'merge', { status }, { subresource: 'status' });
  }

  async function renewLease(): Promise<void> {
    const renewTime = toMicroTime(clock.now());
    const spec = { holderIdentity: node.name, leaseDurationSeconds: leaseSeconds, renewTime };
    try {
      await client.patch(leases, leaseNamespace, node.name, 'merge', { spec });
    } catch (error) {
      if (!hasReason(error, 'NotFound')) throw error;
      await createLease(client, node.name, spec);
    }
  }

  function arm(): void {
    if (isStopped) return;
    renewals++;
    cancel = clock.after(renewMs, () => clock.spawn(beat));
  }

  async function beat(): Promise<void> {
    try {
      if (renewals % renewalsPerStatus === 0) await writeStatus(true);
      await renewLease();
    } catch (error) {
      if (!isStopped) log(`the node's heartbeat failed: ${error instanceof Error ? error.message : error}`);
    }
    arm();
  }

  return {
    register,
    async stop() {
      isStopped = true;
      cancel();
      await writeStatus(false).catch(() => {});
    },
  };
}

async function createLease(client: ApiClient, name: string, spec: Record<string, unknown>): Promise<void> {
  const lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: leaseNamespace },
    spec,
  };
  try {
    await client.create(leases, lease);
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error;
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: leaseNamespace } };
    await client.create(namespaces, namespace);
    await client.create(leases, lease);
  }
}

function nodeObject(node: NodeDescription): Node {
  const { operatingSystem, architecture } = node.nodeInfo ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: node.name,
      labels: {
        'kubernetes.io/hostname': node.name,
        ...(operatingSystem ? { 'kubernetes.io/os': operatingSystem } : {}),
        ...(architecture ? { 'kubernetes.io/arch': architecture } : {}),
        ...node.labels,
      },
      annotations: { ...node.annotations },
    },
    spec: {},
  };
}

/** The kubelet's conditions, in its order: type, when all is well, why. */
const conditions = [
  ['MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
] as const;

function nodeStatus(node: NodeDescription, present: Node, isReady: boolean, nowMs: number): Node['status'] {
  const now = toTime(nowMs);
  const ready = isReady
    ? (['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'] as const)
    : (['Ready', 'False', 'KubeletNotReady', 'node is shutting down'] as const);
  const wanted = [...conditions.map(([type, reason, text]) => [type, 'False', reason, text] as const), ready];
  return {
    capacity: { ...node.capacity },
    allocatable: { ...(node.allocatable ?? node.capacity) },
    conditions: wanted.map(([type, status, reason, message]) => {
      const before = findCondition(present.status?.conditions, type);
      const lastTransitionTime = before?.status === status ? before.lastTransitionTime : now;
      return { type, status, lastHeartbeatTime: now, lastTransitionTime, reason, message };
    }),
    addresses: [
      { type: 'InternalIP', address: node.ip },
      { type: 'Hostname', address: node.name },
    ],
    nodeInfo: { ...node.nodeInfo },
  };
}
