import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../meta/object';
import { jobs } from '../resources/job/types';
import { localClient } from './local';
import type { LiveBody } from './message';
import { job, jobsPath, lines, merge, start } from './server.fixture';

const eventsPath = '/api/v1/namespaces/default/events';

describe('the verbs', () => {
  it('create, read, change and delete a Job', async () => {
    const { json } = start();
    const created = await json('POST', jobsPath, job('a'));
    expect(created.code).toBe(201);
    expect(created.body).toMatchObject({
      kind: 'Job',
      spec: { backoffLimit: 6 },
      metadata: { generation: 1 },
    });

    const patched = await json('PATCH', `${jobsPath}/a`, { spec: { parallelism: 3 } }, merge);
    expect(patched.body.metadata.generation).toBe(2);
    expect((await json('GET', `${jobsPath}/a`)).body).toEqual(patched.body);

    const stale = await json('PUT', `${jobsPath}/a`, created.body);
    expect(stale).toMatchObject({ code: 409, body: { reason: 'Conflict' } });

    const status = await json('PUT', `${jobsPath}/a/status`, { ...patched.body, status: { active: 1 } });
    expect(status.body.status).toEqual({ active: 1 });

    const deleted = await json('DELETE', `${jobsPath}/a?propagationPolicy=Background`);
    expect(deleted.body).toMatchObject({ kind: 'Status', status: 'Success', details: { name: 'a' } });
    expect((await json('GET', `${jobsPath}/a`)).body.message).toBe('jobs.batch "a" not found');
  });

  it('warn of pods that stay, and keep the Job for the garbage collector', async () => {
    const { json } = start();
    await json('POST', jobsPath, job('a'));
    const { warning, body } = await json('DELETE', `${jobsPath}/a`);
    expect(warning).toMatch(/^299 - "child pods are preserved by default/);
    expect(body.metadata).toMatchObject({ finalizers: ['orphan'], deletionGracePeriodSeconds: 0 });
    const again = await json('POST', jobsPath, job('a'));
    expect(again.body.message).toBe('object is being deleted: jobs.batch "a" already exists');
    const last = await json('PATCH', `${jobsPath}/a`, { metadata: { finalizers: null } }, merge);
    expect(last.code).toBe(200);
    expect((await json('GET', `${jobsPath}/a`)).code).toBe(404);
  });

  it.each([
    ['7', 500, 'resourceVersion should not be set on objects to be created'],
    ['0', 201, undefined],
    ['x', 201, undefined],
  ])('create an object that says it is of version %j: %d', async (resourceVersion, code, message) => {
    const { json } = start();
    const answer = await json('POST', jobsPath, job('a', { resourceVersion }));
    expect([answer.code, answer.body.message]).toEqual([code, message]);
  });

  it('check everything and store nothing in a dry run', async () => {
    const { json } = start();
    expect((await json('POST', `${jobsPath}?dryRun=All`, job('a'))).code).toBe(201);
    expect((await json('GET', `${jobsPath}/a`)).code).toBe(404);
    expect((await json('POST', `${jobsPath}?dryRun=`, job('a'))).body.details.causes).toEqual([
      {
        field: 'dryRun',
        message: 'Unsupported value: [""]: supported values: "All"',
        reason: 'FieldValueNotSupported',
      },
    ]);
  });

  it('want a name that can stand in a path, of what has no rule of its own', async () => {
    const { json } = start();
    const involvedObject = { kind: 'Pod', name: 'p', namespace: 'default' };
    const post = async (metadata: object) =>
      (await json('POST', '/api/v1/namespaces/default/events', { kind: 'Event', metadata, involvedObject }))
        .body;
    expect((await post({})).message).toBe(
      'Event "" is invalid: metadata.name: Required value: name or generateName is required',
    );
    expect(
      (await post({ name: 'a%b/c' })).details.causes.map(({ message }: { message: string }) => message),
    ).toEqual([
      'Invalid value: "a%b/c": may not contain \'/\'',
      'Invalid value: "a%b/c": may not contain \'%\'',
    ]);
    expect((await post({ generateName: '.' })).kind).toBe('Event');
  });

  it('take away from a lease what a closed feature gate keeps', async () => {
    const { json } = start();
    const spec = { holderIdentity: 'a', strategy: 'OldestEmulationVersion', preferredHolder: 'b' };
    const path = '/apis/coordination.k8s.io/v1/namespaces/default/leases';
    const { body } = await json('POST', path, { kind: 'Lease', metadata: { name: 'l' }, spec });
    expect(body.spec).toEqual({ holderIdentity: 'a' });
  });

  it('want the version that an update of a lease replaces, and one that fits into 64 bits', async () => {
    const { json } = start();
    const path = '/apis/coordination.k8s.io/v1/namespaces/default/leases';
    const { body } = await json('POST', path, { kind: 'Lease', metadata: { name: 'l' } });
    const put = async (resourceVersion?: string) =>
      (await json('PUT', `${path}/l`, { ...body, metadata: { ...body.metadata, resourceVersion } })).body;
    expect((await put()).message).toBe(
      'leases.coordination.k8s.io "l" is invalid: metadata.resourceVersion: Invalid value: 0: ' +
        'must be specified for an update',
    );
    expect((await put('18446744073709551616')).message).toBe(
      'strconv.ParseUint: parsing "18446744073709551616": value out of range',
    );
    expect((await put(body.metadata.resourceVersion)).kind).toBe('Lease');
  });

  it.each([
    ['', '7', 'resourceVersion should not be set on objects to be created'],
    ['', '0', undefined],
    ['', 'x', undefined],
    ['?dryRun=All', '7', undefined],
  ])('mind the version of a new object only when they store it%s: %s', async (query, version, message) => {
    const { json } = start();
    const { body } = await json('POST', jobsPath + query, job('a', { resourceVersion: version }));
    expect(body.message).toBe(message);
    if (query) expect(body.metadata.resourceVersion).toBe(version);
  });

  it('forget links to itself, as old clients send them', async () => {
    const { json } = start();
    const { body } = await json('POST', jobsPath, job('a', { selfLink: '/x' }));
    expect(body.metadata).not.toHaveProperty('selfLink');
    body.metadata.selfLink = '/x';
    expect((await json('PUT', `${jobsPath}/a`, body)).body.metadata).not.toHaveProperty('selfLink');
  });

  it('tell of a finalizer without a domain once by the kind and once by its update', async () => {
    const { json } = start();
    await json('POST', jobsPath, job('a'));
    const finalizers = { metadata: { finalizers: ['x'] } };
    const { body } = await json('PATCH', `${jobsPath}/a`, finalizers, merge);
    expect(body.details.causes.map(({ field }: { field: string }) => field)).toEqual([
      'metadata.finalizers[0]',
      'metadata.finalizers[0]',
    ]);
  });

  it('give a Job the labels of its template again when its status is written without', async () => {
    const { json } = start();
    const { body } = await json('POST', jobsPath, job('a'));
    const bare = { ...body, metadata: { ...body.metadata, labels: {} }, spec: { template: {} } };
    const written = await json('PUT', `${jobsPath}/a/status`, bare);
    expect(written.body.metadata.labels).toEqual(body.metadata.labels);
  });

  it('draw a name when only a prefix is given', async () => {
    const { json } = start();
    const generateName = `${'x'.repeat(60)}-`;
    const { body } = await json('POST', jobsPath, job('', { generateName }));
    expect(body.metadata.name).toMatch(/^x{58}[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  it('refuse what goes to a namespace that is not there, or going', async () => {
    const { json } = start();
    const nowhere = await json('POST', '/apis/batch/v1/namespaces/none/jobs', job('a'));
    expect(nowhere).toMatchObject({ code: 404, body: { message: 'namespaces "none" not found' } });
    await json('POST', '/api/v1/namespaces', { metadata: { name: 'x' } });
    const going = await json('DELETE', '/api/v1/namespaces/x');
    expect(going.body).toMatchObject({
      status: { phase: 'Terminating' },
      spec: { finalizers: ['kubernetes'] },
    });
    const late = await json('POST', '/apis/batch/v1/namespaces/x/jobs', job('a'));
    expect(late).toMatchObject({
      code: 403,
      body: { details: { causes: [{ reason: 'NamespaceTerminating' }] } },
    });
    const emptied = { ...going.body, spec: { finalizers: [] } };
    expect((await json('PUT', '/api/v1/namespaces/x/finalize', emptied)).code).toBe(200);
    expect((await json('GET', '/api/v1/namespaces/x')).code).toBe(404);
    expect((await json('DELETE', '/api/v1/namespaces/default')).code).toBe(403);
  });

  it('serve CronJobs under their old version', async () => {
    const { json } = start();
    const old = '/apis/batch/v1beta1/namespaces/default/cronjobs';
    const { spec } = job('a') as unknown as { spec: object };
    const cronJob = {
      apiVersion: 'batch/v1beta1',
      kind: 'CronJob',
      metadata: { name: 'a' },
      spec: { schedule: '* * * * *', jobTemplate: { spec } },
    };
    expect((await json('POST', old, cronJob)).body.apiVersion).toBe('batch/v1beta1');
    const current = await json('GET', '/apis/batch/v1/namespaces/default/cronjobs/a');
    expect(current.body.apiVersion).toBe('batch/v1');
    expect((await json('GET', old)).body).toMatchObject({ apiVersion: 'batch/v1beta1', items: [{}] });
  });

  it('show core events to those who ask events.k8s.io', async () => {
    const { json } = start();
    const involvedObject = { kind: 'Job', name: 'a', namespace: 'default' };
    const event = { metadata: { name: 'e' }, involvedObject, message: 'm', reason: 'R', type: 'Normal' };
    await json('POST', eventsPath, event);
    const { body } = await json('GET', '/apis/events.k8s.io/v1/namespaces/default/events/e');
    expect(body).toMatchObject({ apiVersion: 'events.k8s.io/v1', regarding: involvedObject, note: 'm' });
    expect(body.message).toBeUndefined();
  });
});

describe('lists', () => {
  it('come in pages of one state', async () => {
    const { json } = start();
    for (const name of ['a', 'b', 'c']) await json('POST', jobsPath, job(name));
    const first = await json('GET', `${jobsPath}?limit=2`);
    expect(first.body.metadata.remainingItemCount).toBe(1);
    await json('DELETE', `${jobsPath}/c?propagationPolicy=Background`);
    const second = await json('GET', `${jobsPath}?limit=2&continue=${first.body.metadata.continue}`);
    expect(second.body.items.map((item: KubeObject) => item.metadata.name)).toEqual(['c']);
    expect(second.body.metadata.continue).toBeUndefined();
  });

  it('come as tables', async () => {
    const { json } = start();
    await json('POST', jobsPath, job('a'));
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
    const { body } = await json('GET', jobsPath, undefined, { accept });
    expect(body).toMatchObject({ kind: 'Table', rows: [{ object: { kind: 'PartialObjectMetadata' } }] });
    expect(body.rows[0].cells.slice(0, 3)).toEqual(['a', 'Running', '0/1']);
  });
});

describe('watches', () => {
  it('tell what is there and then what changes, and end after their time', async () => {
    const { call, json, clock } = start();
    await json('POST', jobsPath, job('a', { labels: { k: 'yes' } }));
    const watch = lines(await call('GET', `${jobsPath}?watch=true&labelSelector=k%3Dyes&timeoutSeconds=5`));
    expect(await watch.next()).toMatchObject({
      type: 'ADDED',
      object: { kind: 'Job', metadata: { name: 'a' } },
    });
    await json('PATCH', `${jobsPath}/a`, { metadata: { labels: { k: 'no' } } }, merge);
    expect(await watch.next()).toMatchObject({
      type: 'DELETED',
      object: { metadata: { labels: { k: 'yes' } } },
    });
    await json('PATCH', `${jobsPath}/a`, { metadata: { labels: { k: 'yes' } } }, merge);
    expect(await watch.next()).toMatchObject({ type: 'ADDED' });
    await clock.advance(5000);
    expect(await watch.next()).toBeUndefined();
  });

  it('mark the end of what is there, and go on telling how far they are', async () => {
    const { call, clock } = start();
    const query = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const watch = lines(await call('GET', `${jobsPath}?${query}`));
    const mark = { 'k8s.io/initial-events-end': 'true' };
    expect(await watch.next()).toMatchObject({
      type: 'BOOKMARK',
      object: { metadata: { annotations: mark } },
    });
    await clock.advance(60_000);
    expect(await watch.next()).toMatchObject({ type: 'BOOKMARK', object: { kind: 'Job' } });
    await watch.stop();
  });

  it('say that the past is forgotten', async () => {
    const { call } = start();
    const watch = lines(await call('GET', `${jobsPath}?watch=true&resourceVersion=1`));
    expect(await watch.next()).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
    expect(await watch.next()).toBeUndefined();
  });

  it('end when an object cannot be shown in the form asked for', async () => {
    const { call, json } = start();
    const accept = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
    const watch = lines(await call('GET', `${jobsPath}?watch=true`, undefined, { accept }));
    await json('POST', jobsPath, job('a'));
    expect(await watch.next()).toBeUndefined();
  });

  it('keep what happens before there is a sink, and end when their client falls too far behind', async () => {
    const { server, call } = start();
    const { body } = await server.answer({
      method: 'GET',
      url: `${jobsPath}?watch=1`,
      headers: new Headers({ authorization: 'Bearer admin' }),
      body: new Uint8Array(),
      signal: new AbortController().signal,
    });
    await call('POST', jobsPath, job('early'));
    const seen: string[] = [];
    const sink = {
      unsentBytes: 0,
      write: (bytes: Uint8Array) => void seen.push(new TextDecoder().decode(bytes)),
      end: () => void seen.push('end'),
    };
    (body as LiveBody).start(sink);
    expect(seen).toEqual([expect.stringMatching(/"ADDED".*"name":"early"/)]);
    sink.unsentBytes = 2 ** 26;
    await call('POST', jobsPath, job('late'));
    await call('POST', jobsPath, job('too late'));
    expect(seen.slice(1)).toEqual([expect.stringContaining('"name":"late"'), 'end']);
  });

  it('end when the server closes', async () => {
    const { call, server } = start();
    const watch = lines(await call('GET', `${jobsPath}?watch=true`));
    server.close();
    expect(await watch.next()).toBeUndefined();
  });
});

describe('pods', () => {
  it('are bound, logged and evicted', async () => {
    const { call, json } = start();
    const path = '/api/v1/namespaces/default/pods';
    const pod = { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'busybox' }] } };
    await json('POST', path, pod);
    expect((await call('GET', `${path}/p/log`)).status).toBe(204);
    const binding = { metadata: { name: 'p' }, target: { kind: 'Node', name: 'n' } };
    expect((await json('POST', `${path}/p/binding`, binding)).code).toBe(201);
    const { body } = await json('GET', `${path}/p`);
    expect(body).toMatchObject({
      spec: { nodeName: 'n', priority: 0 },
      status: { conditions: [{ type: 'PodScheduled' }] },
    });
    expect((await json('POST', `${path}/p/binding`, binding)).body.message).toContain(
      'already assigned to node "n"',
    );
    expect(await (await call('GET', `${path}/p/log`)).text()).toBe('p/c\n');
    expect((await json('GET', `${path}/p/log?container=x`)).body.message).toBe(
      'container x is not valid for pod p',
    );
    expect((await json('POST', `${path}/p/eviction`, { metadata: { name: 'p' } })).code).toBe(201);
    expect((await json('GET', `${path}/p`)).body.metadata.deletionGracePeriodSeconds).toBe(30);
  });
});

describe('the door', () => {
  it.each([
    [{ authorization: 'Bearer wrong' }, jobsPath, 401],
    [{ authorization: '' }, jobsPath, 403],
    [{ authorization: '' }, '/healthz', 200],
    [{}, '/apis/batch/v1/widgets', 404],
    [{ accept: 'text/html' }, jobsPath, 406],
  ])('%j %s: %d', async (headers, path, code) => {
    const { call } = start();
    expect((await call('GET', path, undefined, headers)).status).toBe(code);
  });

  it.each([
    [
      'POST',
      `${jobsPath}?fieldValidation=Strict`,
      '{"kind":"Job","spec":{"foo":1}}',
      400,
      'unknown field "spec.foo"',
    ],
    ['POST', jobsPath, '{', 400, 'unexpected end of JSON input'],
    ['PATCH', jobsPath, '{}', 405, 'does not allow this method'],
    ['POST', jobsPath, 'x'.repeat(3 * 1024 * 1024 + 1), 413, 'limit is 3145728'],
    [
      'POST',
      jobsPath,
      '{"kind":5}',
      400,
      'cannot unmarshal number into Go struct field .kind of type string',
    ],
    ['POST', jobsPath, '{"a":'.repeat(20_000), 400, "invalid character '{' exceeded max depth"],
    [
      'POST',
      eventsPath,
      '{"involvedObject":{"namespace":"default"}}',
      422,
      'name or generateName is required',
    ],
    ['POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', 'x', 400, "invalid character 'x'"],
    [
      'DELETE',
      `${jobsPath}/a`,
      '{"dryRun":"All"}',
      400,
      'cannot unmarshal string into Go struct field DeleteOptions.dryRun of type []string',
    ],
    ['constructor', jobsPath, '{}', 405, 'does not allow this method'],
    ['toString', `${jobsPath}/a/status`, '{}', 405, 'does not allow this method'],
    ['valueOf', '/api/v1/namespaces/default/pods/a/log', '{}', 405, 'does not allow this method'],
  ])('%s %s', async (method, path, body, code, message) => {
    const { json } = start();
    const answer = await json(method, path, body);
    expect(answer.code).toBe(code);
    expect(answer.body.message).toContain(message);
  });
});

describe('a body of YAML', () => {
  it.each([
    ['? {a: b}\n: c\n', 'yaml: invalid map key'],
    ['? [a]\n: c\n', 'yaml: invalid map key'],
    ['a: b: c\n', 'yaml: mapping values are not allowed in this context'],
  ])('%j is refused', async (text, message) => {
    const { json } = start();
    const answer = await json('POST', jobsPath, text, { 'content-type': 'application/yaml' });
    expect(answer.code).toBe(400);
    expect(answer.body.message).toContain(message);
  });
});

describe('an applied configuration', () => {
  it('is refused in Kubernetes’ words when its namespace is no text', async () => {
    const { json } = start();
    const text =
      '{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"a","namespace":{"toString":false}}}';
    const apply = { 'content-type': 'application/apply-patch+yaml' };
    const answer = await json('PATCH', `${jobsPath}/a?fieldManager=me`, text, apply);
    expect([answer.code, answer.body.message]).toEqual([
      500,
      expect.stringContaining('typed patch object (/a; '),
    ]);
  });
});

describe('localClient', () => {
  it('does what HTTP does, on shared objects', async () => {
    const { server } = start();
    const client = localClient(server, 'test');
    const created = await client.create(jobs, job('a', { namespace: 'default' }) as never);
    expect(await client.get(jobs, 'default', 'a')).toBe(created);
    expect((await client.list(jobs, { namespace: 'default' })).items[0]).toBe(created);
    const patch = { metadata: { labels: { x: 'y' } } };
    const patched = await client.patch(jobs, 'default', 'a', 'merge', patch);
    expect(patched.metadata.labels).toMatchObject({ x: 'y' });
    await expect(client.update(jobs, created)).rejects.toMatchObject({ reason: 'Conflict' });
    const gone = await client.delete(jobs, 'default', 'a', { propagationPolicy: 'Background' });
    expect(gone).toMatchObject({ status: 'Success', details: { name: 'a' } });
    await expect(client.get(jobs, 'default', 'a')).rejects.toMatchObject({ reason: 'NotFound' });
  });

  it('watches until it is told to stop', async () => {
    const { server } = start();
    const client = localClient(server, 'test');
    const stop = new AbortController();
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { type, object } of client.watch(jobs, { signal: stop.signal })) {
        if ('metadata' in object) seen.push(`${type} ${(object as KubeObject).metadata.name}`);
        if (seen.length === 2) stop.abort();
      }
    })();
    await client.create(jobs, job('a', { namespace: 'default' }) as never);
    await client.delete(jobs, 'default', 'a', { propagationPolicy: 'Background' });
    await reading;
    expect(seen).toEqual(['ADDED a', 'DELETED a']);
  });
});
