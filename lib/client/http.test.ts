import { describe, expect, it } from 'vitest';
import { StatusError } from '../meta/status';
import { configMaps } from '../resources/configmap/types';
import { jobs } from '../resources/job/types';
import { httpClient, type TransportRequest } from './http';

type Answer = () => Response;

/** A client whose requests are written down and answered one after the other. */
function scripted(...answers: Answer[]) {
  const requests: TransportRequest[] = [];
  const client = httpClient(async (request) => {
    requests.push(request);
    return answers[requests.length - 1]!();
  });
  return { client, requests };
}

const json = (value: unknown, status = 200) => new Response(JSON.stringify(value), { status });

/** A body that stays open; `cancelled` resolves when the reader has given up. */
function openBody(...lines: unknown[]) {
  let markCancelled = () => {};
  const cancelled = new Promise<void>((resolve) => {
    markCancelled = resolve;
  });
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const line of lines) controller.enqueue(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
    },
    cancel: () => markCancelled(),
  });
  return { body, cancelled };
}

describe('httpClient requests', () => {
  it('addresses objects, collections and subresources', async () => {
    const { client, requests } = scripted(...Array.from({ length: 7 }, () => () => json({ items: [] })));
    const job = { metadata: { namespace: 'a', name: 'b' } } as never;
    await client.get(jobs, 'a', 'b');
    await client.list(jobs, { labelSelector: 'x in (1,2)', limit: 5 });
    await client.create(jobs, job, { dryRun: 'All' });
    await client.update(jobs, job, { subresource: 'status' });
    await client.patch(jobs, 'a', 'b', 'apply', { a: 1 }, { fieldManager: 'me', force: true });
    await client.delete(jobs, 'a', 'b', { propagationPolicy: 'Background' });
    await client.createSubresource(jobs, 'a', 'b', 'binding', {});
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /apis/batch/v1/namespaces/a/jobs/b',
      'GET /apis/batch/v1/jobs?labelSelector=x+in+%281%2C2%29&limit=5',
      'POST /apis/batch/v1/namespaces/a/jobs?dryRun=All',
      'PUT /apis/batch/v1/namespaces/a/jobs/b/status',
      'PATCH /apis/batch/v1/namespaces/a/jobs/b?fieldManager=me&force=true',
      'DELETE /apis/batch/v1/namespaces/a/jobs/b',
      'POST /apis/batch/v1/namespaces/a/jobs/b/binding',
    ]);
    expect(requests[4]!.headers['content-type']).toBe('application/apply-patch+yaml');
    expect(JSON.parse(requests[5]!.body!)).toMatchObject({
      kind: 'DeleteOptions',
      propagationPolicy: 'Background',
    });
  });

  it('gives the items of a list the kind that the wire leaves out', async () => {
    const { client } = scripted(() => json({ metadata: {}, items: [{ metadata: { name: 'a' } }] }));
    const list = await client.list(configMaps);
    expect(list.items[0]).toEqual({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });
  });
});

describe('httpClient errors', () => {
  async function errorOf(response: Response): Promise<StatusError> {
    const error = await scripted(() => response)
      .client.get(jobs, 'a', 'b')
      .then(
        () => undefined,
        (reason: unknown) => reason,
      );
    expect(error).toBeInstanceOf(StatusError);
    return error as StatusError;
  }

  it('carries the Status of the server', async () => {
    const error = await errorOf(
      json({ kind: 'Status', code: 404, reason: 'NotFound', message: 'no such job' }, 404),
    );
    expect([error.code, error.reason, error.message]).toEqual([404, 'NotFound', 'no such job']);
  });

  it('makes a Status where the body is none', async () => {
    const error = await errorOf(
      new Response('upstream is away', { status: 503, headers: { 'retry-after': '3' } }),
    );
    expect([error.code, error.reason, error.message]).toEqual([
      503,
      'ServiceUnavailable',
      'HTTP 503: upstream is away',
    ]);
    expect(error.status.details?.retryAfterSeconds).toBe(3);
  });

  it('does not take a page for an object', async () => {
    const page = new Response('<html>Sign in</html>', {
      status: 200,
      headers: { 'content-type': 'text/html' },
    });
    expect((await errorOf(page)).message).toBe(
      'the server answered with something that is not JSON: HTTP 200',
    );
  });

  it('lets failures of the transport through', async () => {
    const client = httpClient(() => Promise.reject(new TypeError('fetch failed')));
    await expect(client.get(jobs, 'a', 'b')).rejects.toThrow(TypeError);
  });
});

describe('httpClient streams', () => {
  it('ends a watch without error when its signal aborts', async () => {
    const { body, cancelled } = openBody({ type: 'ADDED', object: { metadata: { name: 'a' } } });
    const { client, requests } = scripted(() => new Response(body));
    const abort = new AbortController();
    const names: (string | undefined)[] = [];
    for await (const event of client.watch(jobs, { resourceVersion: '5', signal: abort.signal })) {
      if (event.type === 'ADDED') names.push(event.object.metadata.name);
      abort.abort();
    }
    expect(names).toEqual(['a']);
    await cancelled;
    expect(requests[0]!.path).toBe('/apis/batch/v1/jobs?watch=true&resourceVersion=5');
  });

  it('closes the request when the loop is left', async () => {
    const { body, cancelled } = openBody({ type: 'ADDED', object: { metadata: {} } });
    const { client, requests } = scripted(() => new Response(body));
    for await (const _ of client.watch(jobs, { sendInitialEvents: true })) break;
    await cancelled;
    expect(requests[0]!.signal!.aborted).toBe(true);
    expect(requests[0]!.path).toContain('resourceVersionMatch=NotOlderThan');
  });

  it('rejects a refused watch', async () => {
    const status = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' };
    const { client } = scripted(() => json(status, 410));
    await expect(client.watch(jobs)[Symbol.asyncIterator]().next()).rejects.toThrow(
      'too old resource version',
    );
  });

  it('does not open a watch that was aborted before', async () => {
    const { client, requests } = scripted();
    const events = client.watch(jobs, { signal: AbortSignal.abort() })[Symbol.asyncIterator]();
    expect(await events.next()).toEqual({ done: true, value: undefined });
    expect(requests).toEqual([]);
  });

  it('reads a log in chunks', async () => {
    const { client, requests } = scripted(() => new Response('one\ntwo\n'));
    const chunks: string[] = [];
    for await (const chunk of client.log('a', 'p', { follow: true, tailLines: 2 })) {
      chunks.push(new TextDecoder().decode(chunk));
    }
    expect(chunks.join('')).toBe('one\ntwo\n');
    expect(requests[0]!.path).toBe('/api/v1/namespaces/a/pods/p/log?follow=true&tailLines=2');
  });
});
