import { describe, expect, it } from 'vitest';
import { type Attributes, type PolicyRule, ruleAllows } from './rbac';

/** `verb group/resource/subresource namespace/name`, or `verb /path`. */
function attributes(text: string): Attributes {
  const [verb = '', what = '', where = '/'] = text.split(' ');
  if (what.startsWith('/')) return { isResource: false, verb, path: what };
  const [group = '', resource = '', subresource = ''] = what.split('/');
  const [namespace = '', name = ''] = where.split('/');
  return {
    isResource: true,
    verb,
    group: group === 'core' ? '' : group,
    resource,
    subresource,
    namespace,
    name,
  };
}

const jobs: PolicyRule = { verbs: ['get', 'list'], apiGroups: ['batch'], resources: ['jobs', 'jobs/status'] };
const logs: PolicyRule = { verbs: ['get'], apiGroups: [''], resources: ['*/log'] };
const named: PolicyRule = { verbs: ['*'], apiGroups: [''], resources: ['pods'], resourceNames: ['a', 'b'] };
const all: PolicyRule = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };
const paths: PolicyRule = { verbs: ['get'], nonResourceURLs: ['/version', '/api/*', '/openapi*'] };
const everyPath: PolicyRule = { verbs: ['*'], nonResourceURLs: ['*'] };

describe('ruleAllows', () => {
  it.each([
    [jobs, 'get batch/jobs x/a', true],
    [jobs, 'list batch/jobs', true],
    [jobs, 'get batch/jobs/status x/a', true],
    [jobs, 'watch batch/jobs', false],
    [jobs, 'get batch/jobs/scale x/a', false],
    [jobs, 'get batch/cronjobs x/a', false],
    [jobs, 'get core/jobs x/a', false],
    [jobs, 'get /jobs', false],
    [logs, 'get core/pods/log x/a', true],
    [logs, 'get core/pods x/a', false],
    [logs, 'get core/pods/logs x/a', false],
    [named, 'delete core/pods x/a', true],
    [named, 'delete core/pods x/c', false],
    [named, 'list core/pods', false],
    [all, 'escalate any.group/thing/sub', true],
    [all, 'get /version', false],
    [paths, 'get /version', true],
    [paths, 'get /version/', false],
    [paths, 'post /version', false],
    [paths, 'get /api/v1', true],
    [paths, 'get /api', false],
    [paths, 'get /openapi', true],
    [paths, 'get /openapi/v3', true],
    [everyPath, 'delete /metrics', true],
    [everyPath, 'get batch/jobs', false],
  ])('%j: %s is %s', (rule, asked, allowed) => {
    expect(ruleAllows(rule, attributes(asked))).toBe(allowed);
  });
});
