import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runAfterKey } from '../resources/job/runafter';
import { runAfterStateKey, stateText } from '../resources/job/runafterstate';
import type { Job } from '../resources/job/types';
import { jobAgain, jobWritten } from './jobcopy';
import { condition, job } from './testdata/jobobjects';

function stored(): Job {
  const base = job({
    suspend: true,
    selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': 'u' } },
  });
  return {
    ...base,
    metadata: {
      ...base.metadata,
      resourceVersion: '7',
      generation: 2,
      labels: { app: 'x', 'job-name': 'reindex', 'batch.kubernetes.io/job-name': 'reindex' },
      annotations: { note: 'keep', 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
      ownerReferences: [
        { apiVersion: 'batch/v1', kind: 'CronJob', name: 'cron', uid: 'c', controller: true },
      ],
      finalizers: ['orphan'],
    },
    spec: {
      ...base.spec,
      template: {
        metadata: { labels: { app: 'x', 'controller-uid': 'u' }, creationTimestamp: null },
        spec: base.spec.template.spec,
      },
    },
    status: { succeeded: 1, conditions: [condition('Complete', 3)] },
  };
}

/** The stored Job as it is once it was started after another. */
function startedAfter(): Job {
  const base = stored();
  const state = stateText(base, { ended: { extract: 'Complete' }, started: true });
  const annotations = { note: 'keep', [runAfterKey]: 'extract', [runAfterStateKey]: state };
  return { ...base, metadata: { ...base.metadata, annotations }, spec: { ...base.spec, suspend: false } };
}

describe('jobAgain', () => {
  it('keeps what was written and nothing the server filled in', () => {
    const again = jobAgain(stored(), 'abcde');
    expect(again).toEqual({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name: 'reindex-abcde',
        namespace: 'default',
        labels: { app: 'x' },
        annotations: { note: 'keep', 'batch.gantry.dev/rerun-of': 'reindex' },
      },
      spec: {
        parallelism: 1,
        completions: 1,
        completionMode: 'NonIndexed',
        template: { metadata: { labels: { app: 'x' } }, spec: stored().spec.template.spec },
      },
    });
  });

  it('names the repetition of a repetition after the first', () => {
    const twice = jobAgain(jobAgain(stored(), 'abcde'), 'fghij');
    expect(twice.metadata.name).toBe('reindex-fghij');
  });

  it('keeps a selector written by hand, and the labels it needs', () => {
    const base = stored();
    const selector = { matchLabels: { mine: 'yes' } };
    const labels = { mine: 'yes', 'job-name': 'reindex' };
    const template = { ...base.spec.template, metadata: { labels } };
    const again = jobAgain(
      { ...base, spec: { ...base.spec, manualSelector: true, selector, template } },
      'abcde',
    );
    expect(again.spec).toMatchObject({ manualSelector: true, selector, template: { metadata: { labels } } });
  });

  it('runs at once, after no other Job', () => {
    expect(jobAgain(startedAfter(), 'abcde').metadata.annotations).toEqual({
      note: 'keep',
      'batch.gantry.dev/rerun-of': 'reindex',
    });
  });

  it('makes names that fit, the suffix intact, for any Job', () => {
    const name = fc.stringMatching(/^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/);
    fc.assert(
      fc.property(name, fc.integer({ min: 1, max: 100_000 }), fc.boolean(), (base, completions, indexed) => {
        const one = job(indexed ? { completionMode: 'Indexed', completions } : {});
        const made = jobAgain({ ...one, metadata: { ...one.metadata, name: base } }, 'abcde').metadata.name!;
        const longest = indexed ? `${made}-${completions - 1}` : made;
        expect(longest.length).toBeLessThanOrEqual(63);
        expect(made).toMatch(/^[a-z0-9].*-abcde$/);
        expect(made).not.toMatch(/[.-]-abcde$/);
      }),
    );
  });
});

describe('jobWritten', () => {
  it('is the Job under its own name', () => {
    const written = jobWritten(stored());
    expect(written.metadata).toEqual({
      name: 'reindex',
      namespace: 'default',
      labels: { app: 'x' },
      annotations: { note: 'keep' },
    });
    expect(written.spec.suspend).toBe(true);
    expect(written.status).toBeUndefined();
  });

  it('is suspended and waits for others as it did before it was started', () => {
    const written = jobWritten(startedAfter());
    expect(written.metadata.annotations).toEqual({ note: 'keep', [runAfterKey]: 'extract' });
    expect(written.spec.suspend).toBe(true);
  });
});
