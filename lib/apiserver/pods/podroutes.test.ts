import { describe, expect, it } from 'vitest';
import { job, start } from '../server.fixture';

const podsPath = '/api/v1/namespaces/default/pods';

function pod(spec: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a' },
    spec: { containers: [{ name: 'c', image: 'busybox' }], ...spec },
  };
}

async function withPod(spec: object = {}) {
  const started = start();
  await started.json('POST', podsPath, pod(spec));
  return started;
}

const conflict = 'Operation cannot be fulfilled on pods';

describe('a binding', () => {
  const binding = (metadata: object, target: object) => ({
    apiVersion: 'v1',
    kind: 'Binding',
    metadata,
    target,
  });

  it.each([
    [
      job('a'),
      400,
      'Job in version "v1" cannot be handled as a Binding: converting (v1.Job) to (core.Binding): unknown conversion',
    ],
    [binding({}, { name: 'n' }), 400, 'name in URL does not match name in Binding object'],
    [binding({ name: 'a' }, {}), 500, 'target.name: Required value'],
    [
      binding({ name: 'a' }, { kind: 'Pod' }),
      500,
      '[target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>", target.name: Required value]',
    ],
    [
      binding({ name: 'a', uid: 'other' }, { name: 'n' }),
      409,
      new RegExp(
        `^${conflict} "a": StorageError: .*Key: /registry/pods/default/a, .*UID in precondition: other`,
      ),
    ],
  ])('%j is refused', async (body, code, message) => {
    const { json } = await withPod();
    const answer = await json('POST', `${podsPath}/a/binding`, body);
    expect(answer.code).toBe(code);
    if (typeof message === 'string') expect(answer.body.message).toBe(message);
    else expect(answer.body.message).toMatch(message);
  });

  it('sets the condition where it stands, and forgets the nominated node', async () => {
    const { json } = await withPod();
    const conditions = [
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable' },
      { type: 'Ready', status: 'False' },
    ];
    const patch = { status: { conditions, nominatedNodeName: 'm' } };
    const type = { 'content-type': 'application/merge-patch+json' };
    await json('PATCH', `${podsPath}/a/status`, patch, type);
    await json('POST', `${podsPath}/a/binding`, binding({ name: 'a' }, { name: 'n' }));
    const { body } = await json('GET', `${podsPath}/a`);
    expect(body.status.conditions).toMatchObject([
      { type: 'PodScheduled', status: 'True' },
      { type: 'Ready', status: 'False' },
    ]);
    expect(body.status.conditions[0].reason).toBeUndefined();
    expect(body.status.nominatedNodeName).toBeUndefined();
  });
});

describe('what is created under a pod', () => {
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'a' } };
  const post = (json: ReturnType<typeof start>['json'], namespace: string, body: object = eviction) =>
    json('POST', `/api/v1/namespaces/${namespace}/pods/a/eviction`, body);

  it('wants a namespace that is there and stays', async () => {
    const { json } = await withPod();
    expect((await post(json, 'none')).body.message).toBe('namespaces "none" not found');
    const other = { ...eviction, metadata: { name: 'a', namespace: 'other' } };
    expect((await post(json, 'default', other)).body.message).toBe(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'going' } };
    await json('POST', '/api/v1/namespaces', namespace);
    await json('DELETE', '/api/v1/namespaces/going');
    const { code, body } = await post(json, 'going');
    expect(code).toBe(403);
    expect(body.message).toBe(
      'pods "a" is forbidden: unable to create new content in namespace going because it is being terminated',
    );
    const nameless = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'x-' } };
    const answer = await json('POST', '/api/v1/namespaces/going/configmaps', nameless);
    expect(answer.body.message).toMatch(/^configmaps "x-" is forbidden/);
  });
});

describe('an eviction', () => {
  const eviction = (deleteOptions?: object, name = 'a') => ({
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name },
    ...(deleteOptions ? { deleteOptions } : {}),
  });

  it('tells of the disruption before it deletes', async () => {
    const { json } = await withPod({ nodeName: 'n' });
    const { code, body } = await json('POST', `${podsPath}/a/eviction`, eviction());
    expect([code, body.status]).toEqual([201, 'Success']);
    const { body: evicted } = await json('GET', `${podsPath}/a`);
    expect(evicted.metadata.deletionGracePeriodSeconds).toBe(30);
    expect(evicted.status.conditions).toMatchObject([
      {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'EvictionByEvictionAPI',
        message: 'Eviction API: evicting',
      },
    ]);
  });

  it.each([
    ['', eviction(undefined, 'b'), 400, 'name in URL does not match name in Eviction object'],
    ['', eviction({ propagationPolicy: 'No' }), 422, /propagationPolicy: Unsupported value: "No"/],
    [
      '',
      eviction({ preconditions: { uid: 'other' } }),
      409,
      /on Pod "a": the UID in the precondition \(other\)/,
    ],
  ])('%s %j is refused', async (query, body, code, message) => {
    const { json } = await withPod();
    const answer = await json('POST', `${podsPath}/a/eviction${query}`, body);
    expect(answer.code).toBe(code);
    expect(answer.body.message).toMatch(message);
  });

  it('does nothing when it is rehearsed', async () => {
    const { json } = await withPod();
    const before = (await json('GET', `${podsPath}/a`)).body;
    expect((await json('POST', `${podsPath}/a/eviction?dryRun=All`, eviction())).code).toBe(201);
    expect((await json('POST', `${podsPath}/a/eviction`, eviction({ dryRun: ['All'] }))).code).toBe(201);
    expect((await json('GET', `${podsPath}/a`)).body).toEqual(before);
  });

  it('of a version deletes the pod it has marked', async () => {
    const { json } = await withPod();
    const { resourceVersion } = (await json('GET', `${podsPath}/a`)).body.metadata;
    const answer = await json(
      'POST',
      `${podsPath}/a/eviction`,
      eviction({ preconditions: { resourceVersion } }),
    );
    expect(answer.code).toBe(201);
    expect((await json('GET', `${podsPath}/a`)).code).toBe(404);
  });
});

describe('a log', () => {
  const two = {
    initContainers: [{ name: 'i', image: 'busybox' }],
    containers: [
      { name: 'a', image: 'busybox' },
      { name: 'b', image: 'busybox' },
    ],
  };

  it.each([
    ['', 400, 'a container name must be specified for pod a, choose one of: [i a b]'],
    ['container=x', 400, 'container x is not valid for pod a'],
    ['tailLines=x', 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
    ['sinceTime=x', 400, 'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"'],
    ['stream=All', 422, 'PodLogOptions "a" is invalid: stream: Forbidden: may not be specified'],
    [
      'sinceSeconds=0',
      422,
      'PodLogOptions "a" is invalid: sinceSeconds: Invalid value: 0: must be greater than 0',
    ],
  ])('asked for with %s is refused', async (query, code, message) => {
    const { json } = await withPod(two);
    const answer = await json('GET', `${podsPath}/a/log?${query}`);
    expect([answer.code, answer.body.message]).toEqual([code, message]);
  });
});

describe('field selectors', () => {
  it.each([
    [`${podsPath}?fieldSelector=spec.host%3D`, 200],
    [`${podsPath}?fieldSelector=status.podIPs%3Dx`, 200],
    ['/api/v1/namespaces?fieldSelector=name%3Dx', 400],
    ['/api/v1/namespaces?fieldSelector=metadata.namespace%3Dx', 400],
    ['/apis/events.k8s.io/v1/events?fieldSelector=regarding.name%3Dx', 200],
    ['/apis/events.k8s.io/v1/events?fieldSelector=reportingController%3Dx', 200],
    ['/apis/events.k8s.io/v1/events?fieldSelector=involvedObject.name%3Dx', 400],
    ['/apis/events.k8s.io/v1/events?fieldSelector=source%3Dx', 400],
    ['/api/v1/events?fieldSelector=source%3Dx', 200],
  ])('GET %s', async (path, code) => {
    const { json } = start();
    expect((await json('GET', path)).code).toBe(code);
  });
});
