import { describe, expect, it } from 'vitest';
import { errorText, FieldPath } from '../../meta/field';
import { decode } from '../schema/decode';
import type { PodSpec, Volume } from './types';
import { defaultVolume } from './volumedefaults';
import { validateVolumes } from './volumevalidation';

interface Sent {
  volumes: object[];
}

function completed(spec: Sent): Volume[] {
  const { value } = decode('io.k8s.api.core.v1.PodSpec', JSON.parse(JSON.stringify(spec)));
  return (value as unknown as PodSpec).volumes!.map(defaultVolume);
}

function errorsOf(spec: Sent): string[] {
  const volumes = completed(spec);
  const path = FieldPath.of('spec', 'volumes');
  return validateVolumes({ containers: [], volumes }, path, { isPod: false }).errors.map(errorText);
}

const withVolume = (source: object) => ({ volumes: [{ name: 'v', ...source }] });
const iqn = 'iqn.2001-04.com.example:storage.disk1';
const claim = (spec: object, metadata = {}) =>
  withVolume({
    ephemeral: {
      volumeClaimTemplate: {
        metadata,
        spec: {
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: '1Gi' } },
          ...spec,
        },
      },
    },
  });

describe('volumes of other systems', () => {
  it.each([
    [
      { gitRepo: { repository: 'r', directory: '../x' } },
      [`gitRepo.directory: Invalid value: "../x": must not contain '..'`],
    ],
    [
      { gitRepo: { directory: '/x' } },
      [
        'gitRepo.repository: Required value',
        'gitRepo.directory: Invalid value: "/x": must be a relative path',
      ],
    ],
    [{ iscsi: { targetPortal: 'p', iqn, lun: 0 } }, []],
    [
      { iscsi: { targetPortal: 'p', iqn: 'iqn.bad', lun: 256 } },
      [
        'iscsi.iqn: Invalid value: "iqn.bad": must be valid format',
        'iscsi.lun: Invalid value: 256: must be between 0 and 255, inclusive',
      ],
    ],
    [
      { iscsi: { targetPortal: 'p', iqn: 'x', lun: 0 } },
      ['iscsi.iqn: Invalid value: "x": must be valid format starting with iqn, eui, or naa'],
    ],
    [
      { iscsi: { targetPortal: 'p', iqn, lun: 0, initiatorName: 'eui.1' } },
      ['iscsi.initiatorname: Invalid value: "eui.1": must be valid format'],
    ],
    [
      { iscsi: { targetPortal: 'p'.repeat(64), iqn, lun: 0, initiatorName: iqn } },
      [
        'name: Invalid value: "v": Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.',
      ],
    ],
    [
      { quobyte: { registry: '', volume: '' } },
      [
        'quobyte.registry: Required value: must be a host:port pair or multiple pairs separated by commas',
        'quobyte.volume: Required value',
      ],
    ],
    [
      { quobyte: { registry: 'a:1,b', volume: 'w' } },
      [
        'quobyte.registry: Invalid value: "a:1,b": must be a host:port pair or multiple pairs separated by commas',
      ],
    ],
    [
      { quobyte: { registry: 'a:1', volume: 'w', tenant: 't'.repeat(65) } },
      ['quobyte.tenant: Required value: must be a UUID and may not exceed a length of 64 characters'],
    ],
    [{ quobyte: { registry: 'a:1,[::1]:2,:3', volume: 'w' } }, []],
    [{ cinder: { volumeID: 'w', secretRef: {} } }, ['cinder.secretRef.name: Required value']],
    [{ cephfs: {} }, ['cephfs.monitors: Required value']],
    [{ rbd: { monitors: [] } }, ['rbd.monitors: Required value', 'rbd.image: Required value']],
    [{ storageos: { volumeName: 'w', secretRef: {} } }, ['storageos.secretRef.name: Required value']],
  ])('%j', (source, errors) => {
    expect(errorsOf(withVolume(source))).toEqual(errors.map((error) => `spec.volumes[0].${error}`));
  });
});

describe('a claim made with the pod', () => {
  it.each([
    [claim({}), []],
    [
      claim({}, { name: 'x', uid: 'u', labels: { a: 'b' } }),
      ['metadata.name: Forbidden: cannot be set', 'metadata.uID: Forbidden: cannot be set'],
    ],
    [
      claim({}, { generation: 0, deletionGracePeriodSeconds: 0 }),
      ['metadata.deletionGracePeriodSeconds: Forbidden: cannot be set'],
    ],
    [claim({ accessModes: [] }), ['spec.accessModes: Required value: at least 1 access mode is required']],
    [
      claim({ accessModes: ['ReadWriteOncePod', 'ReadOnlyMany'] }),
      ['spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes'],
    ],
    [
      claim({ resources: { requests: { storage: '0' } } }),
      ['spec.resources[storage]: Invalid value: "0": must be greater than zero'],
    ],
    [
      claim({ storageClassName: 'A', volumeMode: 'X' }),
      [
        'spec.storageClassName: Invalid value: "A"',
        'spec.volumeMode: Unsupported value: "X": supported values: "Block", "Filesystem"',
      ],
    ],
    [
      claim({ dataSource: { kind: 'X', name: '' } }),
      [
        'spec.dataSource.name: Required value',
        `spec.dataSource: Invalid value: "X": must be 'PersistentVolumeClaim' when referencing the default apiGroup`,
      ],
    ],
    [
      claim({
        dataSource: { kind: 'K', name: 'a', apiGroup: 'g' },
        dataSourceRef: { kind: 'K', name: 'b', apiGroup: 'g' },
      }),
      ['spec: Invalid value: {}: must match dataSourceRef'],
    ],
  ])('%j', (spec, errors) => {
    const found = errorsOf(spec);
    const expected = errors.map((error) => `spec.volumes[0].ephemeral.volumeClaimTemplate.${error}`);
    expect(found.map((text, at) => text.slice(0, expected[at]?.length))).toEqual(expected);
  });

  it('is completed as any claim', () => {
    const [volume] = completed(claim({ resources: { requests: { storage: '0.0001' } } }));
    expect(volume?.ephemeral?.volumeClaimTemplate?.spec).toMatchObject({
      volumeMode: 'Filesystem',
      resources: { requests: { storage: '1m' } },
    });
  });
});

it.each([
  ['busybox', 'Always'],
  ['busybox:1', 'IfNotPresent'],
  [undefined, 'IfNotPresent'],
])('an image %s as a volume is pulled: %s', (reference, pullPolicy) => {
  const [volume] = completed(withVolume({ image: { reference } }));
  expect(volume?.image).toEqual({ ...(reference && { reference }), pullPolicy });
});
