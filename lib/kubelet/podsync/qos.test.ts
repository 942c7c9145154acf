import { expect, it } from 'vitest';
import type { Pod } from '../../resources/pod/types';
import { qosClassOf } from './qos';

const full = { cpu: '1', memory: '1Gi' };

it.each([
  [[{}], 'BestEffort'],
  [[{ requests: { cpu: '0' } }], 'BestEffort'],
  [[{ requests: { 'example.com/gpu': '1' } }], 'BestEffort'],
  [[{ requests: { cpu: '1' } }], 'Burstable'],
  [[{ limits: full }], 'Guaranteed'],
  [[{ limits: full, requests: { cpu: '1000m', memory: '1024Mi' } }], 'Guaranteed'],
  [[{ limits: full, requests: { cpu: '500m', memory: '1Gi' } }], 'Burstable'],
  [[{ limits: full }, {}], 'Burstable'],
  [[{ limits: { cpu: '1' } }], 'Burstable'],
])('%j is %s', (resources, expected) => {
  const containers = resources.map((one, at) => ({ name: `c${at}`, resources: one }));
  expect(qosClassOf({ metadata: {}, spec: { containers } } as Pod)).toBe(expected);
});
