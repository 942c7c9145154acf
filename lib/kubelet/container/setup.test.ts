import { describe, expect, it } from 'vitest';
import type { Pod, VolumeMount } from '../../resources/pod/types';
import { setupOf } from './setup';

const node = { name: 'node', ip: '10.0.0.1', allocatable: {} };
const sources = { configMaps: new Map(), secrets: new Map() };

function mountOf(more: Partial<VolumeMount>) {
  const env = [
    { name: 'A', value: 'one' },
    { name: 'EMPTY', value: '' },
  ];
  const container = { name: 'main', env, volumeMounts: [{ name: 'v', mountPath: '/v', ...more }] };
  const pod: Pod = {
    metadata: { name: 'pod', namespace: 'ns', uid: 'uid' },
    spec: { containers: [container] },
  };
  return setupOf(pod, container, 0, node, sources).mounts[0]!;
}

describe('mounts', () => {
  it.each([
    [{}, undefined],
    [{ subPath: 'a/b' }, 'a/b'],
    [{ subPath: '$(A)' }, '$(A)'],
    [{ subPathExpr: 'x/$(A)' }, 'x/one'],
    [{ subPathExpr: '$$(A)' }, '$(A)'],
    [{ subPath: '..a' }, '..a'],
  ])('%o take the path %s of the volume', (mount, subPath) => {
    expect(mountOf(mount)).toEqual({ volume: 'v', mountPath: '/v', subPath, isReadOnly: false });
  });

  it.each([
    [{ subPath: '/a' }, 'error SubPath `/a` must not be an absolute path'],
    [{ subPath: 'a/../b' }, "unable to provision SubPath `a/../b`: must not contain '..'"],
    [{ subPathExpr: '$(NONE)/$(EMPTY)' }, 'missing value for EMPTY, NONE'],
  ])('%o are refused: %s', (mount, message) => {
    expect(() => mountOf(mount)).toThrow(message);
  });
});
