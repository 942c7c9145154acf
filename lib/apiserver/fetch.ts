import type { ApiRequest, ApiResponse, LiveBody } from './message';

/** A function of the web's requests and responses before one of the API server's. */
export function fetchHandler(
  answer: (request: ApiRequest) => Promise<ApiResponse>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const { method, headers, signal } = request;
    const { pathname, search } = new URL(request.url);
    const bytes = new Uint8Array(await request.arrayBuffer());
    const response = await answer({ method, url: pathname + search, headers, body: bytes, signal });
    const init = { status: response.status, headers: response.headers.map(([...pair]) => pair) };
    const { body } = response;
    return new Response(
      body && 'start' in body ? streamOf(body, request) : (body as BodyInit | undefined),
      init,
    );
  };
}

/**
 * A live body as a stream, which ends when its reader or its asker goes. It holds on to the request: a request that is collected
 * no longer hears that it was aborted.
 */
function streamOf(body: LiveBody, request: Request): ReadableStream<Uint8Array> {
  let leave = () => {};
  const forget = () => request.signal.removeEventListener('abort', leave);
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let isOpen = true;
        const end = () => {
          if (isOpen) controller.close();
          isOpen = false;
          forget();
        };
        leave = () => {
          body.stop();
          end();
        };
        request.signal.addEventListener('abort', leave);
        body.start({
          write: (bytes) => controller.enqueue(bytes),
          end,
          get unsentBytes() {
            return -(controller.desiredSize ?? 0);
          },
        });
      },
      cancel() {
        forget();
        body.stop();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  );
}
