import {
  duplicate,
  type FieldPath,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
  tooMany,
} from '../../meta/field';
import { dnsLabelErrors, portNameErrors, portNumberErrors } from '../../meta/names';
import { type Errors, invalidEach } from '../metadata';
import { validateEnv, validateEnvFrom } from './envvalidation';
import { validateDevices, validateMounts } from './mountvalidation';
import { validateLifecycle, validateProbes } from './probevalidation';
import { validateContainerResources } from './resourcevalidation';
import { validateContainerSecurity } from './securityvalidation';
import type { Container, ContainerPort, PodSpec, Volume } from './types';
import { validatePullPolicy } from './volumevalidation';

/** What of the pod the rules of its containers depend on. */
export interface ContainerContext {
  spec: PodSpec;
  /** The volumes that have no errors. */
  volumes: ReadonlyMap<string, Volume>;
  claimNames: ReadonlySet<string>;
}

const fieldsOfSidecars = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const;

/** What an ephemeral container may not have, in the order of Go's fields. */
const fieldsOfServices = [
  ...(['ports', 'resources', 'resizePolicy', 'restartPolicy', 'restartPolicyRules'] as const),
  ...(['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'] as const),
];

/** `validateContainers`: the regular ones. */
export function* validateContainers(context: ContainerContext, path: FieldPath): Errors {
  const { spec } = context;
  const containers = spec.containers ?? [];
  if (containers.length === 0) {
    yield required(path);
    return;
  }
  const names = new Set<string>();
  for (const [at, container] of containers.entries()) {
    const own = path.index(at);
    yield* validateCommon(container, context, own);
    const { name = '' } = container;
    if (names.has(name)) yield duplicate(own.child('name'), name);
    names.add(name);
    if (container.lifecycle) yield* validateLifecycle(container.lifecycle, spec, own.child('lifecycle'));
    yield* validateProbes(container, spec, own);
    yield* validateRestart(container, own);
  }
  yield* validateHostPorts(containers, path);
}

/** `validateInitContainers`: with `restartPolicy: Always` they are sidecars and may have probes. */
export function* validateInitContainers(context: ContainerContext, path: FieldPath): Errors {
  const { spec } = context;
  const names = new Set((spec.containers ?? []).map(({ name }) => name));
  for (const [at, container] of (spec.initContainers ?? []).entries()) {
    const own = path.index(at);
    const sidecar = container.restartPolicy === 'Always';
    yield* validateCommon(container, context, own);
    yield* validateRestart(container, own);
    if (names.has(container.name)) yield duplicate(own.child('name'), container.name);
    else if (container.name) names.add(container.name);
    yield* validateHostPorts([container], path);
    if (sidecar) {
      if (container.lifecycle) yield* validateLifecycle(container.lifecycle, spec, own.child('lifecycle'));
      yield* validateProbes(container, spec, own);
      continue;
    }
    for (const field of fieldsOfSidecars) {
      if (!container[field]) continue;
      yield forbidden(own.child(field), 'may not be set for init containers without restartPolicy=Always');
    }
    for (const [position, { restartPolicy }] of (container.resizePolicy ?? []).entries()) {
      if (restartPolicy !== 'RestartContainer') continue;
      const detail = "must not be set to 'RestartContainer' for non-sidecar initContainers";
      yield invalid(own.child('resizePolicy').index(position).child('restartPolicy'), restartPolicy, detail);
    }
  }
}

/** `validateEphemeralContainers`. */
export function* validateEphemeralContainers(context: ContainerContext, path: FieldPath): Errors {
  const { containers, initContainers, ephemeralContainers = [] } = context.spec;
  const others = new Set([...(containers ?? []), ...(initContainers ?? [])].map(({ name }) => name));
  const names = new Set(others);
  for (const [at, container] of ephemeralContainers.entries()) {
    const own = path.index(at);
    yield* validateCommon(container, context, own);
    yield* validateImageSpaces(container, own);
    if (names.has(container.name)) yield duplicate(own.child('name'), container.name);
    names.add(container.name);
    const target = (container as Container & { targetContainerName?: string }).targetContainerName;
    if (target && !others.has(target)) yield notFound(own.child('targetContainerName'), target);
    for (const field of fieldsOfServices) {
      const value = container[field];
      if (value === undefined || (field === 'resources' && Object.keys(value).length === 0)) continue;
      yield forbidden(own.child(field), 'cannot be set for an Ephemeral Container');
    }
    for (const [position, mount] of (container.volumeMounts ?? []).entries()) {
      for (const field of ['subPath', 'subPathExpr'] as const) {
        if (!mount[field]) continue;
        const mountPath = own.child('volumeMounts').index(position).child(field);
        yield forbidden(mountPath, 'cannot be set for an Ephemeral Container');
      }
    }
  }
}

function* validateCommon(container: Container, context: ContainerContext, path: FieldPath): Errors {
  const { name = '', terminationMessagePolicy: messages } = container;
  if (!name) yield required(path.child('name'));
  else yield* invalidEach(path.child('name'), name, dnsLabelErrors(name));
  if (!container.image) yield required(path.child('image'));
  const messagesPath = path.child('terminationMessagePolicy');
  if (!messages) yield required(messagesPath);
  else if (messages !== 'File' && messages !== 'FallbackToLogsOnError') {
    yield notSupported(messagesPath, messages, ['File', 'FallbackToLogsOnError']);
  }
  yield* validatePorts(container.ports ?? [], path.child('ports'));
  yield* validateEnv(container.env ?? [], path.child('env'));
  yield* validateEnvFrom(container.envFrom ?? [], path.child('envFrom'));
  yield* validateMounts(container, context.volumes, path.child('volumeMounts'));
  yield* validateDevices(container, context.volumes, path.child('volumeDevices'));
  yield* validatePullPolicy(container.imagePullPolicy, path.child('imagePullPolicy'));
  yield* validateContainerResources(container.resources ?? {}, context.claimNames, path.child('resources'));
  yield* validateResizePolicy(container.resizePolicy ?? [], context.spec, path.child('resizePolicy'));
  yield* validateContainerSecurity(
    container.securityContext,
    path.child('securityContext'),
    context.spec.hostUsers ?? true,
  );
}

function* validatePorts(ports: readonly ContainerPort[], path: FieldPath): Errors {
  const names = new Set<string>();
  const protocols = ['SCTP', 'TCP', 'UDP'];
  for (const [at, { name, containerPort = 0, hostPort, protocol }] of ports.entries()) {
    const own = path.index(at);
    if (name) {
      const errors = portNameErrors(name);
      yield* invalidEach(own.child('name'), name, errors);
      if (errors.length === 0 && names.has(name)) yield duplicate(own.child('name'), name);
      if (errors.length === 0) names.add(name);
    }
    if (containerPort === 0) yield required(own.child('containerPort'));
    else yield* invalidEach(own.child('containerPort'), containerPort, portNumberErrors(containerPort));
    if (hostPort) yield* invalidEach(own.child('hostPort'), hostPort, portNumberErrors(hostPort));
    if (!protocol) yield required(own.child('protocol'));
    else if (!protocols.includes(protocol)) yield notSupported(own.child('protocol'), protocol, protocols);
  }
}

function* validateHostPorts(containers: readonly Container[], path: FieldPath): Errors {
  const taken = new Set<string>();
  for (const [at, { ports = [] }] of containers.entries()) {
    for (const [position, { protocol = '', hostIP = '', hostPort }] of ports.entries()) {
      if (!hostPort) continue;
      const key = `${protocol}/${hostIP}/${hostPort}`;
      if (taken.has(key))
        yield duplicate(path.index(at).child('ports').index(position).child('hostPort'), key);
      taken.add(key);
    }
  }
}

type ResizePolicy = NonNullable<Container['resizePolicy']>;

function* validateResizePolicy(policies: ResizePolicy, spec: PodSpec, path: FieldPath): Errors {
  const seen = new Set<string>();
  const [resources, restarts] = [
    ['cpu', 'memory'],
    ['NotRequired', 'RestartContainer'],
  ];
  for (const [at, { resourceName = '', restartPolicy = '' }] of policies.entries()) {
    if (seen.has(resourceName)) yield duplicate(path.index(at), resourceName);
    seen.add(resourceName);
    if (!resourceName) yield required(path);
    else if (!resources!.includes(resourceName)) yield notSupported(path, resourceName, resources!);
    if (!restartPolicy) yield required(path);
    else if (!restarts!.includes(restartPolicy)) yield notSupported(path, restartPolicy, restarts!);
    if (spec.restartPolicy === 'Never' && restartPolicy !== 'NotRequired') {
      yield invalid(path, restartPolicy, "must be 'NotRequired' when pod `restartPolicy` is 'Never'");
    }
  }
}

function* validateRestart({ restartPolicy, restartPolicyRules = [] }: Container, path: FieldPath): Errors {
  const own = path.child('restartPolicy');
  const policies = ['Always', 'Never', 'OnFailure'];
  const rulesPath = path.child('restartPolicyRules');
  if (restartPolicy === undefined) {
    if (restartPolicyRules.length === 0) return;
    yield required(own, 'must specify restartPolicy when restart rules are used');
  } else if (!policies.includes(restartPolicy)) yield notSupported(own, restartPolicy, policies);
  if (restartPolicyRules.length > 20) yield tooMany(rulesPath, restartPolicyRules.length, 20);
  const [actions, operators] = [
    ['Restart', 'RestartAllContainers'],
    ['In', 'NotIn'],
  ];
  for (const [at, { action = '', exitCodes }] of restartPolicyRules.entries()) {
    const rulePath = rulesPath.index(at);
    if (!actions!.includes(action)) yield notSupported(rulePath.child('action'), action, actions!);
    const codesPath = rulePath.child('exitCodes');
    if (!exitCodes) {
      yield required(codesPath, 'must be specified');
      continue;
    }
    const { operator = '', values = [] } = exitCodes;
    if (!operators!.includes(operator)) yield notSupported(codesPath.child('operator'), operator, operators!);
    if (values.length > 255) yield tooMany(codesPath.child('values'), values.length, 255);
  }
}

/** What is checked of containers of a pod, but not of a template. */
export function* validateImageSpaces({ image = '' }: Container, path: FieldPath): Errors {
  if (image !== image.trim()) {
    yield invalid(path.child('image'), image, 'must not have leading or trailing whitespace');
  }
}
