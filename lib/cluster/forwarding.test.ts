import { describe, expect, it } from 'vitest';
import { accepts, isStreaming, requestHeaders, responseHeaders, upstreamPath } from './forwarding';

const below = (path: string) => upstreamPath(new URL(`http://x/k8s/c${path}`).pathname);

describe('the path at the API server', () => {
  it.each([
    ['/api/v1/namespaces/default/pods', '/api/v1/namespaces/default/pods'],
    ['/apis/batch/v1/jobs/', '/apis/batch/v1/jobs'],
    ['/version', '/version'],
    ['/openapi/v3', '/openapi/v3'],
    [
      '/apis/rbac.authorization.k8s.io/v1/clusterroles/system:node',
      '/apis/rbac.authorization.k8s.io/v1/clusterroles/system:node',
    ],
    ['/api/v1/nodes/a%20b', '/api/v1/nodes/a%20b'],
  ])('of %s is %s', (path, expected) => {
    expect(below(path)).toBe(expected);
  });

  it.each([
    '',
    '/',
    '/metrics',
    '/debug/pprof',
    '/apis/../metrics',
    '/api/%2e%2e/metrics',
    '/api//v1',
    '/api/v1/..%2f..%2fmetrics',
    '/api/v1/a%5cb',
    '/api/v1/a%00b',
    '/api/v1/a%0d%0ab',
    '/api/v1/%zz',
    '/%61pix',
  ])('is none for %s', (path) => {
    expect(below(path)).toBeUndefined();
  });
});

describe('the headers that go on', () => {
  const headers = new Headers({
    accept: 'application/json',
    'content-type': 'application/merge-patch+json',
    'accept-encoding': 'gzip, br',
    authorization: 'Bearer dashboard',
    cookie: 'gantry=1',
    origin: 'http://127.0.0.1:3000',
    host: '127.0.0.1:3000',
    connection: 'keep-alive, x-secret',
    'transfer-encoding': 'chunked',
    upgrade: 'websocket',
    'x-forwarded-for': '10.0.0.1',
    'x-remote-user': 'admin',
    'sec-fetch-site': 'same-origin',
    'impersonate-user': 'ann',
    'kubectl-command': 'kubectl get',
  });

  it('are those meant for the API server', () => {
    expect(requestHeaders(headers, false)).toEqual({
      accept: 'application/json',
      'content-type': 'application/merge-patch+json',
      'accept-encoding': 'gzip',
      'impersonate-user': 'ann',
      'kubectl-command': 'kubectl get',
    });
  });

  it('never ask for a compressed stream', () => {
    expect(requestHeaders(headers, true)).not.toHaveProperty('accept-encoding');
  });
});

describe('the headers that come back', () => {
  const kept = responseHeaders({
    'content-type': 'text/html',
    'set-cookie': ['a=1', 'b=2'],
    location: 'http://elsewhere/',
    'access-control-allow-origin': '*',
    'content-security-policy': "default-src 'unsafe-inline'",
    warning: ['299 - "one"', '299 - "two"'],
  });

  it('leave out cookies, redirects and permissions', () => {
    for (const name of ['set-cookie', 'location', 'access-control-allow-origin'])
      expect(kept.has(name)).toBe(false);
    expect(kept.get('content-type')).toBe('text/html');
  });

  it('keep every warning', () => {
    expect(kept.get('warning')).toBe('299 - "one", 299 - "two"');
  });

  it('lock up whatever a pod may have answered', () => {
    expect(kept.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox$/);
    expect(kept.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('streams', () => {
  it.each([
    ['/api/v1/pods?watch=true', true],
    ['/api/v1/pods?watch=1', true],
    ['/api/v1/pods?watch=false', false],
    ['/api/v1/watch/pods', true],
    ['/api/v1/namespaces/a/pods/b/log?follow=true', true],
    ['/api/v1/namespaces/a/pods/b/log', false],
  ])('%s: %s', (path, expected) => {
    const { pathname, searchParams } = new URL(path, 'http://x');
    expect(isStreaming(pathname, searchParams)).toBe(expected);
  });
});

describe('accepted codings', () => {
  it.each([
    ['gzip', true],
    ['br, gzip;q=0.5', true],
    ['gzip;q=0', false],
    ['identity', false],
    ['', false],
  ])('%s: %s', (header, expected) => {
    expect(accepts(new Headers({ 'accept-encoding': header }), 'gzip')).toBe(expected);
  });
});
