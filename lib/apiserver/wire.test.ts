import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../meta/object';
import { job, jobsPath, lines, merge, start } from './server.fixture';

const accept = (type: string) => ({ accept: type });
const partialList = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
/** A row of a Table. */
interface Row {
  cells: unknown[];
  object: KubeObject;
}

const token = (content: object) =>
  btoa(JSON.stringify(content)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

describe('query parameters', () => {
  it.each([
    ['limit=', 400, 'strconv.ParseInt: parsing "": invalid syntax'],
    ['limit=1.5', 400, 'strconv.ParseInt: parsing "1.5": invalid syntax'],
    ['limit=9223372036854775808', 400, 'strconv.ParseInt: parsing "9223372036854775808": value out of range'],
    ['watch&timeoutSeconds=x', 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
    ['resourceVersion=99999', 504, /^Timeout: Too large resource version: 99999, current: \d+$/],
    ['watch=1&resourceVersion=x', 500, /^resourceVersion: Invalid value: "x"/],
  ])('of a list: %s', async (query, code, message) => {
    const { json } = start();
    const { code: actual, body } = await json('GET', `${jobsPath}?${query}`);
    expect(actual).toBe(code);
    expect(body.message).toMatch(message);
  });

  it.each([
    ['dryRun=', 'dryRun: Unsupported value: [""]: supported values: "All"'],
    ['dryRun=All&dryRun=Some', 'dryRun: Unsupported value: ["All","Some"]: supported values: "All"'],
    [
      'fieldManager=%C3%A9%07',
      'fieldManager: Invalid value: "é\\a": invalid character U+0007 (at position 2)',
    ],
  ])('of a write: %s', async (query, message) => {
    const { json } = start();
    const { code, body } = await json('POST', `${jobsPath}?${query}`, job('a'));
    expect([code, body.message]).toEqual([422, `CreateOptions.meta.k8s.io "" is invalid: ${message}`]);
  });

  it('of a deletion carry preconditions', async () => {
    const { json } = start();
    await json('POST', jobsPath, job('a'));
    const { code, body } = await json('DELETE', `${jobsPath}/a?propagationPolicy=Background&uid=other`);
    expect(code).toBe(409);
    expect(body.message).toMatch(/the UID in the precondition \(other\) does not match/);
    expect((await json('DELETE', `${jobsPath}/a?propagationPolicy=`)).body.message).toMatch(
      /propagationPolicy: Unsupported value: ""/,
    );
  });

  it.each([
    ['!!!', 'illegal base64 data at input byte 0'],
    [token({ v: 'v9', rv: 5, start: 'a' }), 'server does not recognize this encoded version v9'],
    [
      token({ v: 'meta.k8s.io/v1', rv: 0, start: 'a' }),
      'incorrect encoded start resourceVersion (version meta.k8s.io/v1)',
    ],
    [token({ v: 'meta.k8s.io/v1', rv: 5, start: '' }), 'encoded start key empty (version meta.k8s.io/v1)'],
    [token({ v: 'meta.k8s.io/v1', rv: 5, start: '../secrets' }), '../secrets'],
  ])('refuse the continue token %s', async (value, why) => {
    const { json } = start();
    const { code, body } = await json('GET', `${jobsPath}?limit=1&continue=${value}`);
    expect([code, body.message]).toEqual([400, `invalid continue token: continue key is not valid: ${why}`]);
  });
});

describe('lists without items', () => {
  it('are [] as themselves and null as metadata only', async () => {
    const { json } = start();
    expect((await json('GET', jobsPath)).body.items).toEqual([]);
    expect((await json('GET', jobsPath, undefined, accept(partialList))).body.items).toBeNull();
    await json('POST', jobsPath, job('a'));
    expect((await json('GET', `${jobsPath}?labelSelector=no%3Dne`)).body.items).toEqual([]);
  });
});

describe('a watch', () => {
  it('from no version ends its initial events with a bookmark when it may', async () => {
    const { call, json } = start();
    await json('POST', jobsPath, job('a'));
    const watch = lines(await call('GET', `${jobsPath}?watch=1&allowWatchBookmarks=true&resourceVersion=0`));
    expect((await watch.next())!.type).toBe('ADDED');
    expect(await watch.next()).toMatchObject({
      type: 'BOOKMARK',
      object: { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
    });
    await watch.stop();
  });

  it.each([
    [jobsPath, ['', 'Running', '0/1', '', '<unknown>', '', '', '<none>']],
    ['/apis/batch/v1/cronjobs', ['', '', '<none>', '<unset>', 0, '<none>', '<unknown>', '', '', '<none>']],
    ['/api/v1/pods', ['', '0/0', '', '0', '<unknown>', '<none>', '<none>', '<none>', '<none>']],
    ['/api/v1/namespaces?fieldSelector=metadata.name%3Dnone', ['', '', '<unknown>']],
    ['/api/v1/secrets', ['', '', 0, '<unknown>']],
    ['/api/v1/events', ['<unknown>', '', '', '', '', '', '', '<unknown>', 1, '']],
    ['/apis/coordination.k8s.io/v1/leases', ['', '', '<unknown>']],
  ])('of %s as tables has rows in its bookmarks, too', async (path, cells) => {
    const { call } = start();
    const query = `${path.includes('?') ? '&' : '?'}watch=1&allowWatchBookmarks=true&includeObject=None`;
    const table = accept('application/json;as=Table;v=v1;g=meta.k8s.io');
    const watch = lines(await call('GET', path + query, undefined, table));
    const { type, object } = (await watch.next())!;
    const { columnDefinitions, rows } = object as unknown as { columnDefinitions: object[]; rows: Row[] };
    expect([type, columnDefinitions.length, rows.length]).toEqual(['BOOKMARK', cells.length, 1]);
    expect(rows[0]!.cells).toEqual(cells);
    expect(rows[0]!.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
    await watch.stop();
  });

  it('from a version that has not come yet waits for it', async () => {
    const { call, json, server } = start();
    const from = server.registry.store.revision + 1;
    const watch = lines(await call('GET', `${jobsPath}?watch=1&resourceVersion=${from}`));
    await json('POST', jobsPath, job('early'));
    await json('POST', jobsPath, job('late'));
    expect((await watch.next())!.object.metadata.name).toBe('late');
    await watch.stop();
  });

  it('that wants what is there at such a version is told so in the stream', async () => {
    const { call } = start();
    const query = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=99999';
    expect(await lines(await call('GET', `${jobsPath}?${query}`)).next()).toMatchObject({
      type: 'ERROR',
      object: { code: 504, reason: 'Timeout' },
    });
  });

  it('is not written in YAML', async () => {
    const { call } = start();
    expect((await call('GET', `${jobsPath}?watch=1`, undefined, accept('application/yaml'))).status).toBe(
      406,
    );
  });
});

describe('DeleteOptions', () => {
  it.each([
    ['{"kind":"Status","apiVersion":"v1"}', 'decoded object cannot be converted to DeleteOptions'],
    [
      '{"gracePeriodSeconds":"5"}',
      'json: cannot unmarshal string into Go struct field DeleteOptions.gracePeriodSeconds of type int64',
    ],
    [
      '{"dryRun":"All"}',
      'json: cannot unmarshal string into Go struct field DeleteOptions.dryRun of type []string',
    ],
    [
      '{"preconditions":[]}',
      'json: cannot unmarshal array into Go struct field DeleteOptions.preconditions of type v1.Preconditions',
    ],
    [
      '{"kind":5}',
      "couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string",
    ],
  ])('%s are refused', async (body, message) => {
    const { json } = start();
    await json('POST', jobsPath, job('a'));
    const { code, body: status } = await json('DELETE', `${jobsPath}/a`, body);
    expect([code, status.message]).toEqual([400, message]);
  });
});

describe('a body', () => {
  it.each([
    [
      '{"kind":5}',
      'the object provided is unrecognized (must be of type Job): ' +
        "couldn't get version/kind; json parse error: json: cannot unmarshal number into " +
        'Go struct field .kind of type string ({"kind":5})',
    ],
    [
      '{"apiVersion":"a/b/c"}',
      'the object provided is unrecognized (must be of type Job): ' +
        'unexpected GroupVersion string: a/b/c ({"apiVersion":"a/b/c"})',
    ],
  ])('that cannot tell its kind is refused: %s', async (text, message) => {
    const { json } = start();
    const { code, body } = await json('POST', jobsPath, text);
    expect([code, body.message]).toEqual([400, message]);
  });
});

describe('a body of another kind', () => {
  const scheme = 'in scheme "pkg/api/legacyscheme/scheme.go:30"';

  it.each([
    ['batch/v1', 'CronJob', 'converting (v1.CronJob) to (batch.Job): unknown conversion'],
    ['apps/v1', 'Deployment', 'converting (v1.Deployment) to (batch.Job): unknown conversion'],
    ['batch/v1', 'JobList', 'converting (v1.JobList) to (batch.Job): unknown conversion'],
    ['v1', 'List', 'converting (v1.List) to (batch.Job): unknown conversion'],
    ['batch/v1', 'Deployment', `no kind "Deployment" is registered for version "batch/v1" ${scheme}`],
    ['batch/v2', 'Job', `no kind "Job" is registered for version "batch/v2" ${scheme}`],
  ])('%s %s is refused', async (apiVersion, kind, why) => {
    const { json } = start();
    const { code, body } = await json('POST', jobsPath, { apiVersion, kind, metadata: { name: 'a' } });
    const version = apiVersion.split('/').at(-1);
    expect([code, body.message]).toEqual([
      400,
      `${kind} in version "${version}" cannot be handled as a Job: ${why}`,
    ]);
  });
});

describe('whoever shows no credentials', () => {
  it.each([
    ['GET', '/api/v1/namespaces/a', 'namespaces "a"', 'get', 'namespaces', '', 'in the namespace "a"'],
    ['GET', '/api/v1/nodes?watch=false', 'nodes', 'list', 'nodes', '', 'at the cluster scope'],
    ['GET', '/api/v1/watch/pods', 'pods', 'watch', 'pods', '', 'at the cluster scope'],
    [
      'GET',
      `${jobsPath}?fieldSelector=metadata.name%3Dx`,
      'jobs.batch "x"',
      'list',
      'jobs',
      'batch',
      'in the namespace "default"',
    ],
    ['DELETE', jobsPath, 'jobs.batch', 'deletecollection', 'jobs', 'batch', 'in the namespace "default"'],
    [
      'GET',
      `${jobsPath}/x/status`,
      'jobs.batch "x"',
      'get',
      'jobs/status',
      'batch',
      'in the namespace "default"',
    ],
  ])('may not %s %s', async (method, path, subject, verb, resource, group, where) => {
    const { server } = start();
    const response = await server.handle(new Request(`http://gantry${path}`, { method }));
    const why = `User "system:anonymous" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`;
    expect((await response.json()).message).toBe(`${subject} is forbidden: ${why}`);
  });
});

describe('an Authorization header', () => {
  it.each([
    ['Basic YTpi', 403],
    ['Bearer', 403],
    ['bearer admin', 200],
    ['Bearer wrong', 401],
  ])('%s', async (authorization, code) => {
    const { call } = start();
    expect((await call('GET', jobsPath, undefined, { authorization })).status).toBe(code);
  });
});

describe('aggregated discovery', () => {
  const aggregated = (version: string) =>
    accept(`application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`);

  it('is not sent to those who have it', async () => {
    const { call } = start();
    const first = await call('GET', '/apis', undefined, aggregated('v2'));
    const etag = first.headers.get('etag')!;
    const again = await call('GET', '/apis', undefined, { ...aggregated('v2'), 'if-none-match': etag });
    expect([first.status, again.status, await again.text()]).toEqual([200, 304, '']);
    expect(again.headers.get('etag')).toBe(etag);
  });

  it('has no beta any more', async () => {
    const { json } = start();
    expect((await json('GET', '/apis', undefined, aggregated('v2beta1'))).body.kind).toBe('APIGroupList');
  });

  it('tells the hash of the storage version of each resource', async () => {
    const { json } = start();
    const { resources } = (await json('GET', '/apis/batch/v1')).body;
    const hashes = resources.map((one: { storageVersionHash?: string }) => one.storageVersionHash);
    expect(hashes).toEqual(['sd5LIXh4Fjs=', undefined, 'mudhfqk/qZY=', undefined]);
  });
});

describe('an update that changes nothing', () => {
  const versions = async (metadata: object) => {
    const { json } = start();
    const created = await json('POST', jobsPath, job('a', metadata));
    const patches = [
      await json('PATCH', `${jobsPath}/a`, {}, merge),
      await json('PATCH', `${jobsPath}/a`, {}, merge),
    ];
    const [first, ...later] = [created, ...patches].map(({ body }) => Number(body.metadata.resourceVersion));
    return later.map((version) => version - first!);
  };

  it('keeps the version of a Job', async () => {
    expect(await versions({ labels: { own: 'label' } })).toEqual([0, 0]);
  });

  it('is written the first time where the Job got its labels from the server', async () => {
    expect(await versions({})).toEqual([1, 1]);
  });
});

describe('an update of what is not there', () => {
  const leases = '/apis/coordination.k8s.io/v1/namespaces/default/leases';
  const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'a' }, spec: {} };

  it('creates a Lease, and then wants its version', async () => {
    const { json } = start();
    const created = await json('PUT', `${leases}/a`, lease);
    expect([created.code, created.body.metadata.name]).toEqual([201, 'a']);
    const { code, body } = await json('PUT', `${leases}/a`, lease);
    expect([code, body.message]).toEqual([
      422,
      'leases.coordination.k8s.io "a" is invalid: metadata.resourceVersion: Invalid value: 0: ' +
        'must be specified for an update',
    ]);
    expect((await json('PUT', `${leases}/a`, created.body)).code).toBe(200);
  });

  it('creates no Job', async () => {
    const { json } = start();
    expect((await json('PUT', `${jobsPath}/a`, job('a'))).code).toBe(404);
  });
});
