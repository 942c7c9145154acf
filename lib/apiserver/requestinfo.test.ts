import { describe, expect, it } from 'vitest';
import { parsePath } from './requestinfo';

describe('parsePath', () => {
  it.each([
    ['/api/v1/pods', { group: '', version: 'v1', plural: 'pods' }],
    ['/api/v1/namespaces', { plural: 'namespaces' }],
    ['/api/v1/namespaces/x', { plural: 'namespaces', name: 'x', namespace: undefined }],
    ['/api/v1/namespaces/x/finalize', { plural: 'namespaces', name: 'x', subresource: 'finalize' }],
    ['/api/v1/namespaces/x/pods', { plural: 'pods', namespace: 'x', name: undefined }],
    ['/api/v1/namespaces/x/pods/p/log', { plural: 'pods', namespace: 'x', name: 'p', subresource: 'log' }],
    ['/apis/batch/v1/jobs', { group: 'batch', version: 'v1', plural: 'jobs' }],
    ['/apis/batch/v1/namespaces/a/jobs/b%20c/status', { name: 'b c', subresource: 'status' }],
    ['/apis/batch/v1/watch/namespaces/a/jobs', { isLegacyWatch: true, plural: 'jobs', namespace: 'a' }],
  ])('%s', (path, expected) => {
    expect(parsePath(path)).toMatchObject({ isResource: true, ...expected });
  });

  it.each(['/', '/api', '/api/v1', '/apis/batch', '/apis/batch/v1', '/healthz', '/openapi/v3'])(
    '%s is none',
    (path) => {
      expect(parsePath(path).isResource).toBe(false);
    },
  );
});
