import { describe, expect, it } from 'vitest';
import { openServer } from '../server.fixture';

const jobs = '/apis/batch/v1/namespaces/default/jobs';
const json = { 'content-type': 'application/json' };

/** Every sample of a text by its name and labels; fails on a line that is neither sample nor comment. */
function parse(text: string): Map<string, number> {
  const samples = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of text.trimEnd().split('\n')) {
    const [, name, type] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? [];
    if (name) types.set(name, type!);
    if (line.startsWith('#')) continue;
    const [, sample, value] = /^([a-z_]+(?:\{(?:[a-z_]+="(?:[^"\\]|\\.)*",?)+\})?) (\S+)$/.exec(line) ?? [];
    if (sample === undefined) throw new Error(`no sample: ${line}`);
    const family = sample.replace(/\{.*/s, '');
    const base = family.replace(/_(bucket|sum|count)$/, '');
    if (types.get(family) === undefined && types.get(base) !== 'histogram')
      throw new Error(`no type: ${line}`);
    samples.set(sample, Number(value));
  }
  return samples;
}

async function start() {
  const { clock, server } = openServer({
    collectors: [
      () => [{ name: 'extra', help: 'Extra.', type: 'gauge', samples: [{ labels: {}, value: 1 }] }],
    ],
  });
  await clock.settle();
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = json) =>
    server.handle(
      new Request(`http://gantry${path}`, {
        method,
        headers: { authorization: 'Bearer admin', ...headers },
        body: body === undefined ? undefined : JSON.stringify(body),
      }),
    );
  const metrics = async () => {
    const response = await call('GET', '/metrics');
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    return parse(await response.text());
  };
  return { clock, call, metrics };
}

/** The count of requests with these labels. */
function total(samples: Map<string, number>, rest: Record<string, string>): number | undefined {
  const labels: Record<string, string> = {
    ...{ code: '200', component: 'apiserver', dry_run: '', group: 'batch', resource: 'jobs' },
    ...{ scope: 'namespace', subresource: '', verb: 'LIST', version: 'v1' },
    ...rest,
  };
  const text = Object.keys(labels).map((name) => `${name}="${labels[name]}"`);
  return samples.get(`apiserver_request_total{${text.join(',')}}`);
}

const job = (name: string) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } } },
});

describe('/metrics', () => {
  it('counts requests by what they were for and how they ended', async () => {
    const { call, metrics } = await start();
    await call('GET', jobs);
    await call('GET', jobs);
    await call('GET', '/apis/batch/v1/jobs');
    await call('POST', jobs, job('a'));
    await call('POST', `${jobs}?dryRun=All`, job('b'));
    await call('POST', `${jobs}?dryRun=Some`, job('b'));
    await call('POST', jobs, job('a'));
    await call('GET', `${jobs}/a`);
    await call('GET', `${jobs}/b`);
    await call('PATCH', `${jobs}/a/status`, {}, { 'content-type': 'application/merge-patch+json' });
    await call('GET', '/livez');
    const samples = await metrics();
    expect(total(samples, {})).toBe(2);
    expect(total(samples, { scope: 'cluster' })).toBe(1);
    const posts = { verb: 'POST', scope: 'resource' };
    expect(total(samples, { ...posts, code: '201' })).toBe(1);
    expect(total(samples, { ...posts, code: '201', dry_run: 'All' })).toBe(1);
    expect(total(samples, { ...posts, code: '422', dry_run: 'invalid' })).toBe(1);
    expect(total(samples, { ...posts, code: '409' })).toBe(1);
    expect(total(samples, { verb: 'GET', scope: 'resource' })).toBe(1);
    expect(total(samples, { verb: 'GET', scope: 'resource', code: '404' })).toBe(1);
    expect(total(samples, { verb: 'PATCH', scope: 'resource', subresource: 'status' })).toBe(1);
    const health = { verb: 'GET', scope: '', component: '', group: '', version: '', resource: '' };
    expect(total(samples, { ...health, subresource: '/livez' })).toBe(1);
  });

  it('counts nothing that is not served, nor what was refused before', async () => {
    const { call, metrics } = await start();
    await call('GET', '/apis/batch/v1/namespaces/default/widgets');
    await call('GET', '/apis/batch/v7/namespaces/default/jobs');
    await call('GET', `${jobs}/a/anything`);
    await call('GET', '/anything');
    await call('HEAD', jobs);
    await call('DELETE', `${jobs}/a`, undefined, { authorization: 'Bearer view' });
    await call('GET', jobs, undefined, { authorization: 'Bearer wrong' });
    const samples = [...(await metrics()).keys()];
    expect(samples.filter((sample) => sample.startsWith('apiserver_request_total'))).toEqual([]);
  });

  it('times requests and measures answers to reading ones', async () => {
    const { call, metrics } = await start();
    const { headers } = await call('GET', jobs);
    const samples = await metrics();
    const rest = 'group="batch",resource="jobs",scope="namespace",subresource="",verb="LIST",version="v1"';
    const labels = `component="apiserver",dry_run="",${rest}`;
    expect(samples.get(`apiserver_request_duration_seconds_bucket{${labels},le="0.005"}`)).toBe(1);
    expect(samples.get(`apiserver_request_duration_seconds_count{${labels}}`)).toBe(1);
    expect(samples.get(`apiserver_response_sizes_sum{component="apiserver",${rest}}`)).toBe(
      Number(headers.get('content-length')),
    );
  });

  it('counts a watch while it is open and when it ends, and what it sent', async () => {
    const { clock, call, metrics } = await start();
    await call('POST', jobs, job('a'));
    const watch = await call('GET', `${jobs}?watch=1&timeoutSeconds=7`);
    await call('POST', jobs, job('b'));
    const open =
      'apiserver_longrunning_requests{component="apiserver",group="batch",resource="jobs",' +
      'scope="namespace",subresource="",verb="WATCH",version="v1"}';
    const during = await metrics();
    expect(during.get(open)).toBe(1);
    expect(total(during, { verb: 'WATCH' })).toBeUndefined();
    await clock.advance(7_000);
    await watch.text();
    const after = await metrics();
    expect(after.get(open)).toBe(0);
    expect(total(after, { verb: 'WATCH' })).toBe(1);
    expect(after.get('apiserver_watch_events_total{group="batch",resource="jobs",version="v1"}')).toBe(2);
    const duration =
      'apiserver_request_duration_seconds_sum{component="apiserver",dry_run="",group="batch",' +
      'resource="jobs",scope="namespace",subresource="",verb="WATCH",version="v1"}';
    expect(after.get(duration)).toBe(7);
  });

  it('counts a log when it has been read', async () => {
    const { call, metrics } = await start();
    const pods = '/api/v1/namespaces/default/pods';
    const spec = { nodeName: 'n', containers: [{ name: 'c', image: 'i' }] };
    await call('POST', pods, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec });
    const labels = { group: '', resource: 'pods', subresource: 'log', scope: 'resource', verb: 'CONNECT' };
    const log = await call('GET', `${pods}/p/log`);
    expect(total(await metrics(), labels)).toBeUndefined();
    expect(await log.text()).toBe('p/c\n');
    expect(total(await metrics(), labels)).toBe(1);
    await (await call('GET', `${pods}/p/log`)).body!.cancel();
    expect(total(await metrics(), labels)).toBe(2);
  });

  it('tells of objects, limits, the build, and what else is collected', async () => {
    const { call, metrics } = await start();
    await call('POST', jobs, job('a'));
    const samples = await metrics();
    expect(samples.get('apiserver_resource_objects{group="batch",resource="jobs"}')).toBe(1);
    expect(samples.get('apiserver_storage_objects{resource="namespaces"}')).toBe(4);
    expect(samples.get('apiserver_storage_objects{resource="jobs.batch"}')).toBe(1);
    expect(samples.get('apiserver_current_inflight_requests{request_kind="mutating"}')).toBe(1);
    expect([...samples.keys()].join('\n')).toContain('git_version="v1.36.0+gantry",go_version="",major="1"');
    expect(samples.get('extra')).toBe(1);
  });
});
