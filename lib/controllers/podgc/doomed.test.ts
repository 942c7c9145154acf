import { describe, expect, it } from 'vitest';
import type { Node } from '../../resources/node/types';
import { samplePod } from '../testdata/samples';
import { endedSurplus, missingNodes, stuckTerminating } from './doomed';

const names = (pods: readonly { metadata: { name?: string } }[]) => pods.map(({ metadata }) => metadata.name);

describe('endedSurplus', () => {
  it('is the oldest beyond the limit, evicted ones first', () => {
    const evicted = samplePod('evicted', { phase: 'Failed', age: 1 });
    const pods = [
      samplePod('young', { phase: 'Succeeded', age: 10 }),
      samplePod('old', { phase: 'Failed', age: 90 }),
      samplePod('running', { age: 900 }),
      { ...evicted, status: { ...evicted.status, reason: 'Evicted' } },
    ];
    expect(names(endedSurplus(pods, 1))).toEqual(['evicted', 'old']);
    expect(endedSurplus(pods, 3)).toEqual([]);
  });
});

describe('stuckTerminating', () => {
  it('is what never had a node, or is on one that is out of service', () => {
    const out: Node = {
      metadata: { name: 'out' },
      spec: { taints: [{ key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' }] },
      status: { conditions: [{ type: 'Ready', status: 'False' }] },
    };
    const pods = [
      samplePod('unbound', { deleted: true }),
      samplePod('bound', { deleted: true, node: 'fine' }),
      samplePod('lost', { deleted: true, node: 'out' }),
      samplePod('alive', {}),
    ];
    expect(names(stuckTerminating(pods, (name) => (name === 'out' ? out : undefined)))).toEqual([
      'unbound',
      'lost',
    ]);
  });
});

describe('missingNodes', () => {
  it('are those pods are on and nobody knows', () => {
    const pods = [samplePod('a', { node: 'here' }), samplePod('b', { node: 'gone' }), samplePod('c')];
    expect(missingNodes(pods, (name) => name === 'here')).toEqual(new Set(['gone']));
  });
});
