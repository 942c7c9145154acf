import { describe, expect, it } from 'vitest';
import type { Pod, PodSpec } from '../../resources/pod/types';
import { hostnameOf, hostsOf } from './hostname';

const pod = (spec: Partial<PodSpec>, name = 'pi-x7k2p'): Pod =>
  ({
    metadata: { name, namespace: 'batch' },
    spec: { containers: [], ...spec },
  }) as unknown as Pod;

describe('the host name of a pod', () => {
  it.each([
    [{}, 'pi-x7k2p'],
    [{ hostname: 'own' }, 'own'],
    [{ hostname: 'own', subdomain: 'sub' }, 'own'],
    [{ hostname: 'own', subdomain: 'sub', setHostnameAsFQDN: true }, 'own.sub.batch.svc.cluster.local'],
    [{ setHostnameAsFQDN: true }, 'pi-x7k2p'],
    [{ hostname: 'own', hostnameOverride: 'a.b' }, 'a.b'],
  ])('by %o is %s', (spec, expected) => {
    expect(hostnameOf(pod(spec))).toBe(expected);
  });

  it('is cut to 63 characters, without a dash or dot at its end', () => {
    expect(hostnameOf(pod({}, `${'a'.repeat(62)}-bc`))).toBe('a'.repeat(62));
  });

  it('is refused when it is too long with its domain', () => {
    const fqdn = `${'a'.repeat(40)}.sub.batch.svc.cluster.local`;
    expect(() => hostnameOf(pod({ subdomain: 'sub', setHostnameAsFQDN: true }, 'a'.repeat(40)))).toThrow(
      `FQDN ${fqdn} is too long (64 characters is the max, 68 characters requested)`,
    );
  });
});

it('tells a pod its own names and its aliases', () => {
  const hostAliases = [{ ip: '10.1.2.3', hostnames: ['db', 'db.local'] }];
  expect(hostsOf(pod({ subdomain: 'sub', hostAliases }), '10.0.0.1')).toEqual([
    { ip: '10.0.0.1', names: ['pi-x7k2p.sub.batch.svc.cluster.local', 'pi-x7k2p'] },
    { ip: '10.1.2.3', names: ['db', 'db.local'] },
  ]);
});
