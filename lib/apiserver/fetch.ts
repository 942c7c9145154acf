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
    return new Response(body && 'start' in body ? streamOf(body) : (body as BodyInit | undefined), init);
  };
}

function streamOf(body: LiveBody): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        body.start({
          write: (bytes) => controller.enqueue(bytes),
          end: () => controller.close(),
          get unsentBytes() {
            return -(controller.desiredSize ?? 0);
          },
        });
      },
      cancel: () => body.stop(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  );
}
