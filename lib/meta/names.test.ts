import { describe, expect, it } from 'vitest';
import {
  byteLength,
  configKeyErrors,
  dnsLabelErrors,
  dnsSubdomainErrors,
  envNameErrors,
  labelKeyErrors,
  labelValueErrors,
  portNameErrors,
  withoutTrailingDash,
} from './names';

describe('names', () => {
  it.each([
    [dnsLabelErrors, ['a', 'a-1', '0'], ['', 'A', 'a_b', '-a', 'a-', 'a'.repeat(64), 'a.b']],
    [dnsSubdomainErrors, ['a', 'a.b-c.d'], ['', 'a..b', '.a', 'A.b', 'a'.repeat(254)]],
    [labelKeyErrors, ['a', 'A_b.c', 'example.com/a'], ['', '/a', 'a/', 'a/b/c', 'Ex.com/a', 'a b']],
    [labelValueErrors, ['', 'a', 'A_b.c'], ['-a', 'a-', 'a b', 'a'.repeat(64)]],
    [configKeyErrors, ['a', 'A_b.c', '.a'], ['', '.', '..', '..a', 'a b']],
    [envNameErrors, ['A', 'a b', '1', 'a.b'], ['', 'A=B', 'é', '\n']],
    [portNameErrors, ['a', 'http-2'], ['', '1', 'a--b', '-a', 'Http', 'abcdefghijklmnop']],
  ])('%o takes and refuses', (rule, good, bad) => {
    for (const text of good) expect([text, rule(text)]).toEqual([text, []]);
    for (const text of bad) expect([text, rule(text).length > 0]).toEqual([text, true]);
  });

  it('say what is wrong as Kubernetes does', () => {
    expect(dnsLabelErrors('a.b')).toEqual(['must not contain dots']);
    expect(dnsLabelErrors('A')).toEqual([
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start " +
        "and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is " +
        "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
    ]);
    expect(labelKeyErrors('example.com/')).toContain('name part must be non-empty');
    expect(labelValueErrors('a'.repeat(64))).toEqual(['must be no more than 63 bytes']);
  });

  it('are measured in bytes', () => {
    expect([byteLength('a'), byteLength('é'), byteLength('名'), byteLength('🚀')]).toEqual([1, 2, 3, 4]);
    expect(withoutTrailingDash('job-')).toBe('joa');
  });
});
