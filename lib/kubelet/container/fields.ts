import { milliValue, unitValue } from '../../meta/quantity';
import type { Pod } from '../../resources/pod/types';
import { ContainerConfigError } from '../driver';

/** What downward API fields of a pod are read from besides the pod itself. */
export interface NodeFacts {
  name: string;
  ip: string;
  allocatable: Readonly<Record<string, string>>;
}

interface ResourceField {
  containerName?: string;
  resource: string;
  divisor?: string;
}

/**
 * The value of a `fieldRef` (`metadata.labels['a']`, `status.podIP` …). @throws ContainerConfigError for a
 * path that the downward API does not know.
 */
export function fieldValue(pod: Pod, node: NodeFacts, fieldPath: string): string {
  const { metadata, spec } = pod;
  const subscripted = /^(metadata\.(?:labels|annotations))\['(.*)'\]$/s.exec(fieldPath);
  if (subscripted) {
    const [, path, key] = subscripted;
    return (path === 'metadata.labels' ? metadata.labels : metadata.annotations)?.[key!] ?? '';
  }
  switch (fieldPath) {
    case 'metadata.name':
      return metadata.name ?? '';
    case 'metadata.namespace':
      return metadata.namespace ?? '';
    case 'metadata.uid':
      return metadata.uid ?? '';
    case 'metadata.labels':
      return formatMap(metadata.labels);
    case 'metadata.annotations':
      return formatMap(metadata.annotations);
    case 'spec.nodeName':
      return node.name;
    case 'spec.serviceAccountName':
      return spec.serviceAccountName ?? '';
    case 'status.hostIP':
    case 'status.hostIPs':
    case 'status.podIP':
    case 'status.podIPs':
      return node.ip;
  }
  throw new ContainerConfigError('CreateContainerConfigError', `unsupported fieldPath: ${fieldPath}`, false);
}

/** `key="value"` lines in key order (`fieldpath.FormatMap`). */
function formatMap(map: Record<string, string> | undefined): string {
  return Object.entries(map ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join('\n');
}

/**
 * The value of a `resourceFieldRef`, divided and rounded up. Limits that are not set are the node's
 * allocatable.
 * @throws ContainerConfigError for a container or resource there is not.
 */
export function resourceValue(pod: Pod, own: string, node: NodeFacts, field: ResourceField): string {
  const name = field.containerName || own;
  const container = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find(
    (candidate) => candidate.name === name,
  );
  const [list, resource] = split(field.resource);
  if (!container || !list) {
    const what = container
      ? `unsupported container resource : ${field.resource}`
      : `container ${name} not found`;
    throw new ContainerConfigError('CreateContainerConfigError', what, false);
  }
  const set = container.resources?.[list]?.[resource];
  const quantity = set ?? (list === 'limits' ? node.allocatable[resource] : undefined) ?? '0';
  const divisor = !field.divisor || field.divisor === '0' ? '1' : field.divisor;
  const measure = resource === 'cpu' ? milliValue : unitValue;
  return String(Math.ceil(measure(quantity) / measure(divisor)));
}

function split(field: string): ['limits' | 'requests' | undefined, string] {
  const match = /^(limits|requests)\.(cpu|memory|ephemeral-storage|hugepages-.+)$/.exec(field);
  return match ? [match[1] as 'limits' | 'requests', match[2]!] : [undefined, ''];
}
