import { sameMembers } from '../../meta/equal';
import { aggregateResources, isPodLevelResource } from './aggregate';
import { defaultPullPolicy } from './image';
import { withoutInitAnnotations } from './initannotations';
import { defaultResources, roundResources } from './resourcedefaults';
import type { Container, HTTPGetAction, Pod, PodSpec, PodStatus, Probe, ResourceRequirements } from './types';
import { defaultFieldRef, defaultVolume } from './volumedefaults';

/** What Kubernetes fills in a pod spec wherever one stands (`SetDefaults_PodSpec` and what it contains). */
export function defaultPodSpec(spec: PodSpec): PodSpec {
  return {
    ...spec,
    ...(spec.volumes && { volumes: spec.volumes.map(defaultVolume) }),
    ...(spec.initContainers && { initContainers: each(spec.initContainers, defaultContainer) }),
    ...(spec.containers && { containers: each(spec.containers, defaultContainer) }),
    ...(spec.ephemeralContainers && { ephemeralContainers: spec.ephemeralContainers.map(defaultContainer) }),
    ...(spec.overhead && { overhead: roundResources(spec.overhead) }),
    ...(spec.resources && { resources: defaultResources(spec.resources) }),
    dnsPolicy: spec.dnsPolicy || 'ClusterFirst',
    restartPolicy: spec.restartPolicy || 'Always',
    securityContext: spec.securityContext ?? {},
    terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds ?? 30,
    schedulerName: spec.schedulerName || 'default-scheduler',
    // The deprecated name stands beside the new one, as both are served.
    ...(spec.serviceAccountName || spec.serviceAccount
      ? {
          serviceAccountName: spec.serviceAccountName || spec.serviceAccount,
          serviceAccount: spec.serviceAccountName || spec.serviceAccount,
        }
      : {}),
  };
}

/** What Kubernetes fills in a Pod, and only there and not in templates (`SetDefaults_Pod`). */
export function defaultPod(given: Pod, stored?: Pod): Pod {
  const pod = withoutInitAnnotations(given);
  const status = pod.status && withAddresses(pod.status);
  if (pod.spec === stored?.spec) return status === pod.status ? pod : { ...pod, status };
  return { ...pod, ...(status && { status }), spec: completeSpec(pod.spec) };
}

function completeSpec(given: PodSpec): PodSpec {
  const spec = defaultPodSpec(given);
  const complete = (container: Container) =>
    spec.hostNetwork ? withHostPorts(limitsAsRequests(container)) : limitsAsRequests(container);
  const containers = spec.containers && each(spec.containers, complete);
  const initContainers = spec.initContainers && each(spec.initContainers, complete);
  return {
    ...spec,
    ...(containers && { containers }),
    ...(initContainers && { initContainers }),
    ...(spec.resources && { resources: defaultPodResources({ ...spec, containers, initContainers }) }),
    enableServiceLinks: spec.enableServiceLinks ?? true,
    // Kubernetes reads a negative one as 1, but in pods only and not in templates.
    ...((spec.terminationGracePeriodSeconds ?? 0) < 0 && { terminationGracePeriodSeconds: 1 }),
  };
}

/** The one address and the list of them say the same; where they differ, the single one is right. */
export function withAddresses(status: PodStatus): PodStatus {
  const { podIP, podIPs = [] } = status;
  if (podIP && podIPs[0]?.ip !== podIP) return { ...status, podIPs: [{ ip: podIP }] };
  return podIP || podIPs.length === 0 ? status : { ...status, podIP: podIPs[0]!.ip };
}

/** The list with its items completed; where none lacks anything, the same list, which the pods of a Job then share. */
function each<T extends object>(items: T[], complete: (item: T) => T): T[] {
  const completed = items.map((item) => {
    const made = complete(item);
    return made !== item && sameMembers(made, item) ? item : made;
  });
  return completed.every((item, at) => item === items[at]) ? items : completed;
}

function defaultContainer(container: Container): Container {
  return {
    ...container,
    ...(container.ports && {
      ports: container.ports.map((port) => ({ ...port, protocol: port.protocol || 'TCP' })),
    }),
    ...(container.env && { env: container.env.map(defaultEnv) }),
    resources: defaultResources(container.resources ?? {}),
    ...(container.livenessProbe && { livenessProbe: defaultProbe(container.livenessProbe) }),
    ...(container.readinessProbe && { readinessProbe: defaultProbe(container.readinessProbe) }),
    ...(container.startupProbe && { startupProbe: defaultProbe(container.startupProbe) }),
    ...(container.lifecycle && { lifecycle: defaultLifecycle(container.lifecycle) }),
    imagePullPolicy: container.imagePullPolicy || defaultPullPolicy(container.image),
    terminationMessagePath: container.terminationMessagePath || '/dev/termination-log',
    terminationMessagePolicy: container.terminationMessagePolicy || 'File',
  };
}

function defaultEnv(variable: NonNullable<Container['env']>[number]): typeof variable {
  const { valueFrom } = variable;
  if (!valueFrom?.fieldRef && !valueFrom?.fileKeyRef) return variable;
  const { fieldRef, fileKeyRef } = valueFrom;
  return {
    ...variable,
    valueFrom: {
      ...valueFrom,
      ...(fieldRef && { fieldRef: defaultFieldRef(fieldRef) }),
      ...(fileKeyRef && { fileKeyRef: { ...fileKeyRef, optional: fileKeyRef.optional ?? false } }),
    },
  };
}

function defaultProbe(probe: Probe): Probe {
  return {
    ...probe,
    ...(probe.httpGet && { httpGet: defaultHttpGet(probe.httpGet) }),
    ...(probe.grpc && { grpc: { ...probe.grpc, service: probe.grpc.service ?? '' } }),
    timeoutSeconds: probe.timeoutSeconds || 1,
    periodSeconds: probe.periodSeconds || 10,
    successThreshold: probe.successThreshold || 1,
    failureThreshold: probe.failureThreshold || 3,
  };
}

function defaultLifecycle(lifecycle: NonNullable<Container['lifecycle']>): typeof lifecycle {
  const complete = (handler: NonNullable<typeof lifecycle.preStop>) =>
    handler.httpGet ? { ...handler, httpGet: defaultHttpGet(handler.httpGet) } : handler;
  return {
    ...lifecycle,
    ...(lifecycle.postStart && { postStart: complete(lifecycle.postStart) }),
    ...(lifecycle.preStop && { preStop: complete(lifecycle.preStop) }),
  };
}

function defaultHttpGet(action: HTTPGetAction): HTTPGetAction {
  return { ...action, path: action.path || '/', scheme: action.scheme || 'HTTP' };
}

function limitsAsRequests(container: Container): Container {
  const limits = container.resources?.limits;
  if (!limits) return container;
  const requests = { ...limits, ...container.resources?.requests };
  return { ...container, resources: { ...container.resources, requests } };
}

function withHostPorts(container: Container): Container {
  if (!container.ports) return container;
  const ports = container.ports.map((port) => ({ ...port, hostPort: port.hostPort || port.containerPort }));
  return { ...container, ports };
}

/** Pod-level requests follow the containers' for what may be overcommitted, else the pod's limits. */
function defaultPodResources(spec: PodSpec): ResourceRequirements {
  const resources = spec.resources ?? {};
  const pageLimits = defaultHugePages(spec, resources);
  const limits = { ...pageLimits, ...resources.limits };
  if (Object.keys(limits).length === 0) return resources;
  const fromContainers = Object.entries(aggregateResources(spec, 'requests')).filter(
    ([name]) => name === 'cpu' || name === 'memory',
  );
  const fromLimits = Object.entries(limits).filter(([name]) => isPodLevelResource(name));
  const requests = {
    ...Object.fromEntries(fromLimits),
    ...Object.fromEntries(fromContainers),
    ...resources.requests,
  };
  return { ...resources, limits, ...(Object.keys(requests).length > 0 && { requests }) };
}

function defaultHugePages(spec: PodSpec, resources: ResourceRequirements): Record<string, string> {
  const given = { ...resources.limits, ...resources.requests };
  if (Object.keys(given).length === 0) return {};
  const pages = Object.entries(aggregateResources(spec, 'limits')).filter(([name]) =>
    name.startsWith('hugepages-'),
  );
  return Object.fromEntries(pages.filter(([name]) => resources.requests?.[name] === undefined));
}
