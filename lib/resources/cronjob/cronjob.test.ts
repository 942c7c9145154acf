import { describe, expect, it } from 'vitest';
import { errorText } from '../../meta/field';
import { decode } from '../schema/decode';
import { cronJobStrategy } from './strategy';
import type { CronJob } from './types';

const context = { nowMs: 0, version: 'v1' };

function created(spec: object = {}, name = 'a'): CronJob {
  const template = { spec: { restartPolicy: 'OnFailure', containers: [{ name: 'c', image: 'i:1' }] } };
  const sent = {
    metadata: { name, namespace: 'ns' },
    spec: { schedule: '*/5 * * * *', jobTemplate: { spec: { template } }, ...spec },
  };
  const { value } = decode(cronJobStrategy.schema, sent);
  return cronJobStrategy.prepareCreate(cronJobStrategy.defaults(value as unknown as CronJob), context);
}

const errorsOf = (cronJob: CronJob) => cronJobStrategy.validate(cronJob, context).map(errorText);

describe('a new CronJob', () => {
  it('gets its own defaults and those of the pods, but not those of the Jobs to be', () => {
    const { spec } = created();
    expect(spec).toMatchObject({
      concurrencyPolicy: 'Allow',
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
    });
    expect(Object.keys(spec.jobTemplate.spec)).toEqual(['template']);
    expect(spec.jobTemplate.spec.template.spec.containers[0]?.imagePullPolicy).toBe('IfNotPresent');
    expect(errorsOf(created())).toEqual([]);
  });

  it('forgets of its pods what stands behind a closed gate, when it is made and when it is changed', () => {
    const lifecycle = { stopSignal: 'SIGUSR1' };
    const spec = { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i', lifecycle }] };
    const jobTemplate = { spec: { template: { spec } } };
    const made = created({ jobTemplate });
    expect(made.spec.jobTemplate.spec.template.spec.containers[0]).not.toHaveProperty('lifecycle');
    const changed = structuredClone(made);
    changed.spec.jobTemplate.spec.template.spec.containers[0]!.lifecycle = lifecycle;
    expect(cronJobStrategy.prepareUpdate(changed, made, context)).toEqual(made);
  });

  it.each([
    [{ schedule: '' }, 'spec.schedule: Required value'],
    [
      { schedule: '* * *' },
      'spec.schedule: Invalid value: "* * *": expected exactly 5 fields, found 3: [* * *]',
    ],
    [{ timeZone: '' }, 'spec.timeZone: Invalid value: "": timeZone must be nil or non-empty string'],
    [{ timeZone: 'Mars/Base' }, 'spec.timeZone: Invalid value: "Mars/Base": unknown time zone Mars/Base'],
    [
      { schedule: 'TZ=UTC 0 0 * * *' },
      'spec.schedule: Invalid value: "TZ=UTC 0 0 * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
    ],
    [
      { concurrencyPolicy: 'Maybe' },
      'spec.concurrencyPolicy: Unsupported value: "Maybe": supported values: "Allow", "Forbid", "Replace"',
    ],
  ])('is refused: %j', (spec, error) => {
    expect(errorsOf(created(spec))).toEqual([error]);
  });

  it('has a name that leaves room for the time', () => {
    expect(errorsOf(created({}, 'a'.repeat(52)))).toEqual([]);
    expect(errorsOf(created({}, 'a'.repeat(53)))).toHaveLength(1);
  });

  it('is warned of dots in its name', () => {
    expect(cronJobStrategy.warnings?.(created({}, 'a.b'), undefined)).toEqual([
      'metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; ' +
        'a DNS label is recommended: [must not contain dots]',
    ]);
  });
});

describe('an update', () => {
  it('may change everything, and may keep a zone that stands in the schedule', () => {
    const stored = { ...created(), metadata: { name: 'a', namespace: 'ns', resourceVersion: '1' } };
    const old = { ...stored, spec: { ...stored.spec, schedule: 'TZ=UTC 0 0 * * *' } };
    const next = { ...old, spec: { ...old.spec, suspend: true } };
    expect(cronJobStrategy.validateUpdate(next, old, context)).toEqual([]);
    expect(cronJobStrategy.validateUpdate(old, stored, context)).toHaveLength(1);
  });
});
