import { describe, expect, it } from 'vitest';
import { openServer } from '../server.fixture';

const authorization = '/apis/authorization.k8s.io/v1';
const authentication = '/apis/authentication.k8s.io/v1';

function start() {
  const { server } = openServer();
  return async (token: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await server.handle(
      new Request(`http://gantry${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' || body === undefined ? body : JSON.stringify(body),
      }),
    );
    const text = await response.text();
    const isJson = response.headers.get('content-type') === 'application/json';
    return {
      code: response.status,
      warning: response.headers.get('warning'),
      body: isJson ? JSON.parse(text) : text,
    };
  };
}

const createJobs = { verb: 'create', group: 'batch', resource: 'jobs', namespace: 'x' };
const listJobs = { ...createJobs, verb: 'list' };
const boundTo =
  'RBAC: allowed by ClusterRoleBinding "view" of ClusterRole "view" to User "kubernetes-viewer"';

describe('SelfSubjectAccessReview', () => {
  const ask = (token: string, spec: object, rest: object = {}) =>
    start()(token, `${authorization}/selfsubjectaccessreviews`, {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      ...rest,
      spec,
    });

  it.each([
    ['admin', { resourceAttributes: createJobs }, { allowed: true }],
    ['view', { resourceAttributes: createJobs }, { allowed: false }],
    ['view', { resourceAttributes: listJobs }, { allowed: true, reason: boundTo }],
    [
      'view',
      {
        resourceAttributes: { verb: 'get', resource: 'pods', subresource: 'log', namespace: 'x', name: 'a' },
      },
      { allowed: true, reason: boundTo },
    ],
    ['view', { resourceAttributes: { verb: 'get', resource: 'secrets' } }, { allowed: false }],
    ['admin', { nonResourceAttributes: { verb: 'get', path: '/metrics' } }, { allowed: true }],
    ['view', { nonResourceAttributes: { verb: 'get', path: '/metrics' } }, { allowed: false }],
    [
      'view',
      { resourceAttributes: { ...createJobs, fieldSelector: { rawSelector: 'nonsense' } } },
      {
        allowed: false,
        evaluationError: 'spec.resourceAttributes.fieldSelector ignored due to parse error',
      },
    ],
    [
      'view',
      {
        resourceAttributes: {
          ...createJobs,
          labelSelector: {
            requirements: [
              { key: 'a', operator: 'Exists' },
              { key: 'b', operator: 'Gt', values: ['1'] },
            ],
          },
        },
      },
      {
        allowed: false,
        evaluationError: 'spec.resourceAttributes.labelSelector partially ignored due to parse error',
      },
    ],
  ])('answers %s asking %j', async (token, spec, status) => {
    const { code, body } = await ask(token, spec);
    expect(code).toBe(201);
    const { metadata, ...rest } = body;
    expect(rest).toEqual({
      kind: 'SelfSubjectAccessReview',
      apiVersion: 'authorization.k8s.io/v1',
      spec,
      status,
    });
    expect(Object.keys(metadata)).toEqual(['managedFields']);
  });

  it('says who manages its fields', async () => {
    const path = `${authorization}/selfsubjectaccessreviews?fieldManager=me`;
    const { body } = await start()('view', path, { spec: { resourceAttributes: listJobs } });
    const asked = { '.': {}, 'f:group': {}, 'f:namespace': {}, 'f:resource': {}, 'f:verb': {} };
    expect(body.metadata.managedFields).toEqual([
      {
        ...{ manager: 'me', operation: 'Update', apiVersion: 'authorization.k8s.io/v1' },
        ...{ time: '2026-01-01T00:00:00Z', fieldsType: 'FieldsV1' },
        fieldsV1: { 'f:spec': { 'f:resourceAttributes': asked } },
      },
    ]);
  });

  it.each([
    [
      {},
      '.authorization.k8s.io "" is invalid: spec.resourceAttributes: Invalid value: null: ' +
        'exactly one of nonResourceAttributes or resourceAttributes must be specified',
    ],
    [
      { resourceAttributes: {}, nonResourceAttributes: { path: '/x', verb: 'get' } },
      '.authorization.k8s.io "" is invalid: spec.nonResourceAttributes: ' +
        'Invalid value: {"Path":"/x","Verb":"get"}: cannot be specified in combination with resourceAttributes',
    ],
    [
      { resourceAttributes: { fieldSelector: { requirements: [{ key: '', operator: 'In' }] } } },
      '.authorization.k8s.io "" is invalid: [spec.resourceAttributes.fieldSelector.requirements[0].key: ' +
        'Required value: must be specified, spec.resourceAttributes.fieldSelector.requirements[0].values: ' +
        "Required value: must be specified when `operator` is 'In' or 'NotIn']",
    ],
    [
      { resourceAttributes: { labelSelector: {} } },
      '.authorization.k8s.io "" is invalid: spec.resourceAttributes.labelSelector.requirements: Required value: ' +
        'when spec.resourceAttributes.labelSelector is specified, requirements or rawSelector is required',
    ],
  ])('refuses %j', async (spec, message) => {
    const { code, body } = await ask('view', spec);
    expect(body).toMatchObject({
      code: 422,
      reason: 'Invalid',
      message,
      details: { group: 'authorization.k8s.io' },
    });
    expect(body.details).not.toHaveProperty('kind');
    expect(code).toBe(422);
  });

  it('wants no name', async () => {
    const { body } = await ask('view', { resourceAttributes: listJobs }, { metadata: { name: 'a' } });
    const [cause, ...more] = body.details.causes;
    expect(more).toEqual([]);
    expect(cause).toMatchObject({ reason: 'FieldValueInvalid', field: 'metadata' });
    // Kubernetes quotes the metadata with the managed fields it has just put in.
    expect(cause.message).toMatch(
      /^Invalid value: \{"name":"a","managedFields":\[\{.*\}\]\}: must be empty$/,
    );
  });
});

describe('SelfSubjectRulesReview', () => {
  const path = `${authorization}/selfsubjectrulesreviews`;

  it('lists what somebody may do', async () => {
    const { code, body } = await start()('view', path, { spec: { namespace: 'x' } });
    expect(code).toBe(201);
    expect(body).toMatchObject({ kind: 'SelfSubjectRulesReview', metadata: {}, spec: {} });
    expect(body.status.incomplete).toBe(false);
    const read = ['get', 'list', 'watch'];
    expect(body.status.resourceRules).toContainEqual({
      verbs: read,
      apiGroups: ['', 'events.k8s.io'],
      resources: ['events'],
    });
    expect(body.status.nonResourceRules).toContainEqual({
      verbs: ['get'],
      nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version', '/version/'],
    });
  });

  it('wants a namespace', async () => {
    const { body } = await start()('view', path, { spec: {} });
    expect(body).toMatchObject({ code: 400, message: 'no namespace on request' });
  });
});

describe('SelfSubjectReview', () => {
  it('says who asks', async () => {
    const { code, body } = await start()('view', `${authentication}/selfsubjectreviews`, {});
    expect(code).toBe(201);
    expect(body.metadata.creationTimestamp).toMatch(/Z$/);
    expect(body.status).toEqual({
      userInfo: { username: 'kubernetes-viewer', groups: ['system:authenticated'] },
    });
  });
});

describe('SubjectAccessReview', () => {
  const spec = { resourceAttributes: listJobs, user: 'kubernetes-viewer' };

  it('answers for others, to administrators', async () => {
    const call = start();
    const path = `${authorization}/subjectaccessreviews`;
    const { body } = await call('admin', path, { spec });
    expect(body.status).toEqual({ allowed: true, reason: boundTo });
    const nobody = await call('admin', path, { spec: { ...spec, user: 'somebody' } });
    expect(nobody.body.status).toEqual({ allowed: false });
    const masters = { resourceAttributes: createJobs, groups: ['system:masters'] };
    expect((await call('admin', path, { spec: masters })).body.status).toEqual({ allowed: true });
    const unsaid = await call('admin', path, { spec: { resourceAttributes: listJobs } });
    expect(unsaid.body.message).toContain('spec.user: Invalid value: "": at least one of user or group');
    expect((await call('view', path, { spec })).code).toBe(403);
  });

  it('keeps to its namespace when it is local', async () => {
    const call = start();
    const path = `${authorization}/namespaces/x/localsubjectaccessreviews`;
    const { body } = await call('admin', path, { spec });
    expect(body).toMatchObject({ metadata: { namespace: 'x' }, status: { allowed: true } });
    const elsewhere = { ...spec, resourceAttributes: { ...listJobs, namespace: 'y' } };
    const { body: refused } = await call('admin', path, { spec: elsewhere });
    expect(refused.message).toBe(
      '.authorization.k8s.io "" is invalid: spec.resourceAttributes.namespace: ' +
        'Invalid value: "y": must match metadata.namespace',
    );
    const unplaced = await call('admin', `${authorization}/localsubjectaccessreviews`, { spec });
    expect(unplaced.code).toBe(404);
  });
});

describe('reviews', () => {
  const read = async (path: string) => (await start()('view', path)).body;

  it('are told of in discovery and in OpenAPI', async () => {
    const { resources } = await read(authorization);
    expect(resources).toContainEqual({
      name: 'localsubjectaccessreviews',
      singularName: 'localsubjectaccessreview',
      namespaced: true,
      kind: 'LocalSubjectAccessReview',
      verbs: ['create'],
    });
    expect(resources).toHaveLength(4);
    const { paths, components } = await read(`/openapi/v3${authorization}`);
    expect(Object.keys(paths).sort()).toEqual([
      `${authorization}/`,
      `${authorization}/namespaces/{namespace}/localsubjectaccessreviews`,
      `${authorization}/selfsubjectaccessreviews`,
      `${authorization}/selfsubjectrulesreviews`,
      `${authorization}/subjectaccessreviews`,
    ]);
    expect(Object.keys(components.schemas)).toContain('io.k8s.api.authorization.v1.ResourceRule');
  });
});

describe('the body of a review', () => {
  const path = `${authorization}/selfsubjectaccessreviews`;
  const spec = { resourceAttributes: { ...listJobs, colour: 'red' } };

  it('is read strictly or not, as other bodies', async () => {
    const call = start();
    expect((await call('view', path, { spec })).warning).toBe(
      '299 - "unknown field \\"spec.resourceAttributes.colour\\""',
    );
    const strict = await call('view', `${path}?fieldValidation=Strict&dryRun=All&fieldManager=me`, { spec });
    expect(strict.body).toMatchObject({
      code: 400,
      message:
        'SelfSubjectAccessReview in version "v1" cannot be handled as a SelfSubjectAccessReview: ' +
        'strict decoding error: unknown field "spec.resourceAttributes.colour"',
    });
    const wrongKind = await call('view', path, { apiVersion: 'batch/v1', kind: 'Job' });
    expect(wrongKind.body.message).toContain(
      'converting (v1.Job) to (authorization.SelfSubjectAccessReview): unknown conversion',
    );
    expect((await call('view', `${path}?fieldValidation=Sometimes`, { spec })).code).toBe(422);
  });

  it('comes and goes as YAML, too', async () => {
    const yaml = 'spec:\n  nonResourceAttributes: {path: /version, verb: get}\n';
    const headers = { 'content-type': 'application/yaml', accept: 'application/yaml' };
    const { body } = await start()('view', path, yaml, headers);
    expect(body).toContain('status:\n  allowed: true\n');
  });
});
