import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { StatusError } from '../meta/status';
import { proxyRequest } from './apiproxy';
import type { Cluster } from './clusters';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A cluster whose API server is `listener`. */
async function clusterOf(listener: Listener): Promise<Cluster> {
  const server = createServer(listener);
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return clusterAt(`http://127.0.0.1:${port}`);
}

function clusterAt(server: string): Cluster {
  return {
    name: server,
    context: 'c',
    server,
    token: 'upstream',
    insecure: false,
    needsPlugin: false,
    builtIn: false,
    file: '',
  };
}

function request(path: string, init: RequestInit & { duplex?: 'half' } = {}): Request {
  return new Request(`http://127.0.0.1:3000/k8s/c${path}`, init);
}

describe('the way to a cluster', () => {
  it('adds the credentials and passes on method, path, query and body', async () => {
    const cluster = await clusterOf(async (incoming, outgoing) => {
      let body = '';
      for await (const chunk of incoming) body += chunk;
      const { method, url, headers } = incoming;
      outgoing.setHeader('content-type', 'application/json');
      outgoing.end(
        JSON.stringify({ method, url, authorization: headers.authorization, cookie: headers.cookie, body }),
      );
    });
    const headers = {
      cookie: 'gantry=1',
      authorization: 'Bearer dashboard',
      'content-type': 'application/json',
    };
    const wanted = request('/apis/batch/v1/jobs?dryRun=All', { method: 'POST', body: '{"a":1}', headers });
    expect(await (await proxyRequest(wanted, cluster)).json()).toEqual({
      method: 'POST',
      url: '/apis/batch/v1/jobs?dryRun=All',
      authorization: 'Bearer upstream',
      body: '{"a":1}',
    });
  });

  it('passes refusals on as they are', async () => {
    const cluster = await clusterOf((_, outgoing) => {
      outgoing.writeHead(409, { 'content-type': 'application/json', warning: '299 - "careful"' });
      outgoing.end('{"reason":"Conflict"}');
    });
    const answer = await proxyRequest(request('/api/v1/pods'), cluster);
    expect([answer.status, answer.headers.get('warning')]).toEqual([409, '299 - "careful"']);
    expect(await answer.json()).toEqual({ reason: 'Conflict' });
  });

  it('brings a watch as it comes, and ends it when the reader goes away', async () => {
    let closed: () => void;
    const ended = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const cluster = await clusterOf((incoming, outgoing) => {
      expect(incoming.headers['accept-encoding']).toBeUndefined();
      outgoing.on('close', closed);
      outgoing.write('{"type":"ADDED"}\n');
    });
    const headers = { 'accept-encoding': 'gzip' };
    const answer = await proxyRequest(request('/api/v1/pods?watch=true', { headers }), cluster);
    const reader = answer.body!.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('{"type":"ADDED"}\n');
    await reader.cancel();
    await ended;
  });

  it('ends the request to the cluster when the visitor goes away before the answer', async () => {
    const gone = new AbortController();
    const cluster = await clusterOf(() => gone.abort());
    await expect(proxyRequest(request('/api/v1/pods', { signal: gone.signal }), cluster)).rejects.toThrow(
      /abort/i,
    );
  });

  it('compresses what is large, if that is taken', async () => {
    const text = JSON.stringify({ items: Array.from({ length: 5000 }, (_, index) => ({ index })) });
    const cluster = await clusterOf((_, outgoing) => {
      outgoing.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      });
      outgoing.end(text);
    });
    const taken = await proxyRequest(
      request('/api/v1/pods', { headers: { 'accept-encoding': 'gzip' } }),
      cluster,
    );
    expect([taken.headers.get('content-encoding'), taken.headers.has('content-length')]).toEqual([
      'gzip',
      false,
    ]);
    expect(gunzipSync(Buffer.from(await taken.arrayBuffer())).toString()).toBe(text);
    const plain = await proxyRequest(request('/api/v1/pods'), cluster);
    expect(plain.headers.has('content-encoding')).toBe(false);
    expect(await plain.text()).toBe(text);
  });

  it('says which cluster does not answer, and why', async () => {
    const cluster = clusterAt('http://127.0.0.1:1');
    await expect(proxyRequest(request('/api/v1/pods'), cluster)).rejects.toMatchObject({
      code: 503,
      message: expect.stringMatching(/http:\/\/127\.0\.0\.1:1 does not answer: .*ECONNREFUSED/),
    });
  });

  it('leads nowhere else', async () => {
    const cluster = await clusterOf(() => expect.unreachable());
    await expect(proxyRequest(request('/metrics'), cluster)).rejects.toThrow(StatusError);
  });
});
