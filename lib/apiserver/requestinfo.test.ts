import { describe, expect, it } from 'vitest';
import { attributesOf, parsePath } from './requestinfo';

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

describe('attributesOf', () => {
  const jobs = '/apis/batch/v1/namespaces/x/jobs';

  it.each([
    ['GET', jobs, 'list', '', 'x'],
    ['HEAD', jobs, 'list', '', 'x'],
    ['GET', `${jobs}?watch`, 'watch', '', 'x'],
    ['GET', `${jobs}?watch=yes`, 'watch', '', 'x'],
    ['GET', `${jobs}?watch=0`, 'list', '', 'x'],
    ['GET', `${jobs}?watch=False`, 'list', '', 'x'],
    ['GET', `${jobs}?fieldSelector=metadata.name%3Da`, 'list', 'a', 'x'],
    ['GET', `${jobs}?watch=1&fieldSelector=status.successful%3D1,metadata.name%3D%3Da`, 'watch', 'a', 'x'],
    ['GET', `${jobs}?fieldSelector=metadata.name!%3Da`, 'list', '', 'x'],
    ['GET', `${jobs}?fieldSelector=metadata.name%3D..`, 'list', '', 'x'],
    ['GET', `${jobs}?fieldSelector=metadata.name%3Da/b`, 'list', '', 'x'],
    ['GET', `${jobs}/a?watch=1`, 'get', 'a', 'x'],
    ['HEAD', `${jobs}/a`, 'get', 'a', 'x'],
    ['POST', jobs, 'create', '', 'x'],
    ['PUT', `${jobs}/a`, 'update', 'a', 'x'],
    ['PATCH', `${jobs}/a`, 'patch', 'a', 'x'],
    ['DELETE', `${jobs}/a`, 'delete', 'a', 'x'],
    ['DELETE', `${jobs}?fieldSelector=metadata.name%3Da`, 'deletecollection', '', 'x'],
    ['OPTIONS', jobs, '', '', 'x'],
    ['GET', '/apis/batch/v1/watch/namespaces/x/jobs', 'watch', '', 'x'],
    ['GET', '/apis/batch/v1/watch/namespaces/x/jobs/a', 'watch', 'a', 'x'],
    ['GET', '/api/v1/namespaces', 'list', '', ''],
    ['GET', '/api/v1/namespaces/x', 'get', 'x', 'x'],
    ['PUT', '/api/v1/namespaces/x/finalize', 'update', 'x', 'x'],
    ['GET', '/api/v1/nodes/n', 'get', 'n', ''],
  ])('%s %s is %s of "%s" in "%s"', (method, path, verb, name, namespace) => {
    const url = new URL(path, 'http://gantry');
    expect(attributesOf(method, url.pathname, url.searchParams, parsePath(url.pathname))).toMatchObject({
      verb,
      name,
      namespace,
    });
  });

  it('takes other paths by their method', () => {
    const url = new URL('http://gantry/apis/batch/v1/?watch=1');
    const asked = attributesOf('OPTIONS', url.pathname, url.searchParams, parsePath(url.pathname));
    expect(asked).toEqual({ isResource: false, verb: 'options', path: '/apis/batch/v1/' });
  });
});
