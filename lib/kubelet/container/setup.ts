import type { Container, Pod } from '../../resources/pod/types';
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
import type { Sources } from './sources';

/** Longest host name Linux takes. */
const longestHostname = 63;

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
    isSidecar: isSidecar(container),
    annotations: metadata.annotations ?? {},
    image: image ?? container.image ?? '',
    command: (container.command ?? []).map(expanded),
    args: (container.args ?? []).map(expanded),
    env,
    workingDir: container.workingDir || undefined,
    mounts: mountsOf(container, expanded),
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

/** The pod's host name: `spec.hostname` or its own name, cut to what a host name may be. */
function hostnameOf({ metadata, spec }: Pod): string {
  const name = spec.hostname || metadata.name || '';
  return name.slice(0, longestHostname).replace(/[-.]+$/, '');
}

function mountsOf(container: Container, expanded: (text: string) => string): Mount[] {
  return (container.volumeMounts ?? []).map((mount) => {
    const subPath = mount.subPathExpr ? expanded(mount.subPathExpr) : mount.subPath;
    if (subPath && (subPath.startsWith('/') || subPath.split('/').includes('..'))) {
      const where = `volumeMount "${mount.name}" of container "${container.name}"`;
      const message = `failed to prepare subPath for ${where}`;
      throw new ContainerConfigError('CreateContainerConfigError', message, false);
    }
    return {
      volume: mount.name,
      mountPath: mount.mountPath,
      subPath: subPath || undefined,
      isReadOnly: mount.readOnly ?? false,
    };
  });
}
