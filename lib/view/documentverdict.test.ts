import { describe, expect, it } from 'vitest';
import { failure } from '../meta/status';
import { readManifest } from './document';
import { placed, verdictsOf } from './documentverdict';

const manifest = readManifest(
  'kind: Job\n---\nkind: Job\nspec:\n  completions: -1\n  foo: 1\n  template:\n    spec:\n      containers: []\n',
);

function lines(status: Parameters<typeof verdictsOf>[0]): [number, string, string][] {
  return placed(verdictsOf(status, manifest, 1), manifest).map(({ at, field, message }) => [
    at.from.line,
    field,
    message,
  ]);
}

describe('a refusal', () => {
  it('stands at the fields its causes name', () => {
    const status = failure(422, 'Invalid', 'Job.batch "x" is invalid: …', {
      causes: [
        { reason: 'FieldValueInvalid', message: 'Invalid value: -1: must be …', field: 'spec.completions' },
        {
          reason: 'FieldValueRequired',
          message: 'Required value',
          field: 'spec.template.spec.containers[0].name',
        },
      ],
    });
    expect(lines(status)).toEqual([
      [5, 'spec.completions', 'Invalid value: -1: must be …'],
      [9, 'spec.template.spec.containers[0].name', 'Required value'],
    ]);
  });

  it('stands at the fields strict decoding names', () => {
    const message =
      'Job in version "v1" cannot be handled as a Job: strict decoding error: unknown field "spec.foo", unknown field "spec.bar"';
    expect(lines(failure(400, 'BadRequest', message))).toEqual([
      [6, 'spec.foo', 'unknown field "spec.foo"'],
      [4, 'spec.bar', 'unknown field "spec.bar"'],
    ]);
  });

  it('stands at the field Go could not decode', () => {
    const message =
      'Job in version "v1" cannot be handled as a Job: json: cannot unmarshal string into Go struct field JobSpec.spec.completions of type int32';
    expect(lines(failure(400, 'BadRequest', message))).toEqual([[5, 'spec.completions', message]]);
  });

  it('stands at what it is about: the name, the namespace, the kind', () => {
    const taken = failure(409, 'AlreadyExists', 'jobs.batch "x" already exists');
    expect(lines(taken)).toEqual([[3, 'metadata.name', 'jobs.batch "x" already exists']]);
    const nowhere = failure(404, 'NotFound', 'namespaces "y" not found', { name: 'y', kind: 'namespaces' });
    expect(lines(nowhere)).toEqual([[3, 'metadata.namespace', 'namespaces "y" not found']]);
    const unknown = failure(404, 'NotFound', 'no matches for kind "Jbo" in version "batch/v1"');
    expect(lines(unknown)).toEqual([[3, 'kind', 'no matches for kind "Jbo" in version "batch/v1"']]);
  });

  it('stands at the beginning of its document otherwise', () => {
    const message = 'exceeded quota: small';
    expect(lines(failure(403, 'Forbidden', message))).toEqual([[3, '', message]]);
  });
});
