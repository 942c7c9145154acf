import type { Transport, TransportRequest } from '../client/http';
import type { KubeObject } from '../meta/object';
import { failure, type Status } from '../meta/status';

/** An answer of the fake API server: a list, a refusal, a broken connection, or a watch that the test then feeds. */
type Answer =
  | { items: KubeObject[]; version: string; next?: string }
  | { status: Status }
  | { broken: string }
  | { watch: FakeWatch };

/** An open watch. */
export interface FakeWatch {
  send(type: string, object: unknown): void;
  end(): void;
  /** The reader has gone, or the connection has. */
  abort(): void;
  body: ReadableStream<Uint8Array>;
  cancelled: boolean;
}

/** A watch that stays open until the test ends it or the reader goes away. */
export function fakeWatch(): FakeWatch {
  let controller: ReadableStreamDefaultController<Uint8Array>;
  const watch: FakeWatch = {
    cancelled: false,
    body: new ReadableStream({
      start(opened) {
        controller = opened;
      },
      cancel() {
        watch.cancelled = true;
      },
    }),
    send: (type, object) =>
      controller.enqueue(new TextEncoder().encode(`${JSON.stringify({ type, object })}\n`)),
    end: () => controller.close(),
    abort: () => {
      if (watch.cancelled) return;
      watch.cancelled = true;
      controller.error(new Error('aborted'));
    },
  };
  return watch;
}

/** A transport that gives the answers in turn and remembers what it was asked; with none left it refuses with 503. */
export function fakeUpstream(answers: Answer[]): { transport: Transport; asked: string[] } {
  const asked: string[] = [];
  const transport = async ({ path, signal }: TransportRequest): Promise<Response> => {
    asked.push(path);
    const answer = answers.shift() ?? { status: failure(503, 'ServiceUnavailable', 'no answer left') };
    if ('broken' in answer) throw new TypeError(answer.broken);
    if ('status' in answer) return Response.json(answer.status, { status: answer.status.code });
    if ('watch' in answer) return watchResponse(answer.watch, signal);
    return Response.json({
      apiVersion: 'batch/v1',
      kind: 'JobList',
      metadata: { resourceVersion: answer.version, ...(answer.next ? { continue: answer.next } : {}) },
      items: answer.items,
    });
  };
  return { transport, asked };
}

function watchResponse(watch: FakeWatch, signal: AbortSignal | undefined): Response {
  signal?.addEventListener('abort', watch.abort);
  return new Response(watch.body);
}

/** A Job with a name and a version, as small as can be. */
export function tinyJob(name: string, resourceVersion: string): KubeObject {
  return { metadata: { name, namespace: 'default', resourceVersion } };
}
