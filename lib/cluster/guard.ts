import { failure, type Status, StatusError } from '../meta/status';
import { judge } from './gate';
import { serverSession } from './session';

/** A route handler, as Next.js calls it. */
type Handler<Context> = (request: Request, context: Context) => Promise<Response>;

/**
 * Wraps a route handler: the request is judged once more, so that a hole in the matching of the proxy opens nothing, and errors become
 * a `Status`. Unexpected errors are told to the terminal and not to the visitor.
 */
export function guarded<Context>(handler: Handler<Context>): Handler<Context> {
  return async (request, context) => {
    const { pathname } = new URL(request.url);
    const visit = { method: request.method, path: pathname, headers: request.headers };
    const verdict = judge(visit, serverSession(process.env));
    if (!verdict.pass) return statusResponse(refusal(verdict.code, verdict.message));
    try {
      return await handler(request, context);
    } catch (error) {
      if (request.signal.aborted) return new Response(null, { status: 499 });
      if (error instanceof StatusError) return statusResponse(error.status);
      console.error(error);
      return statusResponse(failure(500, 'InternalError', 'The dashboard failed; its terminal says why.'));
    }
  };
}

/** The `Status` for a visitor who may not pass. */
export function refusal(code: 401 | 403, message: string): Status {
  return failure(code, code === 401 ? 'Unauthorized' : 'Forbidden', message);
}

/** A `Status` as an HTTP response. */
export function statusResponse(status: Status): Response {
  return Response.json(status, { status: status.code, headers: { 'cache-control': 'no-store' } });
}
