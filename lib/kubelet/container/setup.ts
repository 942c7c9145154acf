import type { Container, Pod, VolumeMount } from '../../resources/pod/types';
import {
  ContainerConfigError,
  type ContainerRef,
  type ContainerResources,
  type ContainerSetup,
  type Mount,
  type Privileges,
} from '../driver';
import { isSidecar } from '../podsync/facts';
import { amounts } from '../scheduling/requests';
import { environmentOf } from './env';
import { expand } from './expand';
import type { NodeFacts } from './fields';
import { hostnameOf, hostsOf } from './hostname';
import type { Sources } from './sources';

/**
 * A container with its environment, command and mounts resolved. `image`: the id of its image, where the
 * driver has images. @throws ContainerConfigError for what is missing.
 */
export function setupOf(
  pod: Pod,
  container: Container,
  attempt: number,
  node: NodeFacts,
  sources: Sources,
  image?: string,
): ContainerSetup {
  const { metadata, spec } = pod;
  const env = environmentOf(pod, container, node, sources);
  const byName = new Map(env);
  const expanded = (text: string) => expand(text, (name) => byName.get(name));
  const ref: ContainerRef = { podUid: metadata.uid ?? '', container: container.name, attempt };
  return {
    ref,
    namespace: metadata.namespace ?? '',
    pod: metadata.name ?? '',
    hostname: hostnameOf(pod),
    hosts: hostsOf(pod, node.ip),
    isSidecar: isSidecar(container),
    annotations: metadata.annotations ?? {},
    image: image ?? container.image ?? '',
    command: (container.command ?? []).map(expanded),
    args: (container.args ?? []).map(expanded),
    env,
    workingDir: container.workingDir || undefined,
    mounts: mountsOf(container, byName),
    terminationMessagePath: container.terminationMessagePath || '/dev/termination-log',
    fallsBackToLogs: container.terminationMessagePolicy === 'FallbackToLogsOnError',
    user: {
      uid: container.securityContext?.runAsUser ?? spec.securityContext?.runAsUser,
      gid: container.securityContext?.runAsGroup ?? spec.securityContext?.runAsGroup,
      groups: groupsOf(pod),
    },
    privileges: privilegesOf(container),
    resources: resourcesOf(container),
  };
}

function groupsOf({ spec: { securityContext } }: Pod): number[] {
  const { supplementalGroups = [], fsGroup } = securityContext ?? {};
  return fsGroup === undefined ? supplementalGroups : [...supplementalGroups, fsGroup];
}

function privilegesOf({ securityContext = {} }: Container): Privileges {
  const { capabilities, privileged = false } = securityContext;
  return {
    hasReadOnlyRoot: securityContext.readOnlyRootFilesystem ?? false,
    isPrivileged: privileged,
    mayEscalate: privileged || (securityContext.allowPrivilegeEscalation ?? true),
    addedCapabilities: capabilities?.add ?? [],
    droppedCapabilities: capabilities?.drop ?? [],
  };
}

/** A limit without a request counts as the request (API defaulting does the same). */
function resourcesOf({ resources }: Container): ContainerResources {
  const limits = amounts(resources?.limits);
  const requests = amounts(resources?.requests);
  return {
    cpuRequestMillis: requests.get('cpu') ?? limits.get('cpu'),
    cpuLimitMillis: limits.get('cpu'),
    memoryLimitBytes: limits.get('memory'),
  };
}

function mountsOf(container: Container, byName: ReadonlyMap<string, string>): Mount[] {
  return (container.volumeMounts ?? []).map((mount) => ({
    volume: mount.name,
    mountPath: mount.mountPath,
    subPath: subPathOf(mount, byName),
    isReadOnly: mount.readOnly ?? false,
  }));
}

function subPathOf(mount: VolumeMount, byName: ReadonlyMap<string, string>): string | undefined {
  const subPath = mount.subPathExpr ? expandPath(mount.subPathExpr, byName) : mount.subPath;
  if (subPath?.startsWith('/')) throw unfit(`error SubPath \`${subPath}\` must not be an absolute path`);
  if (subPath?.split('/').includes('..')) {
    throw unfit(`unable to provision SubPath \`${subPath}\`: must not contain '..'`);
  }
  return subPath || undefined;
}

/** Unlike elsewhere, every variable must have a value here (`ExpandContainerVolumeMounts`). */
function expandPath(expression: string, byName: ReadonlyMap<string, string>): string {
  const missing = new Set<string>();
  const path = expand(expression, (name) => {
    const value = byName.get(name);
    if (!value) missing.add(name);
    return value;
  });
  if (missing.size === 0) return path;
  throw unfit(`missing value for ${[...missing].sort().join(', ')}`);
}

function unfit(message: string): ContainerConfigError {
  return new ContainerConfigError('CreateContainerConfigError', message, false);
}
