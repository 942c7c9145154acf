import { describe, expect, it } from 'vitest';
import { errorText } from '../../meta/field';
import { decode } from '../schema/decode';
import { podStrategy } from './strategy';
import type { Pod } from './types';

const context = { nowMs: 0, version: 'v1' };

function created(spec: object = {}, metadata: Pod['metadata'] = {}): Pod {
  const containers = [{ name: 'c', image: 'busybox' }];
  const sent = { metadata: { name: 'a', namespace: 'ns', ...metadata }, spec: { containers, ...spec } };
  const { value } = decode(podStrategy.schema, sent);
  return podStrategy.prepareCreate(podStrategy.defaults(value as unknown as Pod), context);
}

const withContainer = (fields: object) => created({ containers: [{ name: 'c', image: 'i', ...fields }] });
const errorsOf = (pod: Pod) => podStrategy.validate(pod, context).map(errorText);

describe('a new pod', () => {
  it('waits, and has everything filled in', () => {
    const pod = created();
    expect(pod.status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
    expect(pod.spec).toMatchObject({
      dnsPolicy: 'ClusterFirst',
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
      terminationGracePeriodSeconds: 30,
      enableServiceLinks: true,
    });
    expect(errorsOf(pod)).toEqual([]);
  });

  it.each([
    ['busybox', 'Always'],
    ['busybox:latest', 'Always'],
    ['busybox:1', 'IfNotPresent'],
    ['localhost:5000/a/b', 'Always'],
    ['localhost:5000/a/b:2', 'IfNotPresent'],
    [`busybox@sha256:${'a'.repeat(64)}`, 'IfNotPresent'],
    ['Not An Image', 'IfNotPresent'],
  ])('pulls %s: %s', (image, policy) => {
    expect(withContainer({ image }).spec.containers[0]?.imagePullPolicy).toBe(policy);
  });

  it('asks for what it is limited to, and is classed by it', () => {
    const pod = withContainer({ resources: { limits: { cpu: '1', memory: '1Gi' } } });
    expect(pod.spec.containers[0]?.resources?.requests).toEqual({ cpu: '1', memory: '1Gi' });
    expect(pod.status?.qosClass).toBe('Guaranteed');
    const burstable = withContainer({ resources: { requests: { cpu: '1' } } });
    expect(burstable.status?.qosClass).toBe('Burstable');
  });

  it('gets modes, fields and probes completed', () => {
    const pod = created({
      volumes: [
        { name: 'v' },
        { name: 's', secret: { secretName: 's' } },
        { name: 'h', hostPath: { path: '/x' } },
      ],
      containers: [
        {
          name: 'c',
          image: 'i',
          env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
          livenessProbe: { httpGet: { port: 80 } },
        },
      ],
    });
    expect(pod.spec.volumes).toEqual([
      { name: 'v', emptyDir: {} },
      { name: 's', secret: { secretName: 's', defaultMode: 420 } },
      { name: 'h', hostPath: { path: '/x', type: '' } },
    ]);
    const [container] = pod.spec.containers;
    expect(container?.env?.[0]?.valueFrom?.fieldRef?.apiVersion).toBe('v1');
    expect(container?.livenessProbe).toEqual({
      httpGet: { port: 80, path: '/', scheme: 'HTTP' },
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    });
  });

  it('ends in no time less than a second, and forgets how init containers were written once', () => {
    const annotations = { 'pod.beta.kubernetes.io/init-containers': '[]' };
    const { spec, metadata } = created({ terminationGracePeriodSeconds: -5 }, { annotations });
    expect(spec.terminationGracePeriodSeconds).toBe(1);
    expect(metadata).not.toHaveProperty('annotations');
    const kept = created({}, { annotations: { ...annotations, a: 'b' } });
    expect(kept.metadata.annotations).toEqual({ a: 'b' });
  });

  it('waits at its gates', () => {
    const { status } = created({ schedulingGates: [{ name: 'example.com/g' }] });
    expect(status?.conditions).toMatchObject([{ type: 'PodScheduled', reason: 'SchedulingGated' }]);
  });
});

describe('validation', () => {
  it.each([
    [{ name: 'C' }, 'spec.containers[0].name: Invalid value: "C": a lowercase RFC 1123 label'],
    [{ image: '' }, 'spec.containers[0].image: Required value'],
    [{ env: [{ name: 'A=B' }] }, 'spec.containers[0].env[0].name: Invalid value: "A=B"'],
    [{ ports: [{ containerPort: 0 }] }, 'spec.containers[0].ports[0].containerPort: Required value'],
    [
      { volumeMounts: [{ name: 'x', mountPath: '/x' }] },
      'spec.containers[0].volumeMounts[0].name: Not found: "x"',
    ],
    [
      { resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } },
      'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
    ],
    [
      { resources: { requests: { gpu: '1' } } },
      'spec.containers[0].resources.requests[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified',
    ],
    [{ livenessProbe: {} }, 'spec.containers[0].livenessProbe: Required value: must specify a handler type'],
  ])('refuses a container: %j', (fields, error) => {
    expect(errorsOf(withContainer(fields))[0]).toContain(error);
  });

  it.each([
    [{ containers: [] }, 'spec.containers: Required value'],
    [
      { dnsPolicy: 'None' },
      'spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None',
    ],
    [{ volumes: [{ name: 'v', hostPath: {}, emptyDir: {} }] }, 'may not specify more than 1 volume type'],
    [
      { tolerations: [{ operator: 'Exists', value: 'x' }] },
      "value must be empty when `operator` is 'Exists'",
    ],
    [
      { hostAliases: [{ ip: '1.2.3' }] },
      'spec.hostAliases[0].ip: Invalid value: "1.2.3": must be a valid IP address',
    ],
    [{ hostAliases: [{ ip: '01.2.3.4' }] }, 'must not have leading 0s'],
    [{ activeDeadlineSeconds: 0 }, 'must be between 1 and 2147483647, inclusive'],
  ])('refuses a pod: %j', (spec, error) => {
    expect(errorsOf(created(spec)).join('\n')).toContain(error);
  });

  it('takes IPv6 addresses in any form', () => {
    for (const ip of ['::1', '2001:db8::ffff', '1:2:3:4:5:6:7:8', '64:ff9b::1.2.3.4']) {
      expect([ip, errorsOf(created({ hostAliases: [{ ip }] }))]).toEqual([ip, []]);
    }
  });
});

describe('an update', () => {
  const stored = created({}, { resourceVersion: '1' });
  const errors = (spec: object) => {
    const next = { ...stored, spec: { ...stored.spec, ...spec } };
    return podStrategy.validateUpdate(next, stored, context).map(errorText);
  };

  it('may change an image and add tolerations, and nothing else', () => {
    expect(errors({ containers: [{ ...stored.spec.containers[0], image: 'other' }] })).toEqual([]);
    expect(errors({ tolerations: [{ key: 'a', operator: 'Exists' }] })).toEqual([]);
    expect(errors({ nodeName: 'x' })[0]).toContain(
      'spec: Forbidden: pod updates may not change fields other than',
    );
  });

  it('brings no ended container back to life', () => {
    const ended = { name: 'c', ready: false, restartCount: 0, image: '', imageID: '' };
    const pod = (state: object, restartPolicy: 'Never' | 'Always'): Pod => ({
      ...stored,
      spec: { ...stored.spec, restartPolicy },
      status: { ...stored.status, containerStatuses: [{ ...ended, state }] },
    });
    const revive = (policy: 'Never' | 'Always') =>
      podStrategy.status!.validateUpdate(
        pod({ running: {} }, policy),
        pod({ terminated: { exitCode: 1 } }, policy),
        context,
      );
    expect([revive('Never').length, revive('Always').length]).toEqual([1, 0]);
  });

  it('leaves annotations alone that a pod gets once', () => {
    const key = 'container.apparmor.security.beta.kubernetes.io/c';
    const annotated = (annotations: Record<string, string>): Pod => ({
      ...stored,
      metadata: { ...stored.metadata, annotations },
    });
    const errorsOfChange = (next: Record<string, string>, previous: Record<string, string>) =>
      podStrategy.validateUpdate(annotated(next), annotated(previous), context).map(errorText);
    expect(errorsOfChange({ [key]: 'unconfined' }, {})).toEqual([
      `metadata.annotations[${key}]: Forbidden: may not add AppArmor annotations`,
    ]);
    expect(errorsOfChange({}, { [key]: 'unconfined' })).toEqual([
      `metadata.annotations[${key}]: Forbidden: may not remove or update AppArmor annotations`,
    ]);
    expect(errorsOfChange({ [key]: 'unconfined' }, { [key]: 'unconfined' })).toEqual([]);
  });
});

describe('deletion', () => {
  it('takes time only for pods that may be running', () => {
    const grace = (spec: object, status: Pod['status'], asked?: number) =>
      podStrategy.gracePeriodSeconds?.({ ...created(spec), status }, asked);
    expect(grace({}, { phase: 'Pending' })).toBe(0);
    expect(grace({ nodeName: 'n' }, { phase: 'Running' })).toBe(30);
    expect(grace({ nodeName: 'n' }, { phase: 'Running' }, 5)).toBe(5);
    expect(grace({ nodeName: 'n' }, { phase: 'Succeeded' })).toBe(0);
  });
});
