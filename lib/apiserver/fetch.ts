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
      body && 'start' in body ? streamOf(body, signal) : (body as BodyInit | undefined),
      init,
    );
  };
}

/** A live body as a stream, which ends when its reader or its asker goes. */
function streamOf(body: LiveBody, signal: AbortSignal): ReadableStream<Uint8Array> {
  let isOpen = true;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const end = () => {
          if (isOpen) controller.close();
          isOpen = false;
        };
        const leave = () => {
          body.stop();
          end();
        };
        signal.addEventListener('abort', leave, { once: true });
        body.start({
          write: (bytes) => controller.enqueue(bytes),
          end,
          get unsentBytes() {
            return -(controller.desiredSize ?? 0);
          },
        });
      },
      cancel() {
        isOpen = false;
        body.stop();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  );
}
