import {
  duplicate,
  type FieldPath,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
  tooLong,
} from '../../meta/field';
import {
  byteLength,
  dnsLabelErrors,
  dnsSearchErrors,
  dnsSubdomainErrors,
  rangeErrors,
} from '../../meta/names';
import { type Errors, invalidEach, validateLabels } from '../metadata';
import { quoteInternal } from '../schema/quote';
import { validateAddress } from './addresses';
import { containersOf } from './containers';
import {
  type ContainerContext,
  validateContainers,
  validateEphemeralContainers,
  validateInitContainers,
} from './containervalidation';
import { validatePodResources } from './podresources';
import { validateContainerResources } from './resourcevalidation';
import { validateAffinity, validateGates, validateSpread, validateTolerations } from './schedulingvalidation';
import { validatePodSecurity } from './securityvalidation';
import { validateSystem } from './systemvalidation';
import type { PodSpec } from './types';
import { type VolumeContext, validateVolumes } from './volumevalidation';
import { validateHostProcess } from './windowsvalidation';

const dnsPolicies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const restartPolicies = ['Always', 'OnFailure', 'Never'];
const maxInt32 = 2147483647;

/** `ValidatePodSpec`: of a pod, or of a template (which has no name yet). */
export function* validatePodSpec(spec: PodSpec, path: FieldPath, pod: VolumeContext): Errors {
  if (spec.terminationGracePeriodSeconds === undefined) {
    yield required(path.child('terminationGracePeriodSeconds'));
  }
  const volumes = validateVolumes(spec, path.child('volumes'), pod);
  yield* volumes.errors;
  yield* validateClaims(spec, path.child('resourceClaims'));
  const claimNames = new Set((spec.resourceClaims ?? []).map(({ name }) => name).filter(Boolean));
  const context: ContainerContext = { spec, volumes: volumes.sound, claimNames };
  yield* validateContainers(context, path.child('containers'));
  yield* validateInitContainers(context, path.child('initContainers'));
  yield* validateEphemeralContainers(context, path.child('ephemeralContainers'));
  yield* validatePodResources(spec, claimNames, path.child('resources'));
  yield* validateHostNetwork(spec, path, pod);
  yield* validateChoice(spec.restartPolicy, restartPolicies, path.child('restartPolicy'));
  yield* validateChoice(spec.dnsPolicy, dnsPolicies, path.child('dnsPolicy'));
  yield* validateLabels(spec.nodeSelector, path.child('nodeSelector'));
  yield* validatePodSecurity(spec, path.child('securityContext'));
  yield* validateAffinity(spec.affinity, path.child('affinity'));
  yield* validateDnsConfig(spec, path.child('dnsConfig'));
  yield* validateGates(spec, path);
  yield* validateSpread(spec.topologySpreadConstraints ?? [], path.child('topologySpreadConstraints'));
  yield* validateHostProcess(spec, path);
  yield* validateUserNamespace(spec, path);
  yield* validateNames(spec, path);
  yield* validateRemainder(spec, path, claimNames);
  yield* validateFileRefs(spec, path);
}

function* validateChoice(value: string | undefined, choices: readonly string[], path: FieldPath): Errors {
  if (!value) yield required(path);
  else if (!choices.includes(value)) yield notSupported(path, value, choices);
}

function* validateClaims({ resourceClaims = [] }: PodSpec, path: FieldPath): Errors {
  const names = new Set<string>();
  for (const [at, claim] of resourceClaims.entries()) {
    const { name, resourceClaimName, resourceClaimTemplateName } = claim;
    const own = path.index(at);
    if (!name) yield required(own.child('name'));
    else if (names.has(name)) yield duplicate(own.child('name'), name);
    else yield* invalidEach(own.child('name'), name, dnsLabelErrors(name));
    names.add(name);
    const quoted = quoteInternal('PodResourceClaim', claim);
    const both = '`resourceClaimName` or `resourceClaimTemplateName`';
    if (resourceClaimName !== undefined && resourceClaimTemplateName !== undefined) {
      yield invalid(own, quoted, `at most one of ${both} may be specified`);
    }
    if (resourceClaimName === undefined && resourceClaimTemplateName === undefined) {
      yield invalid(own, quoted, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`');
    }
    for (const field of ['resourceClaimName', 'resourceClaimTemplateName'] as const) {
      const value = claim[field];
      if (value !== undefined) yield* invalidEach(own.child(field), value, dnsSubdomainErrors(value));
    }
  }
}

/** With the host's network, a port of a container is that port of the host. */
function* validateHostNetwork(spec: PodSpec, path: FieldPath, { isPod }: VolumeContext): Errors {
  if (!spec.hostNetwork) return;
  for (const [at, { ports = [] }] of (spec.containers ?? []).entries()) {
    for (const [position, { hostPort = 0, containerPort = 0 }] of ports.entries()) {
      if ((!isPod && hostPort === 0) || hostPort === containerPort) continue;
      const own = path.child('containers').index(at).child('ports').index(position).child('hostPort');
      yield invalid(own, hostPort, 'must match `containerPort` when `hostNetwork` is true');
    }
  }
}

function* validateDnsConfig({ dnsPolicy, dnsConfig }: PodSpec, path: FieldPath): Errors {
  const { nameservers = [], searches = [], options = [] } = dnsConfig ?? {};
  const own = path.child('nameservers');
  if (dnsPolicy === 'None' && !dnsConfig) {
    yield required(path, 'must provide `dnsConfig` when `dnsPolicy` is None');
  } else if (dnsPolicy === 'None' && nameservers.length === 0) {
    yield required(own, 'must provide at least one DNS nameserver when `dnsPolicy` is None');
    return;
  }
  if (nameservers.length > 3) yield invalid(own, nameservers, 'must not have more than 3 nameservers');
  for (const [at, nameserver] of nameservers.entries()) yield* validateAddress(nameserver, own.index(at));
  const searchesPath = path.child('searches');
  if (searches.length > 32) yield invalid(searchesPath, searches, 'must not have more than 32 search paths');
  if (byteLength(searches.join(' ')) > 2048) {
    const detail = 'must not have more than 2048 characters (including spaces) in the search list';
    yield invalid(searchesPath, searches, detail);
  }
  for (const [at, search] of searches.entries()) {
    if (search === '.') continue;
    const bare = search.replace(/\.$/, '');
    yield* invalidEach(searchesPath.index(at), bare, dnsSearchErrors(bare));
  }
  for (const [at, { name }] of options.entries()) {
    if (!name) yield required(path.child('options').index(at), 'must not be empty');
  }
}

function* validateUserNamespace(spec: PodSpec, path: FieldPath): Errors {
  if (spec.hostUsers !== false) return;
  const detail = 'when `hostUsers` is false';
  if (spec.hostNetwork) yield forbidden(path.child('hostNetwork'), detail);
  if (spec.hostPID) yield forbidden(path.child('HostPID'), detail);
  if (spec.hostIPC) yield forbidden(path.child('HostIPC'), detail);
  for (const [{ volumeDevices = [] }, own] of containersOf(spec, path)) {
    if (volumeDevices.length > 0) yield forbidden(own.child('volumeDevices'), detail);
  }
}

function* validateNames(spec: PodSpec, path: FieldPath): Errors {
  const override = spec.hostnameOverride;
  if (override !== undefined) {
    const own = path.child('hostnameOverride');
    const unless = 'may not be specified when';
    if (spec.setHostnameAsFQDN) yield forbidden(own, `${unless} setHostnameAsFQDN is true`);
    if (spec.hostNetwork) yield forbidden(own, `${unless} hostNetwork is true`);
    if (byteLength(override) > 64) yield tooLong(own, 64);
    yield* invalidEach(own, override, dnsSubdomainErrors(override));
  }
  for (const field of ['serviceAccountName', 'nodeName'] as const) {
    const name = spec[field];
    if (name) yield* invalidEach(path.child(field), name, dnsSubdomainErrors(name));
  }
}

function* validateRemainder(spec: PodSpec, path: FieldPath, claimNames: ReadonlySet<string>): Errors {
  const deadline = spec.activeDeadlineSeconds;
  if (deadline !== undefined) {
    yield* invalidEach(path.child('activeDeadlineSeconds'), deadline, rangeErrors(deadline, 1, maxInt32));
  }
  for (const field of ['hostname', 'subdomain'] as const) {
    const name = spec[field];
    if (name) yield* invalidEach(path.child(field), name, dnsLabelErrors(name));
  }
  yield* validateTolerations(spec.tolerations ?? [], path.child('tolerations'));
  for (const [at, { ip = '', hostnames = [] }] of (spec.hostAliases ?? []).entries()) {
    const own = path.child('hostAliases').index(at);
    yield* validateAddress(ip, own.child('ip'));
    for (const [position, hostname] of hostnames.entries()) {
      yield* invalidEach(own.child('hostnames').index(position), hostname, dnsSubdomainErrors(hostname));
    }
  }
  if (spec.priorityClassName) {
    const own = path.child('priorityClassName');
    yield* invalidEach(own, spec.priorityClassName, dnsSubdomainErrors(spec.priorityClassName));
  }
  if (spec.runtimeClassName !== undefined) {
    const own = path.child('runtimeClassName');
    yield* invalidEach(own, spec.runtimeClassName, dnsSubdomainErrors(spec.runtimeClassName));
  }
  const preemption = spec.preemptionPolicy;
  if (preemption !== undefined) {
    yield* validateChoice(preemption, ['PreemptLowerPriority', 'Never'], path.child('preemptionPolicy'));
  }
  if (spec.overhead) {
    yield* validateContainerResources({ limits: spec.overhead }, claimNames, path.child('overhead'));
  }
  yield* validateSystem(spec, path);
}

function* validateFileRefs(spec: PodSpec, path: FieldPath): Errors {
  const volumes = new Map((spec.volumes ?? []).map((volume) => [volume.name, volume]));
  for (const [{ env = [] }, containerPath] of containersOf(spec, path)) {
    for (const [at, { valueFrom }] of env.entries()) {
      if (!valueFrom?.fileKeyRef) continue;
      const { volumeName } = valueFrom.fileKeyRef;
      const own = containerPath.child('env').index(at).child('valueFrom', 'fileKeyRef', 'volumeName');
      const volume = volumes.get(volumeName);
      if (!volume) yield notFound(own, volumeName ?? '');
      else if (!volume.emptyDir) yield invalid(own, volumeName, 'referenced volume must be of type emptyDir');
    }
  }
}
