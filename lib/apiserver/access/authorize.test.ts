import { describe, expect, it } from 'vitest';
import type { StatusError } from '../../meta/status';
import { attributesOf, parsePath } from '../requestinfo';
import { adminUser, tokenAuthenticator, type User, viewUser } from './authenticate';
import { authorize, decide, rulesOf } from './authorize';

const authenticate = tokenAuthenticator(
  new Map([
    ['admin', adminUser],
    ['view', viewUser],
  ]),
);
const users: Record<string, User> = {
  admin: authenticate('Bearer admin')!,
  viewer: authenticate('bearer view')!,
  nobody: authenticate(null)!,
};

function ask(method: string, path: string) {
  const { pathname, searchParams } = new URL(path, 'http://gantry');
  return attributesOf(method, pathname, searchParams, parsePath(pathname));
}

function refusal(user: User, method: string, path: string) {
  try {
    authorize(user, ask(method, path));
  } catch (error) {
    return (error as StatusError).status;
  }
  return undefined;
}

describe('decide', () => {
  it.each([
    ['GET', '/apis/batch/v1/namespaces/x/jobs', 'viewer'],
    ['GET', '/apis/batch/v1/jobs?watch=1', 'viewer'],
    ['GET', '/apis/batch/v1/namespaces/x/cronjobs/a/status', 'viewer'],
    ['HEAD', '/apis/batch/v1/namespaces/x/jobs/a', 'viewer'],
    ['GET', '/api/v1/namespaces/x/pods/a/log', 'viewer'],
    ['GET', '/api/v1/namespaces', 'viewer'],
    ['GET', '/api/v1/watch/pods', 'viewer'],
    ['GET', '/apis/events.k8s.io/v1/events', 'viewer'],
    ['GET', '/api/v1/configmaps', 'viewer'],
    ['GET', '/api', 'viewer'],
    ['GET', '/apis/batch/v1', 'viewer'],
    ['GET', '/openapi/v3/apis/batch/v1', 'viewer'],
    ['POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', 'viewer'],
    ['POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', 'viewer'],
    ['GET', '/version', 'nobody'],
    ['GET', '/readyz', 'nobody'],
    ['GET', '/livez/ping', 'admin'],
    ['GET', '/metrics', 'admin'],
    ['GET', '/', 'admin'],
    ['GET', '/api/v1/nodes', 'admin'],
    ['GET', '/apis/coordination.k8s.io/v1/leases', 'admin'],
    ['GET', '/api/v1/namespaces/x/secrets', 'admin'],
    ['POST', '/apis/batch/v1/namespaces/x/jobs', 'admin'],
    ['PATCH', '/apis/batch/v1/namespaces/x/jobs/a', 'admin'],
    ['DELETE', '/api/v1/namespaces/x/pods', 'admin'],
    ['POST', '/api/v1/namespaces/x/pods/a/eviction', 'admin'],
    ['POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', 'admin'],
  ])('%s %s is for the %s and whoever may more', (method, path, least) => {
    const order = ['nobody', 'viewer', 'admin'];
    const allowed = order.filter((name) => decide(users[name]!, ask(method, path)).allowed);
    expect(allowed).toEqual(order.slice(order.indexOf(least)));
  });

  it('says which role allows it, and nothing of those beyond roles', () => {
    expect(decide(users.viewer!, ask('GET', '/apis/batch/v1/jobs')).reason).toBe(
      'RBAC: allowed by ClusterRoleBinding "view" of ClusterRole "view" to User "kubernetes-viewer"',
    );
    expect(decide(users.nobody!, ask('GET', '/version')).reason).toBe(
      'RBAC: allowed by ClusterRoleBinding "system:public-info-viewer" of ClusterRole ' +
        '"system:public-info-viewer" to Group "system:unauthenticated"',
    );
    expect(decide(users.admin!, ask('GET', '/version'))).toEqual({ allowed: true, reason: '' });
  });
});

describe('rulesOf', () => {
  it('lists the rules of all roles a user has', () => {
    expect(rulesOf(users.admin!)).toContainEqual({ verbs: ['*'], apiGroups: ['*'], resources: ['*'] });
    expect(rulesOf(users.viewer!).flatMap(({ resources = [] }) => resources)).not.toContain('secrets');
    expect(rulesOf(users.nobody!)).toEqual([
      { verbs: ['get'], nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version', '/version/'] },
    ]);
  });
});

describe('authorize', () => {
  it.each([
    [
      ['POST', '/apis/batch/v1/namespaces/x/jobs'],
      'jobs.batch is forbidden: User "kubernetes-viewer" cannot create resource "jobs" ' +
        'in API group "batch" in the namespace "x"',
      { group: 'batch', kind: 'jobs' },
    ],
    [
      ['PATCH', '/apis/batch/v1/namespaces/x/jobs/a/status'],
      'jobs.batch "a" is forbidden: User "kubernetes-viewer" cannot patch resource "jobs/status" ' +
        'in API group "batch" in the namespace "x"',
      { name: 'a', group: 'batch', kind: 'jobs' },
    ],
    [
      ['DELETE', '/api/v1/namespaces/x'],
      'namespaces "x" is forbidden: User "kubernetes-viewer" cannot delete resource "namespaces" ' +
        'in API group "" in the namespace "x"',
      { name: 'x', kind: 'namespaces' },
    ],
    [
      ['DELETE', '/apis/batch/v1/namespaces/x/cronjobs'],
      'cronjobs.batch is forbidden: User "kubernetes-viewer" cannot deletecollection resource "cronjobs" ' +
        'in API group "batch" in the namespace "x"',
      { group: 'batch', kind: 'cronjobs' },
    ],
    [
      ['GET', '/api/v1/secrets?watch'],
      'secrets is forbidden: User "kubernetes-viewer" cannot watch resource "secrets" ' +
        'in API group "" at the cluster scope',
      { kind: 'secrets' },
    ],
    [
      ['GET', '/api/v1/namespaces/x/secrets?watch=0&fieldSelector=metadata.name=s'],
      'secrets "s" is forbidden: User "kubernetes-viewer" cannot list resource "secrets" ' +
        'in API group "" in the namespace "x"',
      { name: 's', kind: 'secrets' },
    ],
    [
      ['GET', '/api/v1/watch/namespaces/x/secrets/s'],
      'secrets "s" is forbidden: User "kubernetes-viewer" cannot watch resource "secrets" ' +
        'in API group "" in the namespace "x"',
      { name: 's', kind: 'secrets' },
    ],
    [['GET', '/metrics'], 'forbidden: User "kubernetes-viewer" cannot get path "/metrics"', {}],
    [
      ['GET', '/%3Cscript%3E&'],
      'forbidden: User "kubernetes-viewer" cannot get path "/&lt;script&gt;&amp;"',
      {},
    ],
  ] as const)('refuses %j in Kubernetes words', ([method, path], message, details) => {
    expect(refusal(users.viewer!, method, path)).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason: 'Forbidden',
      details,
      code: 403,
    });
  });

  it('refuses a wrong token before anything else, and takes no bearer for nobody', () => {
    expect(authenticate('Bearer wrong')).toBeUndefined();
    expect(authenticate('Basic YTpi')).toMatchObject({ username: 'system:anonymous' });
  });
});
