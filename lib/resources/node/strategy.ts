import type { Strategy } from '../kind';
import { nodeColumns } from './columns';
import { type Node, nodes } from './types';
import { validateNode, validateNodeChange, validateNodeUpdate } from './validation';

/** Nodes, as `pkg/registry/core/node` serves them; on creation the status is taken as given. */
export const nodeStrategy: Strategy<Node> = {
  resource: nodes,
  shortNames: ['no'],
  categories: [],
  schema: 'io.k8s.api.core.v1.Node',
  columns: nodeColumns,
  fields: { 'spec.unschedulable': ({ spec }) => String(spec?.unschedulable ?? false) },
  defaults: (node) => {
    const { capacity, allocatable } = node.status ?? {};
    if (!capacity || allocatable) return node;
    return { ...node, status: { ...node.status, allocatable: capacity } };
  },
  prepareCreate: withoutConfigSource,
  validate: validateNode,
  prepareUpdate: (node, { status }) => {
    const { status: _, ...next } = withoutConfigSource(node);
    return status ? { ...next, status } : next;
  },
  validateUpdate: validateNodeUpdate,
  warnings: ({ spec }) =>
    spec?.externalID ? ['spec.externalID: this field is deprecated, and is unused by Kubernetes'] : [],
  status: {
    prepareUpdate: ({ spec: _, ...next }, { spec }) => (spec ? { ...next, spec } : next),
    validateUpdate: validateNodeChange,
  },
};

/** A source of the kubelet's configuration was a feature once, and is not kept any more. */
function withoutConfigSource(node: Node): Node {
  if (!node.spec?.configSource) return node;
  const { configSource: _, ...spec } = node.spec;
  return { ...node, spec };
}
