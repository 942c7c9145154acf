import type { Container, Pod, VolumeMount } from '../../resources/pod/types';
import { ContainerConfigError, type ContainerRef, type ContainerSetup, type Mount } from '../driver';
import { isSidecar } from '../podsync/facts';
import { environmentOf } from './env';
import { expand } from './expand';
import type { NodeFacts } from './fields';
import { hostnameOf, hostsOf } from './hostname';
import type { Sources } from './sources';

/**
 * A container with its environment, command and mounts resolved. @throws ContainerConfigError for what is
 * missing.
 */
export function setupOf(
  pod: Pod,
  container: Container,
  attempt: number,
  node: NodeFacts,
  sources: Sources,
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
    argv: [...(container.command ?? []), ...(container.args ?? [])].map(expanded),
    env,
    workingDir: container.workingDir || undefined,
    mounts: mountsOf(container, byName),
    terminationMessagePath: container.terminationMessagePath || '/dev/termination-log',
    fallsBackToLogs: container.terminationMessagePolicy === 'FallbackToLogsOnError',
    user: {
      uid: container.securityContext?.runAsUser ?? spec.securityContext?.runAsUser,
      gid: container.securityContext?.runAsGroup ?? spec.securityContext?.runAsGroup,
    },
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
