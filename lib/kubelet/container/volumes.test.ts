import { describe, expect, it } from 'vitest';
import type { Pod, Volume } from '../../resources/pod/types';
import type { Sources } from './sources';
import { volumesOf } from './volumes';

const node = { name: 'node', ip: '10.0.0.1', allocatable: {} };
const sources: Sources = {
  configMaps: new Map([
    ['config', { metadata: {}, data: { a: 'text', b: 'more' }, binaryData: { c: btoa('\x00\xff') } }],
  ]),
  secrets: new Map([['secret', { metadata: {}, data: { token: btoa('hush') } }]]),
};

function setupOf(volume: Omit<Volume, 'name'>) {
  const pod: Pod = {
    metadata: { name: 'pod', labels: { app: 'web' } },
    spec: { containers: [], volumes: [{ name: 'v', ...volume }] },
  };
  const [setup] = volumesOf(pod, node, sources);
  if (setup?.kind !== 'files') return setup;
  return setup.files.map(({ path, content, mode }) => [
    path,
    String.fromCharCode(...content),
    mode.toString(8),
  ]);
}

describe('volumesOf', () => {
  it.each([
    [{ emptyDir: {} }, { name: 'v', kind: 'empty' }],
    [{}, { name: 'v', kind: 'empty' }],
    [{ hostPath: { path: '/srv' } }, { name: 'v', kind: 'host', path: '/srv', type: '' }],
  ])('%j', (volume, expected) => {
    expect(setupOf(volume)).toEqual(expected);
  });

  it('writes ConfigMaps whole, or the keys asked for', () => {
    expect(setupOf({ configMap: { name: 'config' } })).toEqual([
      ['a', 'text', '644'],
      ['b', 'more', '644'],
      ['c', '\x00\xff', '644'],
    ]);
    const items = [
      { key: 'a', path: 'dir/x' },
      { key: 'b', path: 'y', mode: 0o400 },
    ];
    expect(setupOf({ configMap: { name: 'config', items, defaultMode: 0o600 } })).toEqual([
      ['dir/x', 'text', '600'],
      ['y', 'more', '400'],
    ]);
  });

  it('writes Secrets, fields of the pod, and several together', () => {
    const labels = { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } };
    expect(setupOf({ secret: { secretName: 'secret', defaultMode: 0o400 } })).toEqual([
      ['token', 'hush', '400'],
    ]);
    expect(setupOf({ downwardAPI: { items: [labels] } })).toEqual([['labels', 'app="web"', '644']]);
    const together = [
      { secret: { name: 'secret' } },
      { configMap: { name: 'config', items: [{ key: 'a', path: 'a' }] } },
      { downwardAPI: { items: [labels] } },
    ];
    expect(setupOf({ projected: { sources: together } })).toEqual([
      ['token', 'hush', '644'],
      ['a', 'text', '644'],
      ['labels', 'app="web"', '644'],
    ]);
  });

  it.each([
    [{ configMap: { name: 'no' } }, 'configmap "no" not found'],
    [{ secret: { secretName: 'no' } }, 'secret "no" not found'],
    [
      { configMap: { name: 'config', items: [{ key: 'no', path: 'p' }] } },
      'configmap references non-existent config key: no',
    ],
    [{ projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }, 'service account tokens'],
    [{ nfs: {} } as object, 'volumes of type nfs are not supported'],
  ])('says what is wrong with %j', (volume, message) => {
    expect(() => setupOf(volume)).toThrow(message);
  });

  it('does without what is optional', () => {
    expect(setupOf({ configMap: { name: 'no', optional: true } })).toEqual([]);
    const items = [{ key: 'no', path: 'p' }];
    expect(setupOf({ secret: { secretName: 'secret', items, optional: true } })).toEqual([]);
  });
});
