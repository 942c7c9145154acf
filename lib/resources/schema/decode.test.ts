import { describe, expect, it } from 'vitest';
import { DecodeError, decode } from './decode';
import { definitions } from './definitions';
import { shapeOf } from './shapes';
import { readMicroTime, readTime } from './times';

const job = 'io.k8s.api.batch.v1.Job';
const container = { name: 'c', image: 'busybox' };
const withSpec = (spec: object) => ({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'a' }, spec });
const withContainer = (fields: object) =>
  withSpec({ template: { spec: { containers: [{ ...container, ...fields }] } } });

describe('decode', () => {
  it('writes structures that are always written, and drops what says nothing', () => {
    const { value } = decode(job, {
      ...withSpec({
        suspend: false,
        parallelism: 0,
        completions: null,
        template: { spec: { restartPolicy: '', hostNetwork: false, containers: [container], volumes: [] } },
      }),
      metadata: { name: 'a', labels: {}, creationTimestamp: null },
    });
    expect(value).toEqual({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'a' },
      spec: {
        suspend: false,
        parallelism: 0,
        template: { metadata: {}, spec: { containers: [{ ...container, resources: {} }] } },
      },
      status: {},
    });
  });

  it('takes over what has been decoded before, and gives the same as if it had not', () => {
    const known = decode(job, withContainer({ resources: { limits: { cpu: '500m' } } })).value;
    const changed = { ...known, metadata: { name: 'a', labels: { x: 'y', z: null }, foo: 1 } };
    const decoded = decode(job, changed, { known });
    expect(decoded.value.spec).toBe(known.spec);
    expect(decoded).toEqual(decode(job, structuredClone(changed)));
  });

  it('completes nothing in a part of an object', () => {
    expect(decode(job, withSpec({ suspend: true }), { partial: true }).value).toEqual(
      withSpec({ suspend: true }),
    );
  });

  it('names unknown fields with their paths, in order', () => {
    const { unknownFields } = decode(job, withContainer({ foo: 1, Image: 'x' }));
    expect(unknownFields).toEqual([
      'spec.template.spec.containers[0].foo',
      'spec.template.spec.containers[0].Image',
    ]);
  });

  it('writes quantities and times in their canonical form', () => {
    const { value } = decode(job, {
      ...withContainer({ resources: { limits: { cpu: 0.5, memory: '1024Mi' } } }),
      metadata: { name: 'a', creationTimestamp: '2026-01-02T03:04:05.678+02:00' },
    });
    expect(value).toMatchObject({
      metadata: { creationTimestamp: '2026-01-02T01:04:05Z' },
      spec: {
        template: { spec: { containers: [{ resources: { limits: { cpu: '500m', memory: '1Gi' } } }] } },
      },
    });
  });

  it.each([
    [withSpec({ parallelism: 'two' }), 'string into Go struct field JobSpec.spec.parallelism of type int32'],
    [
      withSpec({ parallelism: 3e9 }),
      'number 3000000000 into Go struct field JobSpec.spec.parallelism of type int32',
    ],
    [
      withSpec({ parallelism: 1.5 }),
      'number 1.5 into Go struct field JobSpec.spec.parallelism of type int32',
    ],
    [withSpec({ suspend: 'true' }), 'string into Go struct field JobSpec.spec.suspend of type bool'],
    [
      withSpec({ completionMode: 5 }),
      'number into Go struct field JobSpec.spec.completionMode of type v1.CompletionMode',
    ],
    [{ spec: [] }, 'array into Go struct field Job.spec of type v1.JobSpec'],
    [
      withSpec({ template: { spec: { containers: {} } } }),
      'object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container',
    ],
    [
      { metadata: { labels: { a: 1 } } },
      'number into Go struct field ObjectMeta.metadata.labels of type string',
    ],
    [
      withContainer({ ports: [{ containerPort: 'x' }] }),
      'string into Go struct field ContainerPort.spec.template.spec.containers.ports.containerPort of type int32',
    ],
  ])('refuses a wrong type: %j', (value, message) => {
    expect(() => decode(job, value)).toThrow(`json: cannot unmarshal ${message}`);
  });

  it('tells of numbers as they are written', () => {
    const numbers = new Map([['spec.parallelism', '2.0']]);
    expect(() => decode(job, withSpec({ parallelism: 2 }), { numbers })).toThrow('number 2.0 into');
  });

  it('reports the first failure only', () => {
    const value = withSpec({ parallelism: 'x', suspend: 'y' });
    expect(() => decode(job, value)).toThrow('parallelism');
  });

  it('takes null for nothing in maps', () => {
    const config = {
      data: { a: null },
      binaryData: { b: null },
      metadata: { name: 'a', labels: { c: null } },
    };
    expect(decode('io.k8s.api.core.v1.ConfigMap', config).value).toEqual({
      data: { a: '' },
      binaryData: { b: '' },
      metadata: { name: 'a', labels: { c: '' } },
    });
  });

  it('takes base64 for bytes', () => {
    const secret = (data: object) => decode('io.k8s.api.core.v1.Secret', { metadata: {}, data }).value;
    expect(secret({ a: 'aGk=' })).toMatchObject({ data: { a: 'aGk=' } });
    expect(() => secret({ a: 'a*Gk' })).toThrow('illegal base64 data at input byte 1');
  });
});

describe('times', () => {
  it.each([
    [
      'yesterday',
      'parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"',
    ],
    ['2026-01-02', 'parsing time "2026-01-02" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"'],
    ['2026-13-02T00:00:00Z', 'parsing time "2026-13-02T00:00:00Z": month out of range'],
    ['2026-02-29T00:00:00Z', 'parsing time "2026-02-29T00:00:00Z": day out of range'],
    ['2026-01-02T00:00:00Zx', 'parsing time "2026-01-02T00:00:00Zx": extra text: "x"'],
  ])('refuses %s', (text, message) => {
    expect(() => readTime(text)).toThrow(message);
  });

  it('takes leap days, and Go’s zero time for none', () => {
    expect(readTime('2024-02-29T00:00:00Z')).toBe('2024-02-29T00:00:00Z');
    expect(readTime('0001-01-01T00:00:00Z')).toBeUndefined();
    expect(readMicroTime('2026-01-02T03:04:05.123456+01:00')).toBe('2026-01-02T02:04:05.123456Z');
    expect(() => readMicroTime('2026-01-02T03:04:05Z')).toThrow('cannot parse "Z" as ".000000"');
  });
});

describe('definitions', () => {
  it('have a shape for every reference', () => {
    for (const [name, { properties = {} }] of Object.entries(definitions)) {
      if (Object.keys(properties).length === 0) continue;
      for (const { type } of shapeOf(name).fields.values()) {
        const inner = type.kind === 'list' || type.kind === 'map' ? type.of : type;
        if (inner.kind === 'object') expect(() => shapeOf(inner.definition)).not.toThrow();
      }
    }
  });

  it('carry the words that patches and clients need', () => {
    expect(definitions['io.k8s.api.batch.v1.CronJobSpec']?.required).toEqual(['schedule', 'jobTemplate']);
    const containers = definitions['io.k8s.api.core.v1.PodSpec']?.properties?.containers;
    expect(containers).toMatchObject({
      'x-kubernetes-patch-merge-key': 'name',
      'x-kubernetes-patch-strategy': 'merge',
      'x-kubernetes-list-map-keys': ['name'],
    });
    expect(definitions[job]?.['x-kubernetes-group-version-kind']).toEqual([
      { group: 'batch', kind: 'Job', version: 'v1' },
    ]);
  });
});

describe('the words for a wrong type', () => {
  const messageOf = (value: object, options = {}) => {
    try {
      decode(job, value, options);
    } catch (error) {
      return (error as Error).message;
    }
    return 'decoded';
  };
  const podSpec = 'Go struct field';

  it.each([
    [
      'names the struct Go embeds',
      { livenessProbe: { exec: 'x' } },
      `${podSpec} Probe.spec.template.spec.containers.livenessProbe.ProbeHandler.exec of type v1.ExecAction`,
    ],
    [
      'names it on the way to a field below it, too',
      { livenessProbe: { exec: { command: 'x' } } },
      `${podSpec} ExecAction.spec.template.spec.containers.livenessProbe.ProbeHandler.exec.command of type []string`,
    ],
    [
      'names no struct for a field of the outer one',
      { livenessProbe: { periodSeconds: 'x' } },
      `${podSpec} Probe.spec.template.spec.containers.livenessProbe.periodSeconds of type int32`,
    ],
  ])('%s', (_what, fields, expected) => {
    expect(messageOf(withContainer(fields))).toBe(`json: cannot unmarshal string into ${expected}`);
  });

  it('tells of a value that reads itself before all that failed earlier', () => {
    const value = withContainer({ tty: 'yes', resources: { limits: { cpu: 'lots' } }, stdin: 'no' });
    expect(messageOf(value)).toMatch(/^quantities must match/);
  });

  it.each([
    [{ parallelism: 'two' }, 'unrecognized type: int32'],
    [{ parallelism: 1.5 }, 'cannot convert float64 to int32'],
    [{ suspend: 1 }, 'unrecognized type: bool'],
    [{ completionMode: 5 }, 'cannot convert int64 to v1.CompletionMode'],
    [{ completionMode: true }, 'unrecognized type: string'],
    [{ template: { spec: { containers: {} } } }, 'cannot restore slice from map'],
    [{ template: { spec: { nodeSelector: [] } } }, 'cannot restore map from slice'],
    [{ template: [] }, 'cannot restore struct from: slice'],
    [
      { template: { metadata: { creationTimestamp: 5 } } },
      'json: cannot unmarshal number into Go value of type string',
    ],
  ])('are those of the converter for %j in a patched map', (spec, expected) => {
    expect(messageOf(withSpec(spec), { converted: true })).toBe(expected);
  });

  it('lets a number run over where the converter does', () => {
    const { value } = decode(job, withSpec({ parallelism: 3_000_000_000 }), { converted: true });
    const beyond = withSpec({ activeDeadlineSeconds: 3e32 });
    expect(() => decode(job, beyond, { converted: true })).toThrow(DecodeError);
    expect(value).toMatchObject({ spec: { parallelism: -1_294_967_296 } });
  });
});
