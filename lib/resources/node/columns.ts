import { findCondition } from '../../meta/object';
import { ageColumn, nameColumn, textColumn } from '../columns';
import type { Column } from '../kind';
import type { Node } from './types';

/** The columns of `kubectl get nodes`. */
export const nodeColumns: readonly Column<Node>[] = [
  nameColumn,
  textColumn('Status', 'The status of the node', statusCell),
  textColumn('Roles', 'The roles of the node', rolesCell),
  ageColumn,
  textColumn('Version', 'Version of the kubelet.', (node) => info(node, 'kubeletVersion') ?? ''),
  textColumn('Internal-IP', 'Address within the cluster.', (node) => address(node, 'InternalIP'), {
    wide: true,
  }),
  textColumn('External-IP', 'Address from outside.', (node) => address(node, 'ExternalIP'), { wide: true }),
  textColumn('OS-Image', 'Operating system.', (node) => info(node, 'osImage') || '<unknown>', { wide: true }),
  textColumn('Kernel-Version', 'Kernel and architecture.', kernelCell, { wide: true }),
  textColumn(
    'Container-Runtime',
    'What runs the containers.',
    (node) => info(node, 'containerRuntimeVersion') || '<unknown>',
    { wide: true },
  ),
];

function info(node: Node, field: string): string | undefined {
  return node.status?.nodeInfo?.[field];
}

function address(node: Node, type: string): string {
  return node.status?.addresses?.find((candidate) => candidate.type === type)?.address ?? '<none>';
}

function statusCell(node: Node): string {
  const ready = findCondition(node.status?.conditions, 'Ready');
  const words = [ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown'];
  if (node.spec?.unschedulable) words.push('SchedulingDisabled');
  return words.join(',');
}

function rolesCell(node: Node): string {
  const prefix = 'node-role.kubernetes.io/';
  const roles = Object.entries(node.metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(prefix)) return key.slice(prefix.length) || [];
    return key === 'kubernetes.io/role' && value ? value : [];
  });
  return [...new Set(roles)].sort().join(',') || '<none>';
}

function kernelCell(node: Node): string {
  const architecture = info(node, 'architecture');
  return (info(node, 'kernelVersion') || '<unknown>') + (architecture ? ` (${architecture})` : '');
}
