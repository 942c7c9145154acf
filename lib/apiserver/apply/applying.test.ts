import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { KubeObject, ManagedFieldsEntry } from '../../meta/object';
import { job, jobsPath, merge, start } from '../server.fixture';

type Call = ReturnType<typeof start>['json'];

const applied = { 'content-type': 'application/apply-patch+yaml' };

/** Applies a configuration to the Job `a`, as YAML, which is how it comes. */
const apply = (json: Call, manager: string, body: unknown, query = '') =>
  json('PATCH', `${jobsPath}/a?fieldManager=${manager}${query}`, text(body), applied);

const text = (body: unknown) => (typeof body === 'string' ? body : stringify(body));

/** A Job as somebody says what he wants of it. */
function configuration(spec: object = {}, metadata: object = {}): object {
  const least = job('a', metadata) as KubeObject & { spec: object };
  return { ...least, spec: { ...least.spec, ...spec } };
}

/** Who owns what, a line each: `me Apply /status`. */
function managersOf({ metadata }: KubeObject): string[] {
  return (metadata.managedFields ?? []).map(({ manager, operation, subresource }: ManagedFieldsEntry) =>
    [manager, operation, subresource && `/${subresource}`].filter(Boolean).join(' '),
  );
}

describe('a configuration that is applied', () => {
  it('creates the object, and changes it afterwards', async () => {
    const { json } = start();
    const created = await apply(json, 'me', configuration({ backoffLimit: 1 }));
    expect([created.code, managersOf(created.body)]).toEqual([201, ['me Apply']]);
    const changed = await apply(json, 'me', configuration({ backoffLimit: 2 }));
    expect([changed.code, changed.body.spec.backoffLimit, changed.body.metadata.generation]).toEqual([
      200, 2, 2,
    ]);
    const dropped = await apply(json, 'me', configuration());
    // Nobody says it any more, so that it is what it is by default.
    expect(dropped.body.spec.backoffLimit).toBe(6);
  });

  it('names every manager it is in conflict with', async () => {
    const { json } = start();
    await apply(json, 'me', configuration({ parallelism: 1 }, { labels: { a: '1' } }));
    await json('PATCH', `${jobsPath}/a?fieldManager=you`, { spec: { suspend: true } }, merge);
    const other = configuration({ parallelism: 2, suspend: false }, { labels: { a: '2' } });
    const { code, body } = await apply(json, 'third', other);
    expect(code).toBe(409);
    expect(body.message).toBe(
      'Apply failed with 3 conflicts: conflicts with "me":\n- .metadata.labels.a\n- .spec.parallelism\n' +
        'conflicts with "you" using batch/v1:\n- .spec.suspend',
    );
    const forced = await apply(json, 'third', other, '&force=true');
    expect(forced.body.spec).toMatchObject({ parallelism: 2, suspend: false });
    expect(managersOf(forced.body)).toEqual(['me Apply', 'third Apply']);
  });

  it('owns the status through the status alone', async () => {
    const { json } = start();
    const body = { ...configuration(), status: { ready: 3, active: 3 } };
    const created = await apply(json, 'me', body);
    expect(created.body.status).toEqual({});
    const path = `${jobsPath}/a/status?fieldManager=me`;
    const head = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'a' } };
    const { body: answer } = await json('PATCH', path, text({ ...head, status: { active: 1 } }), applied);
    expect(answer.status).toEqual({ active: 1 });
    expect(managersOf(answer)).toEqual(['me Apply', 'me Apply /status']);
    const missing = await json('PATCH', `${jobsPath}/b/status?fieldManager=me`, text({ ...head }), applied);
    expect(missing.code).toBe(404);
  });

  it('takes over without a conflict what kubectl applied on the client side', async () => {
    const { json } = start();
    const annotation = 'kubectl.kubernetes.io/last-applied-configuration';
    const last = configuration({ parallelism: 1 });
    const annotations = { [annotation]: JSON.stringify(last) };
    await json('POST', `${jobsPath}?fieldManager=kubectl-client-side-apply`, {
      ...configuration({ parallelism: 1, backoffLimit: 3 }, { annotations }),
    });
    const wanted = configuration({ parallelism: 2 });
    expect((await apply(json, 'other', wanted)).code).toBe(409);
    // Not in what it applied last: somebody else may have set it.
    expect((await apply(json, 'kubectl', configuration({ backoffLimit: 4 }))).code).toBe(409);
    const { code, body } = await apply(json, 'kubectl', wanted);
    expect([code, body.spec.parallelism]).toEqual([200, 2]);
    expect(JSON.parse(body.metadata.annotations[annotation])).toEqual(wanted);
  });

  it('finds what was there before anybody kept account', async () => {
    const { json } = start();
    await json('POST', jobsPath, configuration({ parallelism: 3 }));
    for (const managedFields of [[{}], []]) {
      const cleared = await json('PATCH', `${jobsPath}/a`, { metadata: { managedFields } }, merge);
      expect(cleared.body.metadata.managedFields).toBeUndefined();
    }
    const { body } = await apply(json, 'me', configuration({ parallelism: 4 }));
    expect(body.message).toBe(
      'Apply failed with 1 conflict: conflict with "before-first-apply" using batch/v1: .spec.parallelism',
    );
  });

  const head = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'a' } };
  it.each<[unknown, number, string]>([
    [{ ...head, kind: 'CronJob' }, 400, 'invalid object type: batch/v1, Kind=CronJob'],
    [{ ...head, apiVersion: 'v1' }, 400, 'invalid object type: /v1, Kind=Job'],
    [
      { ...head, metadata: { name: 'b' } },
      400,
      'the name of the object (b) does not match the name on the URL (a)',
    ],
    [
      { ...head, metadata: {} },
      400,
      'the name of the object (a based on URL) was undeterminable: name must be provided',
    ],
    [{ ...head, metadata: { name: 'a', managedFields: [] } }, 400, 'metadata.managedFields must be nil'],
    [
      { ...head, spec: { template: { spec: { containers: [{ name: 'c' }, { name: 'c' }] } } } },
      500,
      'failed to create typed patch object (/a; batch/v1, Kind=Job): ' +
        '.spec.template.spec.containers: duplicate entries for key [name="c"]',
    ],
    [
      'a: b: c',
      400,
      'error encoding patch: error converting YAML to JSON: yaml: mapping values are not allowed',
    ],
    ['[1, 2]', 400, 'error decoding patch: '],
  ])('is refused as %j', async (body, code, message) => {
    const { json } = start();
    const answer = await apply(json, 'me', body);
    expect(answer.code).toBe(code);
    expect(answer.body.message).toContain(message);
  });

  it('is told of members given twice, as field validation says', async () => {
    const { json } = start();
    const twice = text(configuration()).replace('metadata:', 'metadata:\n  name: a\n  name: a\nmetadata:');
    const fault = 'error converting YAML to JSON: yaml: unmarshal errors:';
    expect((await apply(json, 'me', twice, '&fieldValidation=Strict')).body.message).toContain(
      `error strict decoding patch: ${fault}`,
    );
    // A text of several lines fits into no header: Kubernetes tells nothing then.
    const { code, warning } = await apply(json, 'me', twice);
    expect([code, warning]).toEqual([201, null]);
    expect((await apply(json, 'me', twice, '&fieldValidation=Ignore')).warning).toBeNull();
  });
});

describe('managed fields', () => {
  it('of an object that is written as it was keep their times', async () => {
    const { clock, json } = start();
    const { body } = await json('POST', jobsPath, job('a', { labels: { own: 'label' } }));
    await clock.advance(60_000);
    const put = await json('PUT', `${jobsPath}/a?fieldManager=test`, body);
    expect(put.body).toEqual(body);
  });

  it('are those that are there when the ones that are given make no sense', async () => {
    const { json } = start();
    const { body } = await json('POST', jobsPath, job('a', { labels: { own: 'label' } }));
    for (const managedFields of [
      [{ manager: 'x', operation: 'Rewrite' }],
      [{ ...body.metadata.managedFields[0], fieldsV1: { x: {} } }],
    ]) {
      const metadata = { ...body.metadata, managedFields };
      const put = await json('PUT', `${jobsPath}/a`, { ...body, metadata });
      expect(put.body.metadata.managedFields).toEqual(body.metadata.managedFields);
    }
  });

  it('name who does not name himself by his program', async () => {
    const { json } = start();
    const agents = ['kubectl/v1.36.0 (linux/amd64)', 'a\u00e9b', ''];
    const names: unknown[] = [];
    for (const [at, agent] of agents.entries()) {
      const { body } = await json('POST', jobsPath, job(`a${at}`), { 'user-agent': agent });
      names.push(body.metadata.managedFields[0].manager);
    }
    expect(names).toEqual(['kubectl', 'a\u00e9b', 'unknown']);
  });

  it('of an Event name the version it was written in', async () => {
    const { json } = start();
    const path = '/apis/events.k8s.io/v1/namespaces/default/events';
    const event = {
      ...{ apiVersion: 'events.k8s.io/v1', kind: 'Event', metadata: { name: 'e' }, type: 'Normal' },
      ...{ reason: 'R', action: 'A', eventTime: '2026-01-01T00:00:00.000000Z', note: 'n' },
      ...{ reportingController: 'example.com/x', reportingInstance: 'x-1' },
      regarding: { kind: 'Pod', namespace: 'default', name: 'p' },
    };
    const { body } = await json('POST', path, event);
    const [entry] = body.metadata.managedFields;
    expect(entry.apiVersion).toBe('events.k8s.io/v1');
    expect(Object.keys(entry.fieldsV1)).toContain('f:regarding');
  });
});
