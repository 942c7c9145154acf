import { expect, it } from 'vitest';
import { strategies } from '../../resources/strategies';
import { kindsOf } from '../kinds';
import { decodeObject } from './decode';

const kinds = kindsOf(strategies);
const scheme = 'in scheme "pkg/api/legacyscheme/scheme.go:30"';
const metadata = { name: 'x' };

it.each([
  [
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata },
    'Deployment in version "v1" cannot be handled as a CronJob: ' +
      'converting (v1.Deployment) to (batch.CronJob): unknown conversion',
  ],
  [
    { apiVersion: 'batch/v1', kind: 'CronJobList' },
    'CronJobList in version "v1" cannot be handled as a CronJob: ' +
      'converting (v1.CronJobList) to (batch.CronJob): unknown conversion',
  ],
  [
    { apiVersion: 'v1', kind: 'List', items: [] },
    'List in version "v1" cannot be handled as a CronJob: ' +
      'converting (v1.List) to (batch.CronJob): unknown conversion',
  ],
  [
    { apiVersion: 'batch/v1', kind: 'DeleteOptions' },
    'DeleteOptions in version "v1" cannot be handled as a CronJob: ' +
      'converting (v1.DeleteOptions) to (batch.CronJob): unknown conversion',
  ],
  [
    { apiVersion: 'batch/v1beta1', kind: 'CronJob', metadata },
    'the API version in the data (batch/v1beta1) does not match the expected API version (batch/v1)',
  ],
  [
    { apiVersion: 'batch/v1beta1', kind: 'Job', metadata },
    'Job in version "v1beta1" cannot be handled as a CronJob: ' +
      `no kind "Job" is registered for version "batch/v1beta1" ${scheme}`,
  ],
  [
    { apiVersion: 'batch/v1', kind: 'Deployment', metadata },
    'Deployment in version "v1" cannot be handled as a CronJob: ' +
      `no kind "Deployment" is registered for version "batch/v1" ${scheme}`,
  ],
  [
    { apiVersion: 'a/b/c', kind: 'CronJob' },
    'the object provided is unrecognized (must be of type CronJob): ' +
      'unexpected GroupVersion string: a/b/c ({"apiVersion":"a/b/c","kind":" ...)',
  ],
  [
    { kind: 5 },
    "the object provided is unrecognized (must be of type CronJob): couldn't get version/kind; json parse error: " +
      'json: cannot unmarshal number into Go struct field .kind of type string ({"kind":5})',
  ],
])('refuses %j as a CronJob', (body, message) => {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  const served = kinds.find('batch', 'v1', 'cronjobs')!;
  const decode = () => decodeObject(kinds, served, { form: 'json', bytes }, 'Strict', () => {});
  expect(decode).toThrow(expect.objectContaining({ message }));
});
