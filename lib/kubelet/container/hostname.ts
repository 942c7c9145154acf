import type { Pod } from '../../resources/pod/types';
import { ContainerConfigError, type HostEntry } from '../driver';

/** Longest label of a name, and longest host name Linux takes. */
const longestLabel = 63;
const longestName = 64;
const clusterDomain = 'cluster.local';

/**
 * The pod's host name: `hostnameOverride`, or `hostname`, or its own name cut to what a label may be; with the
 * subdomain and the cluster's domain for `setHostnameAsFQDN`. @throws ContainerConfigError for one that is too long.
 */
export function hostnameOf(pod: Pod): string {
  const { hostnameOverride, setHostnameAsFQDN } = pod.spec;
  if (hostnameOverride) return hostnameOverride;
  const fqdn = domainNameOf(pod);
  if (!setHostnameAsFQDN || !fqdn) return labelOf(pod);
  if (fqdn.length <= longestName) return fqdn;
  const message =
    `failed to construct FQDN from pod hostname and cluster domain, FQDN ${fqdn} is too long ` +
    `(${longestName} characters is the max, ${fqdn.length} characters requested)`;
  throw new ContainerConfigError('CreateContainerError', message, false);
}

/** What a pod knows besides the machine's names: itself and `hostAliases`. */
export function hostsOf(pod: Pod, ip: string): HostEntry[] {
  const fqdn = domainNameOf(pod);
  const own = { ip, names: [...new Set([...(fqdn ? [fqdn] : []), labelOf(pod), hostnameOf(pod)])] };
  const aliases = (pod.spec.hostAliases ?? []).map((alias) => ({
    ip: alias.ip,
    names: alias.hostnames ?? [],
  }));
  return [own, ...aliases];
}

function labelOf({ metadata, spec }: Pod): string {
  const name = spec.hostname || metadata.name || '';
  return name.slice(0, longestLabel).replace(/[-.]+$/, '');
}

function domainNameOf(pod: Pod): string | undefined {
  const { subdomain } = pod.spec;
  return subdomain && `${labelOf(pod)}.${subdomain}.${pod.metadata.namespace}.svc.${clusterDomain}`;
}
