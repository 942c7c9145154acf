import { createServer, type IncomingMessage, type Server, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { ApiResponse, LiveBody, Sink } from '../apiserver/message';
import { exchange, type Handler } from './exchange';

let server: Server | undefined;

/** Serves a handler over plain HTTP: TLS makes no difference to an exchange. */
async function serve(handler: Handler): Promise<{ url: string; failures: unknown[] }> {
  const failures: unknown[] = [];
  const made = createServer((incoming, outgoing) => {
    exchange(incoming, outgoing, handler).catch((error) => failures.push(error));
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(made.address() as AddressInfo).port}`, failures };
}

/** A response with nothing remarkable about it. */
function answer(body: ApiResponse['body'], headers: ApiResponse['headers'] = []): ApiResponse {
  return { status: 200, headers, body };
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

describe('exchange', () => {
  it('hands over method, path, headers and body', async () => {
    const { url } = await serve(async ({ method, url, headers, body }) => {
      const seen = [method, url, headers.get('x-a'), headers.get('x-b'), new TextDecoder().decode(body)];
      return answer(new TextEncoder().encode(JSON.stringify(seen)));
    });
    const response = await fetch(`${url}/a%20b?c=d`, { method: 'PUT', headers: { 'x-a': '1' }, body: 'ä' });
    expect(await response.json()).toEqual(['PUT', '/a%20b?c=d', '1', null, 'ä']);
  });

  it('answers code, headers and bodies of a known length', async () => {
    const { url } = await serve(async () => ({
      status: 418,
      headers: [
        ['content-length', '4'],
        ['warning', '299'],
      ],
      body: new TextEncoder().encode('text'),
    }));
    const response = await fetch(url);
    expect([response.status, response.headers.get('warning'), await response.text()]).toEqual([
      418,
      '299',
      'text',
    ]);
  });

  it('sends each warning in a header of its own', async () => {
    const texts = ['299 - "one, two"', '299 - "three, 299 - \\"four\\""'];
    const { url } = await serve(async () =>
      answer(
        undefined,
        texts.map((text) => ['warning', text]),
      ),
    );
    const raw = await new Promise<string[]>((resolve) => {
      sendRequest(url, (response) => resolve(response.resume().rawHeaders)).end();
    });
    const sent = raw.filter((_, at) => raw[at - 1]?.toLowerCase() === 'warning' && at % 2 === 1);
    expect(sent).toEqual(texts);
  });

  it('sends each part of a stream as it comes', async () => {
    let source: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        source = controller;
      },
    });
    const { url } = await serve(async () => answer(body));
    const reader = (await fetch(url)).body!.getReader();
    for (const part of ['one\n', 'two\n']) {
      source!.enqueue(new TextEncoder().encode(part));
      expect(new TextDecoder().decode((await reader.read()).value)).toBe(part);
    }
    source!.close();
    expect((await reader.read()).done).toBe(true);
  });

  it('lets a live body write until it ends or the client goes', async () => {
    let sink: Sink | undefined;
    let stopped = () => {};
    const gone = new Promise<void>((resolve) => {
      stopped = resolve;
    });
    const body: LiveBody = {
      start: (given) => {
        sink = given;
      },
      stop: () => stopped(),
    };
    const { url } = await serve(async () => answer(body));
    const abort = new AbortController();
    const reader = (await fetch(url, { signal: abort.signal })).body!.getReader();
    for (const part of ['one\n', 'two\n']) {
      sink!.write(new TextEncoder().encode(part));
      expect(new TextDecoder().decode((await reader.read()).value)).toBe(part);
    }
    sink!.write(new Uint8Array(1));
    expect(sink!.unsentBytes).toBeGreaterThan(0);
    abort.abort();
    await gone;

    const other = (await fetch(url)).body!.getReader();
    sink!.end();
    expect((await other.read()).done).toBe(true);
  });

  it('lets the source and the request know when the client goes', async () => {
    const gone: Promise<void>[] = [];
    const { url } = await serve(async ({ signal }) => {
      gone.push(new Promise((resolve) => signal.addEventListener('abort', () => resolve())));
      let cancelled = () => {};
      gone.push(
        new Promise((resolve) => {
          cancelled = resolve;
        }),
      );
      return answer(new ReadableStream({ cancel: () => cancelled() }));
    });
    const abort = new AbortController();
    await fetch(url, { signal: abort.signal });
    abort.abort();
    expect(await Promise.all(gone)).toHaveLength(2);
  });

  it('does not pass a stream that broke off for a whole one', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode('half'));
        controller.error(new Error('broken'));
      },
    });
    const { url } = await serve(async () => answer(body));
    await expect(fetch(url).then((response) => response.text())).rejects.toThrow();
  });

  it('does not take more from the source than a slow client can hold', async () => {
    const chunk = new Uint8Array(256 * 1024);
    let made = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        made++;
        if (made > 4000) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const { url } = await serve(async (request) => {
      return answer(request.url === '/slow' ? body : new Uint8Array());
    });
    const incoming = sendRequest(`${url}/slow`).end();
    const response = await new Promise<IncomingMessage>((resolve) => incoming.once('response', resolve));
    response.pause();
    for (let round = 0; round < 50; round++) await (await fetch(url)).text();
    expect(made).toBeLessThan(200);
    incoming.destroy();
  });

  it('answers a body that is far too long before it has all of it', async () => {
    const { url, failures } = await serve(async (request) => ({
      ...answer(undefined),
      status: request.body.length > 0 ? 413 : 412,
    }));
    const body = new Uint8Array(9 * 1024 * 1024);
    const response = await fetch(url, { method: 'POST', body }).catch((error: unknown) => error);
    expect(response instanceof Response ? response.status : 413).toBe(413);
    expect(failures).toEqual([]);
  });
});
