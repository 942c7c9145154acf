import { expect, it } from 'vitest';
import { errorText } from '../../meta/field';
import { nodeStrategy } from './strategy';
import type { Node } from './types';

const context = { nowMs: 0, version: 'v1' };
const node = (spec: Node['spec'] = {}, status: Node['status'] = {}): Node => ({
  metadata: { name: 'n', uid: 'u', resourceVersion: '1' },
  spec,
  status,
});
const taint = { key: 'k', effect: 'NoSchedule' };
const repeated =
  'metadata.taints[1]: Duplicate value: {"Key":"k","Value":"","Effect":"NoSchedule","TimeAdded":null}: taints must be unique by key and effect pair';

it.each([
  [{ taints: [taint, taint, { ...taint, effect: 'NoExecute' }] }, {}, [repeated, repeated]],
  [
    { providerID: 'b' },
    { providerID: 'a' },
    ['spec.providerID: Forbidden: node updates may not change providerID except from "" to valid'],
  ],
  [{ providerID: 'b' }, {}, []],
  [
    { podCIDRs: ['10.1.0.0/24'] },
    { podCIDRs: ['10.0.0.0/24'] },
    ['spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid'],
  ],
  [{ externalID: 'x' }, {}, ['spec.externalID: Forbidden: may not be updated']],
])('an update to %j from %j', (next, previous, errors) => {
  expect(nodeStrategy.validateUpdate(node(next), node(previous), context).map(errorText)).toEqual(errors);
});

it('has no address twice', () => {
  const address = { type: 'InternalIP', address: '1.2.3.4' };
  const twice = node({}, { addresses: [address, address] });
  expect(nodeStrategy.status?.validateUpdate(twice, node(), context).map(errorText)).toEqual([
    'status.addresses[1]: Duplicate value: {"Type":"InternalIP","Address":"1.2.3.4"}',
  ]);
});

it('keeps no source of configuration, and warns of names nobody uses', () => {
  expect(nodeStrategy.prepareCreate(node({ configSource: {}, providerID: 'a' }), context).spec).toEqual({
    providerID: 'a',
  });
  expect(nodeStrategy.warnings?.(node({ externalID: 'x' }), undefined)).toHaveLength(1);
});
