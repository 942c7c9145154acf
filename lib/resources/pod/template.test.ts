import { describe, expect, it } from 'vitest';
import { errorText, FieldPath } from '../../meta/field';
import { decode } from '../schema/decode';
import { defaultPodSpec } from './defaults';
import { withoutDisabledFields } from './disabledfields';
import type { PodTemplateSpec } from './types';
import { validatePodTemplate } from './validation';
import { podWarnings } from './warnings';

const root = FieldPath.of('template');

function template(spec: object, annotations?: Record<string, string>): PodTemplateSpec {
  const sent = {
    metadata: { annotations },
    spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }], ...spec },
  };
  const { value } = decode('io.k8s.api.core.v1.PodTemplateSpec', JSON.parse(JSON.stringify(sent)));
  const decoded = value as unknown as PodTemplateSpec;
  return { ...decoded, spec: defaultPodSpec(decoded.spec) };
}

const withVolume = (source: object) => ({ volumes: [{ name: 'v', ...source }] });
const withContainer = (fields: object) => ({ containers: [{ name: 'c', image: 'i', ...fields }] });
const errorsOf = (spec: object, annotations?: Record<string, string>) =>
  [...validatePodTemplate(template(spec, annotations), root)].map((error) =>
    errorText(error).replace('template.', ''),
  );
const warningsOf = (spec: object, annotations?: Record<string, string>) =>
  [...podWarnings(template(spec, annotations), root)].map((text) => text.replaceAll('template.', ''));

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

it('takes away what a closed feature gate keeps, and what that leaves empty', () => {
  const container = { name: 'c', image: 'i', lifecycle: { stopSignal: 'SIGUSR1' } };
  const preStop = { exec: { command: ['x'] } };
  const init = { name: 'i', image: 'i', lifecycle: { stopSignal: 'SIGUSR1', preStop } };
  const sources = [{ clusterTrustBundle: { path: 'p', name: 'n' } }, { podCertificate: { signerName: 's' } }];
  const { spec } = withoutDisabledFields(
    template({
      ...withVolume({ projected: { sources } }),
      containers: [container],
      initContainers: [init],
      schedulingGroup: { podGroupName: 'g' },
    }),
  );
  expect(spec.containers[0]).not.toHaveProperty('lifecycle');
  expect(spec.initContainers?.[0]?.lifecycle).toEqual({ preStop });
  expect(spec.volumes?.[0]?.projected?.sources).toEqual([{}, {}]);
  expect(spec).not.toHaveProperty('schedulingGroup');
  const plain = template({});
  expect(withoutDisabledFields(plain)).toBe(plain);
});

describe('ephemeral containers', () => {
  it('may not have what serves the pod, told in the order of the fields', () => {
    const debug = {
      ...{ name: 'd', image: 'i', ports: [{ containerPort: 1 }], resources: { limits: { cpu: '1' } } },
      ...{ resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }], restartPolicy: 'Never' },
      ...{ livenessProbe: { exec: { command: ['x'] } }, lifecycle: {} },
    };
    expect(errorsOf({ ephemeralContainers: [debug] })).toEqual([
      ...['ports', 'resources', 'resizePolicy', 'restartPolicy', 'livenessProbe', 'lifecycle'].map(
        (field) =>
          `spec.ephemeralContainers[0].${field}: Forbidden: cannot be set for an Ephemeral Container`,
      ),
      'spec.ephemeralContainers: Forbidden: ephemeral containers not allowed in pod template',
    ]);
  });
});

const windows = { os: { name: 'windows' } };

describe('the system a pod is for', () => {
  it.each([
    [
      { ...windows, hostPID: true, hostUsers: true, securityContext: { seLinuxOptions: {}, runAsUser: 1 } },
      ['securityContext.seLinuxOptions', 'hostUsers', 'hostPID', 'securityContext.runAsUser'].map(
        (field) => `${field}: Forbidden: cannot be set for a windows pod`,
      ),
    ],
    [
      { os: { name: 'linux' }, securityContext: { windowsOptions: {} } },
      ['securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod'],
    ],
    [{ os: { name: 'plan9' } }, ['os: Unsupported value: "plan9": supported values: "linux", "windows"']],
    [
      { ...windows, resources: { limits: { cpu: '1' } } },
      ['resources: Forbidden: may not be set for a windows pod'],
    ],
    [
      { securityContext: { windowsOptions: { hostProcess: true } } },
      [
        'hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers',
      ],
    ],
  ])('%j', (spec, errors) => {
    expect(errorsOf(spec)).toEqual(errors.map((error) => `spec.${error}`));
  });

  it.each([
    ['', ' cannot be an empty string'],
    ['a\tb', ' cannot contain control characters'],
    ['a\\b\\c', ' cannot contain more than one backslash'],
    ['.bad\\u', "'s Domain doesn't match the NetBios nor the DNS format"],
    ['d\\', "'s User cannot be empty"],
    ['..', "'s User cannot contain only periods or spaces"],
    ['a@b', '\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]'],
    ['NT AUTHORITY\\SYSTEM', undefined],
  ])('a user %j of Windows', (runAsUserName, error) => {
    const errors = errorsOf({ securityContext: { windowsOptions: { runAsUserName } } });
    const field = 'spec.securityContext.windowsOptions.runAsUserName';
    const start = `${field}: Invalid value: ${JSON.stringify(runAsUserName)}: runAsUserName`;
    expect(errors).toEqual(error === undefined ? [] : [start + error]);
  });
});

const seccompPod = 'seccomp.security.alpha.kubernetes.io/pod';
const seccompOf = (name: string) => `container.seccomp.security.alpha.kubernetes.io/${name}`;
const appArmorOf = (name: string) => `container.apparmor.security.beta.kubernetes.io/${name}`;

describe('annotations that fields have replaced', () => {
  it.each([
    [
      { [seccompPod]: 'x' },
      {},
      [`annotations.${seccompPod}: Invalid value: "x": must be a valid seccomp profile`],
    ],
    [
      { [seccompOf('c')]: 'localhost//x' },
      {},
      [`annotations.${seccompOf('c')}: Invalid value: "/x": must be a relative path`],
    ],
    [
      { [appArmorOf('d')]: 'localhost/x' },
      {},
      [`annotations[${appArmorOf('d')}]: Invalid value: "d": container not found`],
    ],
    [
      { [appArmorOf('c')]: 'x' },
      {},
      [`annotations[${appArmorOf('c')}]: Invalid value: "x": invalid AppArmor profile name: "x"`],
    ],
    [
      { [seccompPod]: 'unconfined' },
      { seccompProfile: { type: 'RuntimeDefault' } },
      [
        'spec.securityContext.seccompProfile.type: Forbidden: seccomp type in annotation and field must match',
      ],
    ],
    [{ [seccompPod]: 'docker/default' }, { seccompProfile: { type: 'RuntimeDefault' } }, []],
    [
      { [appArmorOf('c')]: 'localhost/a' },
      { appArmorProfile: { type: 'Localhost', localhostProfile: 'b' } },
      [
        'spec.containers[0].securityContext.appArmorProfile.localhostProfile: Forbidden: apparmor profile in annotation and field must match',
      ],
    ],
    [{ 'controller.kubernetes.io/pod-deletion-cost': '-007' }, {}, []],
    [
      { 'controller.kubernetes.io/pod-deletion-cost': '+1' },
      {},
      [
        'annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "+1": must be a 32bit integer',
      ],
    ],
  ])('%j beside %j', (annotations, securityContext, errors) => {
    expect(errorsOf({ securityContext }, annotations as Record<string, string>)).toEqual(errors);
  });

  it.each([
    [
      { [seccompPod]: 'unconfined' },
      {},
      [
        `metadata.annotations[${seccompPod}]: non-functional in v1.27+; use the "seccompProfile" field instead`,
      ],
    ],
    [
      { [seccompOf('c')]: 'unconfined' },
      {},
      [
        `metadata.annotations[${seccompOf('c')}]: non-functional in v1.27+; use the "seccompProfile" field instead`,
      ],
    ],
    [
      { [appArmorOf('c')]: 'unconfined' },
      {},
      [
        `metadata.annotations[${appArmorOf('c')}]: deprecated since v1.30; use the "appArmorProfile" field instead`,
      ],
    ],
    [{ [appArmorOf('c')]: 'unconfined' }, { appArmorProfile: { type: 'Unconfined' } }, []],
    [{ [seccompPod]: 'unconfined' }, { seccompProfile: { type: 'Unconfined' } }, []],
  ])('warns of %j beside %j', (annotations, securityContext, warnings) => {
    expect(warningsOf({ securityContext }, annotations as Record<string, string>)).toEqual(warnings);
  });
});

describe('warnings', () => {
  it.each([
    [
      { dnsConfig: { nameservers: ['2001:DB8:0:0::1', '::1', '10.0.0.1'] } },
      [
        'spec.dnsConfig.nameservers[0]: IPv6 address "2001:DB8:0:0::1" should be in RFC 5952 canonical format ("2001:db8::1")',
      ],
    ],
    [
      { hostAliases: [{ ip: '1:0:0:2:0:0:0:3' }] },
      [
        'spec.hostAliases[0].ip: IPv6 address "1:0:0:2:0:0:0:3" should be in RFC 5952 canonical format ("1:0:0:2::3")',
      ],
    ],
    [
      claim({ resources: { requests: { storage: '1500m' } } }),
      [
        'spec.volumes[0].ephemeral.volumeClaimTemplate.spec.resources.requests[storage]: fractional byte value "1500m" is invalid, must be an integer',
      ],
    ],
    [withContainer({ resources: { limits: { memory: '9007199254740993' } } }), []],
    [
      withVolume({
        projected: {
          sources: [
            {},
            { secret: { name: 's', items: [{ key: 'k', path: 'p' }] } },
            { configMap: { name: 'm', items: [{ key: 'k', path: 'p/q' }] } },
            {},
          ],
        },
      }),
      [
        'volume "v" (Projected) has no sources provided',
        'volume "v" (Projected): overlapping paths: "p/q" (ConfigMap "m") with "p" (Secret "s")',
        'volume "v" (Projected) has no sources provided',
      ],
    ],
  ])('%j', (spec, warnings) => {
    expect(warningsOf(spec)).toEqual(warnings);
  });
});

it.each([
  ['_ldap._tcp.example.com.', []],
  ['.', []],
  ['a_b', []],
  [
    '__a',
    ["a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.'"],
  ],
  ['a_', ['a lowercase RFC 1123 subdomain']],
  [`${'a_'.repeat(126)}ab`, ['must be no more than 253 characters']],
])('a search path %s', (search, errors) => {
  const found = errorsOf({ dnsConfig: { searches: [search] } });
  expect(found).toHaveLength(errors.length);
  for (const [at, error] of errors.entries()) expect(found[at]).toContain(error);
});

it.each([
  [{ hostIPC: true, securityContext: { sysctls: [{ name: 'kernel.shm_rmid_forced', value: '1' }] } }, 1],
  [{ hostIPC: true, securityContext: { sysctls: [{ name: 'kernel.shm_next_id', value: '1' }] } }, 0],
  [{ hostIPC: true, securityContext: { sysctls: [{ name: 'fs/mqueue/msg_max', value: '1' }] } }, 1],
  [{ hostNetwork: true, securityContext: { sysctls: [{ name: 'net.core.somaxconn', value: '1' }] } }, 1],
])('kernel settings of a namespace shared with the host: %j', (spec, errors) => {
  expect(errorsOf(spec)).toHaveLength(errors);
});

it('refuses claims of the pod as a whole, and looks for them all the same', () => {
  expect(errorsOf({ resources: { claims: [{ name: 'x' }] } })).toEqual([
    'spec.resources.claims: Forbidden: claims may not be set for Resources at pod-level',
    'spec.resources.claims[0]: Not found: "x": must be one of the names in pod.spec.resourceClaims which is empty',
  ]);
});
