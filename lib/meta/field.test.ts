import { describe, expect, it } from 'vitest';
import {
  duplicate,
  errorText,
  type FieldError,
  FieldPath,
  forbidden,
  invalid,
  notSupported,
  required,
  tooLong,
  tooMany,
} from './field';

const spec = FieldPath.of('spec');

describe('FieldPath', () => {
  it('is written as Kubernetes writes it', () => {
    expect(spec.child('template', 'spec', 'containers').index(0).child('name').toString()).toBe(
      'spec.template.spec.containers[0].name',
    );
    expect(FieldPath.of('metadata', 'labels').key('a/b').toString()).toBe('metadata.labels[a/b]');
    expect(FieldPath.of().child('spec').toString()).toBe('spec');
  });
});

describe('field errors', () => {
  it.each<[FieldError, string]>([
    [required(spec.child('schedule')), 'spec.schedule: Required value'],
    [required(spec.child('x'), 'because'), 'spec.x: Required value: because'],
    [invalid(spec.child('n'), -1, 'must be positive'), 'spec.n: Invalid value: -1: must be positive'],
    [invalid(spec.child('s'), 'a"b', 'is odd'), 'spec.s: Invalid value: "a\\"b": is odd'],
    [invalid(spec.child('s'), undefined, 'is odd'), 'spec.s: Invalid value: null: is odd'],
    [
      notSupported(spec.child('p'), 'Sometimes', ['Always', 'Never']),
      'spec.p: Unsupported value: "Sometimes": supported values: "Always", "Never"',
    ],
    [forbidden(spec, 'not now'), 'spec: Forbidden: not now'],
    [duplicate(spec.index(1), 'a'), 'spec[1]: Duplicate value: "a"'],
    [tooLong(spec, 63), 'spec: Too long: may not be more than 63 bytes'],
    [tooMany(spec, 21, 20), 'spec: Too many: 21: must have at most 20 items'],
  ])('%#', (error, text) => {
    expect(errorText(error)).toBe(text);
  });
});
