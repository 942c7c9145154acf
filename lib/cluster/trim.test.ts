import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../meta/object';
import { trim } from './trim';

const podSpec = {
  restartPolicy: 'Never',
  nodeName: 'node-1',
  volumes: [{ name: 'v', emptyDir: {} }],
  containers: [{ name: 'main', image: 'busybox', env: [{ name: 'A', value: 'secret' }], command: ['sh'] }],
};
const slimPodSpec = {
  restartPolicy: 'Never',
  nodeName: 'node-1',
  containers: [{ name: 'main', image: 'busybox' }],
};
const metadata = {
  name: 'x',
  managedFields: [{ manager: 'kubectl' }],
  annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}', keep: 'yes' },
};
const slimMetadata = { name: 'x', annotations: { keep: 'yes' } };

describe('what a row needs', () => {
  it.each([
    ['Pod', { spec: podSpec }, { spec: slimPodSpec }],
    [
      'Job',
      { spec: { parallelism: 2, odd: 1, template: { spec: podSpec } }, status: { active: 1 } },
      { spec: { parallelism: 2, odd: 1, template: { spec: slimPodSpec } }, status: { active: 1 } },
    ],
    [
      'CronJob',
      { spec: { schedule: '@daily', jobTemplate: { spec: { template: { spec: podSpec } } } } },
      { spec: { schedule: '@daily', jobTemplate: { spec: { template: { spec: slimPodSpec } } } } },
    ],
    ['Secret', { data: { key: 'c2VjcmV0' } }, { data: { key: '' } }],
    ['Event', { reason: 'Started' }, { reason: 'Started' }],
    ['Job', {}, {}],
  ])('of a %s leaves out the heavy parts', (kind, given, expected) => {
    const object = { kind, metadata, ...given } as KubeObject;
    expect(trim(object, 'row')).toEqual({ kind, metadata: slimMetadata, ...expected });
  });

  it('does not touch the object it was given', () => {
    const object = Object.freeze({
      kind: 'Pod',
      metadata: Object.freeze(metadata),
      spec: Object.freeze(podSpec),
    });
    expect(trim(object as KubeObject, 'row')).not.toBe(object);
    expect(object.spec.volumes).toHaveLength(1);
  });
});

describe('what a page needs', () => {
  it('is everything but the managed fields', () => {
    const { managedFields: _, ...kept } = metadata;
    const object = { kind: 'Pod', metadata, spec: podSpec } as KubeObject;
    expect(trim(object, 'full')).toEqual({ kind: 'Pod', metadata: kept, spec: podSpec });
  });
});
