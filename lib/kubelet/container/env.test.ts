import { describe, expect, it } from 'vitest';
import type { Container, EnvVar, Pod } from '../../resources/pod/types';
import { environmentOf } from './env';
import { expand } from './expand';
import type { Sources } from './sources';

describe('expand', () => {
  const values: Record<string, string> = { A: 'a', B: '$(A)', EMPTY: '' };
  it.each([
    ['$(A)', 'a'],
    ['x$(A)y$(A)', 'xaya'],
    ['$(B)', '$(A)'],
    ['$(EMPTY)', ''],
    ['$(NONE)', '$(NONE)'],
    ['$$(A)', '$(A)'],
    ['$$$(A)', '$a'],
    ['$A', '$A'],
    ['$(A', '$(A'],
    ['$', '$'],
    ['$$', '$'],
    ['$(A$(B))', '$(A$(B))'],
  ])('%s becomes %s', (text, expected) => {
    expect(expand(text, (name) => values[name])).toBe(expected);
  });
});

describe('environmentOf', () => {
  const container: Container = {
    name: 'main',
    resources: { limits: { cpu: '1500m', memory: '64Mi' }, requests: { cpu: '1' } },
  };
  const pod: Pod = {
    metadata: {
      name: 'pod',
      namespace: 'ns',
      uid: 'uid',
      labels: { app: 'web', 'example.com/tier': 'back' },
      annotations: { note: 'say "hi"' },
    },
    spec: { containers: [container], serviceAccountName: 'robot' },
  };
  const node = { name: 'node', ip: '10.0.0.1', allocatable: { cpu: '4', memory: '8Gi' } };
  const sources: Sources = {
    configMaps: new Map([['config', { metadata: {}, data: { KEY: 'value', OTHER: 'thing' } }]]),
    secrets: new Map([['secret', { metadata: {}, data: { PASSWORD: btoa('hush') } }]]),
    files: new Map([
      ['data/app.env', new TextEncoder().encode("# made\nCOLOUR='dark red'\nEMPTY=''\n")],
      ['data/bad.env', new TextEncoder().encode('COLOUR=red\n')],
    ]),
  };
  const envOf = (more: Partial<Container>) =>
    Object.fromEntries(environmentOf(pod, { ...container, ...more }, node, sources));
  const valueFrom = (from: EnvVar['valueFrom']) => envOf({ env: [{ name: 'X', valueFrom: from }] }).X;

  it.each([
    ['metadata.name', 'pod'],
    ['metadata.namespace', 'ns'],
    ['metadata.uid', 'uid'],
    ["metadata.labels['app']", 'web'],
    ["metadata.labels['example.com/tier']", 'back'],
    ["metadata.labels['none']", ''],
    ["metadata.annotations['note']", 'say "hi"'],
    ['metadata.labels', 'app="web"\nexample.com/tier="back"'],
    ['metadata.annotations', 'note="say \\"hi\\""'],
    ['spec.nodeName', 'node'],
    ['spec.serviceAccountName', 'robot'],
    ['status.podIP', '10.0.0.1'],
    ['status.hostIP', '10.0.0.1'],
  ])('reads field %s', (fieldPath, expected) => {
    expect(valueFrom({ fieldRef: { fieldPath } })).toBe(expected);
  });

  it.each([
    ['limits.cpu', undefined, '2'],
    ['limits.cpu', '1m', '1500'],
    ['requests.cpu', undefined, '1'],
    ['limits.memory', '1Mi', '64'],
    ['limits.memory', '0', '67108864'],
    ['requests.memory', undefined, '0'],
  ])('reads resource %s by %s', (resource, divisor, expected) => {
    expect(valueFrom({ resourceFieldRef: { resource, divisor } })).toBe(expected);
  });

  it('takes the node in place of limits that are not set', () => {
    const env = [
      { name: 'X', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Gi' } } },
    ];
    const bare = { ...pod, spec: { ...pod.spec, containers: [{ name: 'main' }] } };
    expect(environmentOf(bare, { name: 'main', env }, node, sources)).toEqual([['X', '8']]);
  });

  it('reads keys of ConfigMaps and Secrets', () => {
    expect(valueFrom({ configMapKeyRef: { name: 'config', key: 'KEY' } })).toBe('value');
    expect(valueFrom({ secretKeyRef: { name: 'secret', key: 'PASSWORD' } })).toBe('hush');
    expect(valueFrom({ configMapKeyRef: { name: 'config', key: 'no', optional: true } })).toBeUndefined();
    expect(valueFrom({ secretKeyRef: { name: 'no', key: 'no', optional: true } })).toBeUndefined();
  });

  it.each([
    [{ configMapKeyRef: { name: 'no', key: 'k' } }, 'configmap "no" not found'],
    [{ configMapKeyRef: { name: 'config', key: 'k' } }, "couldn't find key k in ConfigMap ns/config"],
    [{ secretKeyRef: { name: 'no', key: 'k' } }, 'secret "no" not found'],
    [{ secretKeyRef: { name: 'secret', key: 'k' } }, "couldn't find key k in Secret ns/secret"],
    [{ fieldRef: { fieldPath: 'spec.none' } }, 'unsupported fieldPath: spec.none'],
    [{ resourceFieldRef: { resource: 'limits.gpu' } }, 'unsupported container resource : limits.gpu'],
  ])('says what %j lacks', (from, message) => {
    expect(() => valueFrom(from)).toThrow(message);
  });

  it('imports, overrides and refers in Kubernetes’ order', () => {
    const env = envOf({
      envFrom: [
        { configMapRef: { name: 'config' } },
        { prefix: 'S_', secretRef: { name: 'secret' } },
        { configMapRef: { name: 'none', optional: true } },
      ],
      env: [
        { name: 'LATE', value: '$(EARLY)' },
        { name: 'EARLY', value: '$(KEY)/$(S_PASSWORD)' },
        { name: 'AGAIN', value: '$(EARLY)' },
        { name: 'OTHER', value: 'mine' },
        { name: 'EMPTY' },
      ],
    });
    expect(env).toEqual({
      LATE: '$(EARLY)',
      EARLY: 'value/hush',
      AGAIN: 'value/hush',
      OTHER: 'mine',
      EMPTY: '',
      KEY: 'value',
      S_PASSWORD: 'hush',
    });
    expect(() => envOf({ envFrom: [{ secretRef: { name: 'none' } }] })).toThrow('secret "none" not found');
  });

  const file = (path: string, key: string, optional?: boolean) => ({
    fileKeyRef: { volumeName: 'data', path, key, optional },
  });

  it('takes variables from files of volumes', () => {
    expect(valueFrom(file('app.env', 'COLOUR'))).toBe('dark red');
    expect(valueFrom(file('app.env', 'EMPTY'))).toBe('');
    expect(valueFrom(file('app.env', 'NONE', true))).toBeUndefined();
    expect(valueFrom(file('none.env', 'COLOUR', true))).toBeUndefined();
  });

  it.each([
    ['app.env', 'NONE', false, 'environment variable key "NONE" not found in file "app.env"'],
    ['none.env', 'COLOUR', false, "couldn't parse env file"],
    ['bad.env', 'COLOUR', true, "couldn't parse env file"],
  ])('says what %s lacks: %s', (path, key, optional, message) => {
    expect(() => valueFrom(file(path, key, optional))).toThrow(message);
  });
});
