import type { Strategy } from '../kind';
import { nodeColumns } from './columns';
import { type Node, nodes } from './types';
import { validateNode, validateNodeUpdate } from './validation';

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
  prepareCreate: (node) => node,
  validate: validateNode,
  prepareUpdate: ({ status: _, ...next }, { status }) => (status ? { ...next, status } : next),
  validateUpdate: validateNodeUpdate,
  status: {
    prepareUpdate: ({ spec: _, ...next }, { spec }) => (spec ? { ...next, spec } : next),
    validateUpdate: validateNodeUpdate,
  },
};
