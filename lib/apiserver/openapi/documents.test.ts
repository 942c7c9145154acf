import { describe, expect, it } from 'vitest';
import { start } from '../server.fixture';

describe('the OpenAPI document', () => {
  it.each([
    ['api/v1', '/api/v1/', 'get', 'getCoreV1APIResources', undefined],
    ['api/v1', '/api/v1/namespaces/{namespace}/pods/{name}/log', 'get', 'readCoreV1NamespacedPodLog', 'get'],
    [
      'api/v1',
      '/api/v1/namespaces/{namespace}/pods/{name}/binding',
      'post',
      'createCoreV1NamespacedPodBinding',
      'post',
    ],
    [
      'api/v1',
      '/api/v1/namespaces/{namespace}/pods/{name}/eviction',
      'post',
      'createCoreV1NamespacedPodEviction',
      'post',
    ],
    ['api/v1', '/api/v1/namespaces/{name}/finalize', 'put', 'replaceCoreV1NamespaceFinalize', 'put'],
    ['api/v1', '/api/v1/watch/nodes/{name}', 'get', 'watchCoreV1Node', 'watch'],
    ['apis/batch/v1', '/apis/batch/v1/watch/jobs', 'get', 'watchBatchV1JobListForAllNamespaces', 'watchlist'],
    [
      'apis/batch/v1',
      '/apis/batch/v1/watch/namespaces/{namespace}/jobs',
      'get',
      'watchBatchV1NamespacedJobList',
      'watchlist',
    ],
    [
      'apis/batch/v1',
      '/apis/batch/v1/namespaces/{namespace}/jobs',
      'delete',
      'deleteBatchV1CollectionNamespacedJob',
      'deletecollection',
    ],
    [
      'apis/authorization.k8s.io/v1',
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      'post',
      'createAuthorizationV1SelfSubjectAccessReview',
      'post',
    ],
  ])('of %s tells of %s %s', async (document, path, method, operationId, action) => {
    const { json } = start();
    const { paths, components } = (await json('GET', `/openapi/v3/${document}`)).body;
    expect(paths[path][method].operationId).toBe(operationId);
    expect(paths[path][method]['x-kubernetes-action']).toBe(action);
    for (const [, name] of JSON.stringify(paths).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      expect(components.schemas).toHaveProperty([name!]);
    }
  });

  it('knows no deletion of all namespaces', async () => {
    const { json } = start();
    const { paths } = (await json('GET', '/openapi/v3/api/v1')).body;
    expect(paths['/api/v1/namespaces'].delete).toBeUndefined();
  });

  it('is kept by its digest', async () => {
    const { call, json } = start();
    const index = await (await call('GET', '/openapi/v3')).json();
    const url: string = index.paths['apis/batch/v1'].serverRelativeURL;
    const response = await call('GET', url);
    expect(response.headers.get('cache-control')).toBe('public, immutable');
    const etag = response.headers.get('etag')!;
    expect(etag).toBe(`"${url.split('hash=')[1]}"`);
    expect((await call('GET', url, undefined, { 'if-none-match': etag })).status).toBe(304);
    const old = await call('GET', '/openapi/v3/apis/batch/v1?hash=old');
    expect([old.status, old.headers.get('location')]).toEqual([301, url]);
    expect((await call('GET', url, undefined, { accept: 'application/yaml' })).status).toBe(406);
    expect((await json('GET', '/openapi/v2')).body.swagger).toBe('2.0');
    expect((await call('GET', '/openapi/v3/apis/none/v1')).status).toBe(404);
  });
});
