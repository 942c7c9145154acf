import { describe, expect, it } from 'vitest';
import { sampleJob, samplePod } from '../testdata/samples';
import { podMaker } from './newpod';
import { trackingFinalizer } from './podfacts';

describe('podMaker', () => {
  it('makes pods of the template, tracked and controlled by the Job', () => {
    const pod = podMaker(sampleJob())(undefined, undefined);
    expect(pod.metadata).toMatchObject({
      namespace: 'default',
      generateName: 'work-',
      labels: { 'batch.kubernetes.io/controller-uid': 'job-uid' },
      finalizers: [trackingFinalizer],
      ownerReferences: [{ kind: 'Job', uid: 'job-uid', controller: true, blockOwnerDeletion: true }],
    });
    expect(pod.spec.hostname).toBeUndefined();
  });

  it('gives a pod its index in every place where it is looked for', () => {
    const pod = podMaker(sampleJob({ completionMode: 'Indexed', completions: 5 }))(3, undefined);
    expect(pod.metadata.generateName).toBe('work-3-');
    expect(pod.metadata.labels?.['batch.kubernetes.io/job-completion-index']).toBe('3');
    expect(pod.metadata.annotations).toEqual({ 'batch.kubernetes.io/job-completion-index': '3' });
    expect(pod.spec.hostname).toBe('work-3');
    expect(pod.spec.containers[0]?.env).toEqual([
      {
        name: 'JOB_COMPLETION_INDEX',
        valueFrom: {
          fieldRef: {
            apiVersion: 'v1',
            fieldPath: "metadata.labels['batch.kubernetes.io/job-completion-index']",
          },
        },
      },
    ]);
  });

  it('leaves a variable of that name alone', () => {
    const env = [{ name: 'JOB_COMPLETION_INDEX', value: 'mine' }];
    const template = { spec: { containers: [{ name: 'main', env }], initContainers: [{ name: 'prep' }] } };
    const { spec } = podMaker(sampleJob({ completionMode: 'Indexed', completions: 1, template }))(
      0,
      undefined,
    );
    expect(spec.containers[0]?.env).toEqual(env);
    expect(spec.initContainers?.[0]?.env).toHaveLength(1);
  });

  it('cuts a long name and keeps the index', () => {
    const job = sampleJob({ completionMode: 'Indexed', completions: 2000 });
    const long = { ...job, metadata: { ...job.metadata, name: 'a'.repeat(63) } };
    const { generateName } = podMaker(long)(1234, undefined).metadata;
    expect(generateName).toBe(`${'a'.repeat(52)}-1234-`);
  });

  it('hands the count of failures on where they are limited by index', () => {
    const rules = [{ action: 'Ignore' as const, onExitCodes: { operator: 'In' as const, values: [7] } }];
    const spec = { completionMode: 'Indexed' as const, completions: 2, backoffLimitPerIndex: 3 };
    const make = podMaker(sampleJob({ ...spec, podFailurePolicy: { rules } }));
    const counts = (pod: ReturnType<typeof make>) =>
      ['job-index-failure-count', 'job-index-ignored-failure-count'].map(
        (key) => pod.metadata.annotations?.[`batch.kubernetes.io/${key}`],
      );
    expect(counts(make(0, undefined))).toEqual(['0', undefined]);
    const failed = samplePod('f', { phase: 'Failed', index: 0, failuresBefore: 1 });
    expect(counts(make(0, failed))).toEqual(['2', undefined]);
    const ignored = samplePod('i', { phase: 'Failed', index: 0, failuresBefore: 1, exitCode: 7 });
    expect(counts(make(0, ignored))).toEqual(['1', '1']);
  });
});
