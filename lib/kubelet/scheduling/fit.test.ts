import { describe, expect, it } from 'vitest';
import type { Node } from '../../resources/node/types';
import type { Pod, PodSpec } from '../../resources/pod/types';
import { misfitMessage } from './fit';
import { podRequests } from './requests';

const node: Node = {
  metadata: { name: 'node', labels: { disk: 'ssd', 'kubernetes.io/hostname': 'node' } },
  status: { allocatable: { cpu: '4', memory: '8Gi', pods: '10' } },
};

function podWith(spec: Partial<PodSpec>, labels: Record<string, string> = {}): Pod {
  return { metadata: { namespace: 'ns', labels }, spec: { containers: [{ name: 'c' }], ...spec } };
}

function why(pod: Pod, more: { node?: Node; used?: Record<string, number>; neighbours?: Pod[] } = {}) {
  const used = new Map(Object.entries(more.used ?? {}));
  const state = { node: more.node ?? node, used, neighbours: more.neighbours ?? [] };
  const message = misfitMessage(pod, podRequests(pod), state);
  const parts = /^0\/1 nodes are available: (.*?)\. no new claims .* (Preemption|No preemption)/.exec(
    message ?? '',
  );
  return message === undefined ? 'fits' : `${parts?.[1]} (${parts?.[2]})`;
}

const asking = (requests: Record<string, string>) => ({
  containers: [{ name: 'c', resources: { requests } }],
});

describe('misfitMessage', () => {
  it('is written as the scheduler writes it', () => {
    const pod = podWith(asking({ cpu: '5' }));
    expect(misfitMessage(pod, podRequests(pod), { node, used: new Map(), neighbours: [] })).toBe(
      '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are ' +
        'available: 1 Preemption is not helpful for scheduling.',
    );
  });

  it.each([
    [{}, {}, 'fits'],
    [asking({ cpu: '4', memory: '8Gi' }), {}, 'fits'],
    [asking({ cpu: '1' }), { cpu: 3000 }, 'fits'],
    [asking({ cpu: '1001m' }), { cpu: 3000 }, '1 Insufficient cpu (No preemption)'],
    [asking({ cpu: '5', memory: '9Gi' }), {}, '1 Insufficient cpu, 1 Insufficient memory (Preemption)'],
    [asking({ 'example.com/gpu': '1' }), {}, '1 Insufficient example.com/gpu (Preemption)'],
    [{}, { pods: 10 }, '1 Too many pods (No preemption)'],
    [{ nodeSelector: { disk: 'ssd' } }, {}, 'fits'],
    [
      { nodeSelector: { disk: 'hdd' } },
      {},
      "1 node(s) didn't match Pod's node affinity/selector (Preemption)",
    ],
    [
      { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] },
      {},
      'persistentvolumeclaim "data" not found (Preemption)',
    ],
  ])('%j beside %j: %s', (spec, used, expected) => {
    expect(why(podWith(spec), { used })).toBe(expected);
  });

  it.each([
    ['In', ['ssd', 'x'], true],
    ['In', ['hdd'], false],
    ['NotIn', ['hdd'], true],
    ['Exists', [], true],
    ['DoesNotExist', [], false],
  ])('knows node affinity %s %j', (operator, values, fits) => {
    const terms = [{ matchExpressions: [{ key: 'disk', operator, values }] }];
    const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } };
    expect(why(podWith({ affinity: { nodeAffinity } })) === 'fits').toBe(fits);
  });

  it('knows taints, tolerations and cordons', () => {
    const tainted: Node = { ...node, spec: { taints: [{ key: 'k', value: 'v', effect: 'NoSchedule' }] } };
    const expected = '1 node(s) had untolerated taint(s) (Preemption)';
    expect(why(podWith({}), { node: tainted })).toBe(expected);
    expect(why(podWith({ tolerations: [{ key: 'k', value: 'w' }] }), { node: tainted })).toBe(expected);
    expect(why(podWith({ tolerations: [{ key: 'k', value: 'v' }] }), { node: tainted })).toBe('fits');
    expect(why(podWith({ tolerations: [{ operator: 'Exists' }] }), { node: tainted })).toBe('fits');
    const cordoned: Node = { ...node, spec: { unschedulable: true } };
    expect(why(podWith({}), { node: cordoned })).toBe('1 node(s) were unschedulable (Preemption)');
  });

  it('knows affinity between pods', () => {
    const term = {
      topologyKey: 'kubernetes.io/hostname',
      labelSelector: { matchLabels: { app: 'db' } },
    };
    const required = { requiredDuringSchedulingIgnoredDuringExecution: [term] };
    const near = podWith({ affinity: { podAffinity: required } });
    const far = podWith({ affinity: { podAntiAffinity: required } });
    const db = podWith({}, { app: 'db' });
    expect(why(near)).toBe("1 node(s) didn't match pod affinity rules (Preemption)");
    expect(why(near, { neighbours: [db] })).toBe('fits');
    expect(why(far)).toBe('fits');
    expect(why(far, { neighbours: [db] })).toBe(
      "1 node(s) didn't match pod anti-affinity rules (No preemption)",
    );
    expect(why(db, { neighbours: [far] })).toBe(
      "1 node(s) didn't match pod anti-affinity rules (No preemption)",
    );
  });
});

describe('podRequests', () => {
  const asks = (cpu: string, more: object = {}) => ({ name: cpu, resources: { requests: { cpu } }, ...more });

  it.each([
    [{ containers: [asks('1'), asks('500m')] }, 1500],
    [{ containers: [asks('1')], initContainers: [asks('3')] }, 3000],
    [{ containers: [asks('1')], initContainers: [asks('1', { restartPolicy: 'Always' }), asks('3')] }, 4000],
    [{ containers: [asks('1')], initContainers: [asks('3'), asks('1', { restartPolicy: 'Always' })] }, 3000],
    [{ containers: [asks('3')], initContainers: [asks('1', { restartPolicy: 'Always' })] }, 4000],
    [{ containers: [asks('1')], overhead: { cpu: '250m' } }, 1250],
    [{ containers: [asks('1')], resources: { requests: { cpu: '2' } } }, 2000],
  ])('%j', (spec, expected) => {
    expect(podRequests({ metadata: {}, spec }).get('cpu')).toBe(expected);
  });

  const port = (hostPort: number, more: object = {}): Partial<PodSpec> => ({
    containers: [{ name: 'c', ports: [{ containerPort: 80, hostPort, ...more }] }],
  });
  const taken = "1 node(s) didn't have free ports for the requested pod ports (No preemption)";

  it.each([
    [port(8080), port(8080), taken],
    [port(8080), port(8081), 'fits'],
    [port(8080), port(8080, { protocol: 'UDP' }), 'fits'],
    [port(8080, { hostIP: '10.0.0.1' }), port(8080), taken],
    [port(8080, { hostIP: '10.0.0.1' }), port(8080, { hostIP: '10.0.0.2' }), 'fits'],
    [port(0), port(0), 'fits'],
    [{ initContainers: port(8080).containers! }, port(8080), 'fits'],
    [
      { initContainers: [{ ...port(8080).containers![0]!, name: 'side', restartPolicy: 'Always' }] },
      port(8080),
      taken,
    ],
  ])('ports: %j beside %j: %s', (spec, neighbour, expected) => {
    expect(why(podWith(spec), { neighbours: [podWith(neighbour)] })).toBe(expected);
  });
});
