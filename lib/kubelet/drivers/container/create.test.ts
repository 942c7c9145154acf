import { describe, expect, it } from 'vitest';
import type { ContainerSetup } from '../../driver';
import { plainSetup } from '../../driver.fixture';
import { createRequest, labels, nameOf, refOf } from './create';
import type { EngineFacts } from './engine';

const docker: EngineFacts = { name: 'docker', version: '28', canLimitCpu: true, canLimitMemory: true };

interface Request {
  [field: string]: unknown;
  Labels: Record<string, string>;
  HostConfig: Record<string, unknown>;
}

function request(more: Partial<ContainerSetup>, facts: Partial<EngineFacts> = {}, imageUser = ''): Request {
  const setup = { ...plainSetup('uid'), image: 'app:1', ...more };
  const options = { setup, binds: [], owner: '/data', facts: { ...docker, ...facts }, imageUser };
  return createRequest(options) as Request;
}

describe('createRequest', () => {
  it.each([
    [[], [], {}],
    [['run'], [], { Entrypoint: ['run'] }],
    [[], ['-v'], { Cmd: ['-v'] }],
    [['run'], ['-v'], { Entrypoint: ['run'], Cmd: ['-v'] }],
  ])('command %j and args %j', (command, args, expected) => {
    const { Entrypoint, Cmd } = request({ command, args });
    expect({ Entrypoint, Cmd }).toEqual({ Entrypoint: undefined, Cmd: undefined, ...expected });
  });

  it.each([
    [undefined, undefined, '', undefined],
    [1000, undefined, '', '1000'],
    [1000, 50, '', '1000:50'],
    [0, 0, '', '0:0'],
    [undefined, 50, '', '0:50'],
    [undefined, 50, 'app:app', 'app:50'],
  ])('user %s, group %s, an image of %j', (uid, gid, imageUser, expected) => {
    expect(request({ user: { uid, gid, groups: [] } }, {}, imageUser).User).toBe(expected);
  });

  const resources = { cpuRequestMillis: 250, cpuLimitMillis: 1500, memoryLimitBytes: 64e6 };

  it('limits as the kubelet does', () => {
    expect(request({ resources }).HostConfig).toMatchObject({
      CpuShares: 256,
      CpuPeriod: 100_000,
      CpuQuota: 150_000,
      Memory: 64e6,
      MemorySwap: 64e6,
    });
    const least = { cpuRequestMillis: 1, cpuLimitMillis: 1, memoryLimitBytes: undefined };
    expect(request({ resources: least }).HostConfig).toMatchObject({ CpuShares: 2, CpuQuota: 1000 });
  });

  it('asks an engine without control groups for no limits', () => {
    const { HostConfig } = request({ resources }, { canLimitCpu: false, canLimitMemory: false });
    const asked = ['CpuShares', 'CpuQuota', 'Memory', 'MemorySwap'].filter((name) => name in HostConfig);
    expect(asked).toEqual([]);
  });

  it('hands on what the security context says', () => {
    const privileges = {
      hasReadOnlyRoot: true,
      isPrivileged: false,
      mayEscalate: false,
      addedCapabilities: ['NET_ADMIN'],
      droppedCapabilities: ['ALL'],
    };
    const user = { uid: undefined, gid: undefined, groups: [7, 8] };
    expect(request({ privileges, user }).HostConfig).toMatchObject({
      ReadonlyRootfs: true,
      CapAdd: ['NET_ADMIN'],
      CapDrop: ['ALL'],
      SecurityOpt: ['label=disable', 'no-new-privileges'],
      GroupAdd: ['7', '8'],
    });
  });

  it('bounds the logs of Docker, and not those of Podman, which would be cut before they are read', () => {
    expect(request({}).HostConfig.LogConfig).toMatchObject({ Config: { 'max-size': '10m' } });
    expect(request({}, { name: 'podman' }).HostConfig.LogConfig).toEqual({ Type: 'json-file', Config: {} });
  });

  it('labels a container such that its attempt is found again', () => {
    const ref = { podUid: 'uid', container: 'main', attempt: 12 };
    const { Labels } = request({ ref });
    expect(refOf(Labels)).toEqual(ref);
    expect(Labels[labels.owner]).toBe('/data');
    expect(nameOf({ ...plainSetup('uid'), ref })).toBe('gantry_main_pod_default_uid_12');
  });
});
