import type { ContainerRef, ContainerSetup } from '../../driver';
import type { Bind } from '../disk/binds';
import type { EngineFacts } from './engine';

/** Labels by which containers are found again: first those that Kubernetes' own tools know. */
export const labels = {
  pod: 'io.kubernetes.pod.name',
  namespace: 'io.kubernetes.pod.namespace',
  uid: 'io.kubernetes.pod.uid',
  container: 'io.kubernetes.container.name',
  attempt: 'gantry.dev/attempt',
  /** The data directory of the control plane they belong to. */
  owner: 'gantry.dev/data-dir',
} as const;

/** The attempt that a container's labels name. */
export function refOf(found: Readonly<Record<string, string>>): ContainerRef {
  return {
    podUid: found[labels.uid] ?? '',
    container: found[labels.container] ?? '',
    attempt: Number(found[labels.attempt]),
  };
}

/** The name of an attempt's container. There is at most one of a name, so no attempt ever runs twice. */
export function nameOf({ ref, pod, namespace }: ContainerSetup): string {
  return ['gantry', ref.container, pod, namespace, ref.podUid, ref.attempt].join('_');
}

interface CreateOptions {
  setup: ContainerSetup;
  binds: readonly Bind[];
  owner: string;
  facts: EngineFacts;
  /** Whom the image runs as, for pods that name a group alone. */
  imageUser: string;
}

const cpuPeriodMicros = 100_000;
const leastQuotaMicros = 1000;
const leastShares = 2;

/** What an engine is asked to create for a container (`POST /containers/create`). */
export function createRequest({ setup, binds, owner, facts, imageUser }: CreateOptions): object {
  const { ref, command, args, workingDir } = setup;
  const user = userOf(setup, imageUser);
  return {
    Image: setup.image,
    ...(command.length > 0 ? { Entrypoint: command } : {}),
    ...(args.length > 0 ? { Cmd: args } : {}),
    ...(workingDir ? { WorkingDir: workingDir } : {}),
    ...(user ? { User: user } : {}),
    Env: setup.env.map(([name, value]) => `${name}=${value}`),
    Hostname: setup.hostname,
    // Kubernetes knows probes of its own, and none of an image.
    Healthcheck: { Test: ['NONE'] },
    Labels: {
      [labels.pod]: setup.pod,
      [labels.namespace]: setup.namespace,
      [labels.uid]: ref.podUid,
      [labels.container]: ref.container,
      [labels.attempt]: String(ref.attempt),
      [labels.owner]: owner,
    },
    HostConfig: { ...surroundings(setup, binds, facts), ...limits(setup, facts) },
  };
}

function userOf({ user: { uid, gid } }: ContainerSetup, imageUser: string): string {
  if (gid === undefined) return uid === undefined ? '' : String(uid);
  return `${uid ?? (imageUser.split(':')[0] || '0')}:${gid}`;
}

function surroundings(setup: ContainerSetup, binds: readonly Bind[], { name }: EngineFacts): object {
  const { privileges, user } = setup;
  return {
    NetworkMode: 'host',
    ExtraHosts: (setup.hosts ?? []).flatMap(({ ip, names }) => names.map((name) => `${name}:${ip}`)),
    Mounts: binds.map(({ source, target, isReadOnly }) => ({
      Type: 'bind',
      Source: source,
      Target: target,
      ReadOnly: isReadOnly,
    })),
    ReadonlyRootfs: privileges.hasReadOnlyRoot,
    Privileged: privileges.isPrivileged,
    CapAdd: privileges.addedCapabilities,
    CapDrop: privileges.droppedCapabilities,
    // With SELinux, containers could not read their volumes, which carry the labels of the data directory.
    SecurityOpt: ['label=disable', ...(privileges.mayEscalate ? [] : ['no-new-privileges'])],
    GroupAdd: user.groups.map(String),
    // Podman drops what it has kept when a log grows too long, also before it has been read.
    LogConfig: { Type: 'json-file', Config: name === 'docker' ? { 'max-size': '10m', 'max-file': '5' } : {} },
  };
}

/** The kubelet's translation of requests and limits (`MilliCPUToShares`, `MilliCPUToQuota`). */
function limits({ resources }: ContainerSetup, { canLimitCpu, canLimitMemory }: EngineFacts): object {
  const { cpuRequestMillis, cpuLimitMillis, memoryLimitBytes } = resources;
  return {
    ...(canLimitCpu && cpuRequestMillis !== undefined
      ? { CpuShares: Math.max(leastShares, Math.floor((cpuRequestMillis * 1024) / 1000)) }
      : {}),
    ...(canLimitCpu && cpuLimitMillis
      ? {
          CpuPeriod: cpuPeriodMicros,
          CpuQuota: Math.max(leastQuotaMicros, (cpuLimitMillis * cpuPeriodMicros) / 1000),
        }
      : {}),
    ...(canLimitMemory && memoryLimitBytes ? { Memory: memoryLimitBytes, MemorySwap: memoryLimitBytes } : {}),
  };
}
