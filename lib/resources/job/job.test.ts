import { describe, expect, it } from 'vitest';
import { errorText } from '../../meta/field';
import { decode } from '../schema/decode';
import { jobStrategy } from './strategy';
import type { Job, JobSpec } from './types';

const context = { nowMs: 0, version: 'v1' };

/** A Job as the server makes it of what a client sends. */
function created(spec: object = {}, metadata: Job['metadata'] = {}): Job {
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox' }] } };
  const sent = {
    metadata: { name: 'a', namespace: 'ns', uid: 'u1', ...metadata },
    spec: { template, ...spec },
  };
  const { value } = decode(jobStrategy.schema, sent);
  return jobStrategy.prepareCreate(jobStrategy.defaults(value as unknown as Job), context);
}

const errorsOf = (job: Job) => jobStrategy.validate(job, context).map(errorText);

function updated(previous: Job, change: (spec: JobSpec) => JobSpec): string[] {
  const stored = { ...previous, metadata: { ...previous.metadata, resourceVersion: '1' } };
  const next = jobStrategy.prepareUpdate({ ...stored, spec: change(stored.spec) }, stored, context);
  return jobStrategy.validateUpdate(next, stored, context).map(errorText);
}

describe('a new Job', () => {
  it('gets every default, its selector and its labels', () => {
    const job = created();
    expect(job.spec).toMatchObject({
      parallelism: 1,
      completions: 1,
      backoffLimit: 6,
      completionMode: 'NonIndexed',
      suspend: false,
      manualSelector: false,
      podReplacementPolicy: 'TerminatingOrFailed',
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': 'u1' } },
    });
    const labels = {
      'batch.kubernetes.io/controller-uid': 'u1',
      'batch.kubernetes.io/job-name': 'a',
      'controller-uid': 'u1',
      'job-name': 'a',
    };
    expect(job.spec.template.metadata?.labels).toEqual(labels);
    expect(job.metadata).toMatchObject({ generation: 1, labels });
    expect(job.status).toEqual({});
    expect(errorsOf(job)).toEqual([]);
  });

  it('takes the labels of its template when it has none, and keeps its own otherwise', () => {
    const template = (labels: object) => ({
      metadata: { labels },
      spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] },
    });
    expect(created({ template: template({ app: 'web' }) }).metadata.labels).toMatchObject({
      app: 'web',
      'job-name': 'a',
    });
    const own = created({ template: template({ app: 'web' }) }, { labels: { app: 'web' } });
    expect(own.metadata.labels).toEqual({ app: 'web' });
  });

  it('has no number of completions when only parallelism is given', () => {
    const { spec } = created({ parallelism: 3 });
    expect([spec.parallelism, spec.completions]).toEqual([3, undefined]);
  });

  it('lets failures per index be counted instead of all of them', () => {
    const spec = { completions: 2, completionMode: 'Indexed', backoffLimitPerIndex: 1 };
    expect(created(spec).spec.backoffLimit).toBe(2147483647);
  });

  it('forgets of its pods what Kubernetes has no use for, or not yet', () => {
    const metadata = { labels: { a: 'b' }, annotations: { 'pod.alpha.kubernetes.io/init-containers': '[]' } };
    const lifecycle = { stopSignal: 'SIGUSR1' };
    const spec = { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i', lifecycle }] };
    const job = created({ template: { metadata, spec } });
    expect(job.spec.template.spec.containers[0]).not.toHaveProperty('lifecycle');
    expect(job.spec.template.metadata).not.toHaveProperty('annotations');
    expect(job.metadata.labels).toBe(job.spec.template.metadata?.labels);
  });

  it('keeps a selector it brings', () => {
    const job = created({
      manualSelector: true,
      selector: { matchLabels: { a: 'b' } },
      template: {
        metadata: { labels: { a: 'b' } },
        spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] },
      },
    });
    expect(job.spec.selector).toEqual({ matchLabels: { a: 'b' } });
    expect(errorsOf(job)).toEqual([]);
  });
});

describe('validation', () => {
  const pod = (fields: object) => ({
    template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }], ...fields } },
  });

  it.each([
    [{ parallelism: -1 }, ['spec.parallelism: Invalid value: -1: must be greater than or equal to 0']],
    [
      pod({ restartPolicy: '' }),
      ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
    ],
    [
      { completionMode: 'Indexed', parallelism: 1 },
      ['spec.completions: Required value: when completion mode is Indexed'],
    ],
    [
      { maxFailedIndexes: 1, completionMode: 'Indexed', completions: 2 },
      ['spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified'],
    ],
    [
      { managedBy: 'me' },
      ['spec.managedBy: Invalid value: "me": must be a domain-prefixed path (such as "acme.io/foo")'],
    ],
    [
      { podFailurePolicy: { rules: [{ action: 'Ignore' }] } },
      [
        'spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required',
      ],
    ],
    [
      {
        completions: 3,
        completionMode: 'Indexed',
        successPolicy: { rules: [{ succeededIndexes: '0,2-1' }] },
      },
      [
        'spec.successPolicy.rules[0].succeededIndexes: Invalid value: "0,2-1": error parsing succeededIndexes: ' +
          'non-increasing order, previous: 2, current: 1',
      ],
    ],
  ])('refuses %j', (spec, errors) => {
    expect(errorsOf(created(spec))).toEqual(errors);
  });

  it('refuses names whose pods could have no hostname', () => {
    const job = created({ completions: 1000, completionMode: 'Indexed' }, { name: 'a'.repeat(60) });
    expect(errorsOf(job)).toEqual([
      `metadata.name: Invalid value: "${'a'.repeat(60)}": will not able to create pod with invalid DNS label: ${'a'.repeat(60)}-999`,
    ]);
  });
});

describe('an update', () => {
  it('may change what a running Job can follow', () => {
    const change = (spec: JobSpec) => ({ ...spec, parallelism: 5, suspend: true, backoffLimit: 1 });
    expect(updated(created(), change)).toEqual([]);
  });

  it('bumps the generation only when the spec changes', () => {
    const job = created();
    const same = jobStrategy.prepareUpdate(
      { ...job, metadata: { ...job.metadata, labels: {} } },
      job,
      context,
    );
    expect(same.metadata.generation).toBe(1);
    const spec = { ...job.spec, parallelism: 2 };
    expect(jobStrategy.prepareUpdate({ ...job, spec }, job, context).metadata.generation).toBe(2);
  });

  it('may not change completions, unless of an indexed Job together with parallelism', () => {
    expect(updated(created(), (spec) => ({ ...spec, completions: 2 }))).toEqual([
      'spec.completions: Invalid value: 2: field is immutable',
    ]);
    const indexed = created({ completionMode: 'Indexed', completions: 2, parallelism: 2 });
    expect(updated(indexed, (spec) => ({ ...spec, completions: 3, parallelism: 3 }))).toEqual([]);
    expect(updated(indexed, (spec) => ({ ...spec, completions: 3 }))).toEqual([
      'spec.completions: Invalid value: 3: can only be modified in tandem with spec.parallelism',
    ]);
  });

  it('may say where pods go and what they use only while the Job is suspended and still', () => {
    const place = (spec: JobSpec) => ({
      ...spec,
      template: { ...spec.template, spec: { ...spec.template.spec, nodeSelector: { disk: 'ssd' } } },
    });
    const size = (spec: JobSpec) => ({
      ...spec,
      template: {
        ...spec.template,
        spec: {
          ...spec.template.spec,
          containers: [{ ...spec.template.spec.containers[0]!, resources: { limits: { cpu: '1' } } }],
        },
      },
    });
    const suspended = created({ suspend: true });
    const busy = { ...suspended, status: { active: 1 } };
    expect([updated(suspended, place), updated(suspended, size)]).toEqual([[], []]);
    for (const job of [created(), busy]) {
      const [error] = updated(job, place);
      expect(error).toMatch(/^spec\.template.*: Invalid value: \{.*: field is immutable$/);
    }
  });

  it('quotes the template in Kubernetes’ own names', () => {
    const rename = (spec: JobSpec) => ({
      ...spec,
      template: {
        ...spec.template,
        spec: {
          ...spec.template.spec,
          containers: [{ ...spec.template.spec.containers[0]!, command: ['a&b'] }],
        },
      },
    });
    const [error] = updated(created(), rename);
    expect(error).toContain(
      '"Spec":{"Volumes":null,"InitContainers":null,"Containers":[{"Name":"c","Image":"busybox"',
    );
    expect(error).toContain('"Command":["a\\u0026b"]');
  });
});
