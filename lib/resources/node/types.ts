import type { Condition, KubeObject } from '../../meta/object';
import type { Resource } from '../kind';

/** Core `v1` Node. */
export interface Node extends KubeObject {
  spec?: {
    podCIDR?: string;
    podCIDRs?: string[];
    providerID?: string;
    unschedulable?: boolean;
    taints?: Taint[];
    externalID?: string;
    configSource?: object;
  };
  status?: NodeStatus;
}

export interface Taint {
  key: string;
  value?: string;
  effect: string;
  timeAdded?: string;
}

/** `NodeStatus`. */
export interface NodeStatus {
  capacity?: Record<string, string>;
  allocatable?: Record<string, string>;
  conditions?: (Condition & { lastHeartbeatTime?: string })[];
  addresses?: { type: string; address: string }[];
  nodeInfo?: Record<string, string>;
}

export const nodes: Resource<Node> = {
  group: '',
  version: 'v1',
  plural: 'nodes',
  singular: 'node',
  kind: 'Node',
  namespaced: false,
};
